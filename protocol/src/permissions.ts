import type { RecordType } from './entity.ts'
import type { Rights, Role } from './fields.ts'
import type { Op } from './op.ts'
import { ruleOf, type LifeEvent } from './life-cycle.ts'
import type { Refusal } from './checks.ts'

/** A right of DOMAIN §8.1: R read, C create, W create and edit, A approve, P propose. */
export type Letter = 'R' | 'C' | 'W' | 'A' | 'P'

/** How a user relates to a record; worked out from the account it hangs from, and from the record itself. */
export interface Relation {
  /** Account owner or team member, or the record names the user as its own. */
  own: boolean
  /** The account lies in the user's territory subtree. */
  territory: boolean
}

const grants: Record<Letter, string> = { R: 'RCWA', C: 'CWA', W: 'WA', A: 'A', P: 'PWA' }

/** Whether rights written like `Wo Rt` give a letter to someone with this relation. */
export function allows(rights: Rights, userRoles: readonly Role[], letter: Letter, relation: Relation): boolean {
  return userRoles.some((role) =>
    (rights[role] ?? '').split(' ').some((right) => {
      if (!right || !grants[letter].includes(right[0]!)) return false
      const scope = right.slice(1) || 'a'
      return scope === 'a' || (scope === 't' && (relation.territory || relation.own)) || (scope === 'o' && relation.own)
    })
  )
}

/** The rights that hold for a field: its own, or those of its entity. */
export const rightsOf = (type: RecordType, field?: string): Rights =>
  (field !== undefined ? type.fields[field]?.rights : undefined) ?? facetRights(type) ?? type.entity.rights

/** A facet's rights are those of its fields; the first that names any speaks for the facet. */
function facetRights(type: RecordType): Rights | undefined {
  return type.facet ? Object.values(type.fields).find((field) => field.rights)?.rights : undefined
}

export const mayRead = (type: RecordType, userRoles: readonly Role[], relation: Relation): boolean =>
  allows(rightsOf(type), userRoles, 'R', relation)

/**
 * Whether a user may make this op. `creating` means the record did not exist. The server asks it at push; the app asks it
 * to hide what may not be done. That nobody approves their own proposal is the server's to see.
 */
export function mayWrite(
  type: RecordType,
  op: Pick<Op, 'kind' | 'fields'>,
  userRoles: readonly Role[],
  relation: Relation,
  creating: boolean
): Refusal | null {
  const entityRights = rightsOf(type)
  const letter: Letter = creating ? 'C' : 'W'
  const whole = allows(entityRights, userRoles, letter, relation)
  if (op.kind === 'delete') return whole ? null : { code: 'FORBIDDEN' }
  // An op without fields does something too: it brings a deleted record back.
  if (!whole && (creating || Object.keys(op.fields).length === 0)) return { code: 'FORBIDDEN' }
  for (const [name, change] of Object.entries(op.fields)) {
    const own = type.fields[name]?.rights
    if (name === 'events' && 'append' in change) {
      const refusal = mayStep(type, change.append as unknown as LifeEvent[], userRoles, relation)
      if (refusal) return refusal
      continue
    }
    if (own ? !allows(own, userRoles, letter, relation) : !whole) return { code: 'FIELD_FORBIDDEN', field: name }
  }
  return null
}

/** Whether a user may add these events to the record. */
export function mayStep(
  type: RecordType,
  events: readonly Pick<LifeEvent, 'event'>[],
  userRoles: readonly Role[],
  relation: Relation
): Refusal | null {
  for (const { event } of events) {
    const rule = type.entity.lifeCycle && ruleOf(type.entity.lifeCycle, event)
    // An event the table does not know is kept and flagged by the fold, not refused (PROTOCOL "Merge").
    const able = rule ? userRoles.filter((role) => rule.who.includes(role)) : userRoles
    if (able.length === 0) return { code: 'TRANSITION_FORBIDDEN', field: event }
    if (!able.some((role) => reaches(rightsOf(type), role, relation))) return { code: 'FORBIDDEN', field: event }
  }
  return null
}

/** A step belongs to those who write the record. A role that writes none (an executive who retires) takes it where it reads. */
function reaches(rights: Rights, role: Role, relation: Relation): boolean {
  const anywhere = { own: true, territory: true }
  return allows(rights, [role], allows(rights, [role], 'W', anywhere) ? 'W' : 'R', relation)
}
