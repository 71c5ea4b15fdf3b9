import {
  allows,
  facetReader,
  grantsOf,
  mayRead,
  rightsOf,
  roles as allRoles,
  type Anchor,
  type Body,
  type Holder,
  type RecordType,
  type Relation,
  type Role
} from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'

interface DirectoryRow {
  type: string
  id: string
  body: Body
}

const directoryQuery = `
select type, id, case when type = 'user' then body else jsonb_build_object('parentId', body->'parentId') end as body
from record
where tenant = $1 and not deleted and ((type = 'user' and id = any($2::uuid[])) or type = 'territory')`

/** What a user is and holds now, read in the caller's transaction. Null for a user that does not exist. */
export const readHolder = async (session: Session, tenant: string, userId: string): Promise<Holder | null> =>
  (await readHolders(session, tenant, [userId])).get(userId) ?? null

/** The same for several users at once; who does not exist is missing. */
export async function readHolders(
  session: Session,
  tenant: string,
  userIds: readonly string[]
): Promise<Map<string, Holder>> {
  if (userIds.length === 0) return new Map()
  const rows = await session.query<DirectoryRow>(directoryQuery, [tenant, userIds], 'directory')
  const parents = new Map(
    rows
      .filter((row) => row.type === 'territory')
      .map((row) => [row.id, (row.body['parentId'] as string | null) ?? null])
  )
  const users = rows.filter((row) => row.type === 'user')
  return new Map(
    users.map(({ id, body }) => {
      const territoryIds = subtree(parents, (body['territoryIds'] as string[] | null) ?? [])
      return [id, { id, roles: (body['roles'] as Role[] | null) ?? [], territoryIds }]
    })
  )
}

/** The territories and everything below them. A territory that is its own ancestor is met once. */
export function subtree(parents: ReadonlyMap<string, string | null>, roots: readonly string[]): string[] {
  const children = new Map<string, string[]>()
  for (const [id, parent] of parents) if (parent) children.set(parent, [...(children.get(parent) ?? []), id])
  const found = new Set<string>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...(children.get(id) ?? []))
  }
  return [...found]
}

const scopes = { o: { own: true, territory: true }, t: { own: false, territory: true } } as const

export function grantsFor({ types }: Pick<ServerContext, 'types'>, holder: Holder): string[] {
  return grantsOf(
    holder,
    facetReader(types, (type, userRoles, scope) => allows(rightsOf(type), userRoles, 'R', scopes[scope]))
  )
}

/** How the holder of a bucket stands to what lies in it. */
const relationIn: Record<string, Relation> = {
  u: { own: true, territory: true },
  a: { own: true, territory: true },
  t: { own: false, territory: true },
  h: { own: false, territory: true },
  d: { own: false, territory: true },
  g: { own: false, territory: false }
}

/**
 * A bucket holds rows of many types, and not every role that holds it may read each of them: a rep's `Ro` on orders
 * does not reach the orders of a colleague in the same territory. Those come to their owner by `u:<owner>`.
 */
function isHidden(type: RecordType, bucket: string, userRoles: readonly Role[]): boolean {
  const relation = relationIn[bucket[0]!]
  return !relation || !mayRead(type, userRoles, relation)
}

/** The types to leave out, for each bucket: `hidden[i]` belongs to `buckets[i]`. */
export function hiddenTypes({ types }: Pick<ServerContext, 'types'>, holder: Holder) {
  const byKind = new Map<string, string[]>()
  return (bucket: string): readonly string[] => {
    const kind = bucket[0]!
    let hidden = byKind.get(kind)
    if (!hidden) {
      hidden = [...types.values()].filter((type) => isHidden(type, bucket, holder.roles)).map(({ type }) => type)
      byKind.set(kind, hidden)
    }
    return hidden
  }
}

/**
 * The epoch a device is told. It changes when the server is restored, and also when the user's roles change: rows
 * that the old roles hid lie behind the cursors, so they go back to 0.
 */
export function epochFor(headEpoch: number, userRoles: readonly Role[]): number {
  const mask = allRoles.reduce((bits, role, i) => bits | (userRoles.includes(role) ? 1 << i : 0), 0)
  return headEpoch * 2 ** allRoles.length + mask
}

/** How a user stands to a record: by the accounts it hangs from, or by what the record itself says. */
export function relationTo(
  holder: Holder,
  type: RecordType,
  id: string,
  body: Body,
  anchors: readonly Anchor[]
): Relation {
  const named = (type.entity.home ?? []).some(
    (home) => home.kind === 'user' && [body[home.field]].flat().includes(holder.id)
  )
  const itself = type.entity.type === 'user' && id === holder.id
  const author = anchors.length === 0 && body['createdBy'] === holder.id
  return {
    own:
      named ||
      itself ||
      author ||
      anchors.some((a) => a.ownerUserId === holder.id || a.teamUserIds.includes(holder.id)),
    territory: anchors.some((a) => a.territoryId !== null && holder.territoryIds.includes(a.territoryId))
  }
}
