import type { RecordType } from './entity.ts'
import type { Role } from './fields.ts'
import type { Body } from './row.ts'

/** What a bucket needs to know of an account. */
export interface Anchor {
  id: string
  territoryId: string | null
  ownerUserId: string | null
  teamUserIds: readonly string[]
}

export const anchorOf = (id: string, body: Body): Anchor => ({
  id,
  territoryId: (body['territoryId'] as string | null) ?? null,
  ownerUserId: (body['ownerUserId'] as string | null) ?? null,
  teamUserIds: (body['teamUserIds'] as string[] | null) ?? []
})

/**
 * The buckets a record belongs to (RIGHTS.md). `anchors` are the accounts it hangs from; a person has one for each
 * posting. Business rows go to the territory and to the account's team; a facet goes to those who may see the facet.
 */
export function bucketsOf(type: RecordType, body: Body, anchors: readonly Anchor[]): string[] {
  const suffix = type.facet ? `:${type.facet}` : ''
  const out = new Set<string>()
  for (const anchor of anchors) {
    out.add(anchor.territoryId ? `t:${anchor.territoryId}${suffix}` : `d:unassigned${suffix}`)
    for (const user of [anchor.ownerUserId, ...anchor.teamUserIds]) if (user) out.add(`u:${user}${suffix}`)
  }
  for (const home of type.entity.home ?? []) {
    if (home.kind === 'catalogue') out.add(`g:${home.name}${suffix}`)
    else if (home.kind === 'department') out.add(`d:${home.name}${suffix}`)
    else for (const user of [body[home.field]].flat()) if (typeof user === 'string') out.add(`u:${user}${suffix}`)
  }
  return [...out]
}

export interface Holder {
  id: string
  roles: readonly Role[]
  /** The user's territories with everything below them. */
  territoryIds: readonly string[]
}

const departments: Partial<Record<Role, readonly string[]>> = {
  MKT: ['marketing', 'unassigned'],
  SVC: ['service'],
  CC: ['callCentre'],
  FIN: ['finance'],
  MGR: ['sales'],
  EXE: ['executive'],
  ADM: ['admin', 'unassigned']
}
/** Roles that hold the territories they are given, as rows on their device. The others look customers up online. */
const territorial: readonly Role[] = ['REP', 'MGR', 'DSK']

/** The buckets a user holds. `facetsOf` says which facets a role may read in a scope, from the definitions. */
export function grantsOf(
  holder: Holder,
  facetsOf: (roles: readonly Role[], scope: 'o' | 't') => readonly string[]
): string[] {
  const out = new Set(['g:reference', `u:${holder.id}`])
  for (const facet of facetsOf(holder.roles, 'o')) out.add(`u:${holder.id}:${facet}`)
  for (const role of holder.roles) for (const department of departments[role] ?? []) out.add(`d:${department}`)
  if (holder.roles.some((role) => territorial.includes(role))) {
    const facets = facetsOf(holder.roles, 't')
    for (const territory of holder.territoryIds) {
      out.add(`t:${territory}`)
      for (const facet of facets) out.add(`t:${territory}:${facet}`)
    }
  }
  return [...out].toSorted()
}

/** Which facets exist and who may read them, derived from the record types. */
export function facetReader(
  types: ReadonlyMap<string, RecordType>,
  allowed: (type: RecordType, roles: readonly Role[], scope: 'o' | 't') => boolean
) {
  return (roles: readonly Role[], scope: 'o' | 't'): string[] => [
    ...new Set(
      [...types.values()].filter((type) => type.facet && allowed(type, roles, scope)).map((type) => type.facet!)
    )
  ]
}
