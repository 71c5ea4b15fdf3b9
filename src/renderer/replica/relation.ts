import { anchorOf, type RecordType, type Relation } from '@fieldfile/protocol'
import type { Memory } from './memory.ts'
import type { Me } from './read.ts'
import { rootOf } from './rebase.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * How the user relates to a record, from what this device holds: the bucket it came in, the account it hangs from, and
 * the users it names. The server judges again at push; this only hides what would be refused.
 */
export function relationTo(memory: Memory, type: RecordType, id: string, body: Body, me: Me): Relation {
  // A facet is whose its record is.
  const whole = type.facet ? (memory.get(type.entity.type, id)?.body ?? body) : body
  const root = rootOf(type, id, whole)
  const account = root === null ? undefined : root === id ? whole : memory.get('account', root)?.body
  const anchor = account && root !== null ? anchorOf(root, account) : null
  const buckets = Object.keys(memory.stored(type.type, id)?.in ?? {})
  return {
    own:
      namesUser(type, whole, me.id) ||
      (type.entity.type === 'user' && id === me.id) ||
      (anchor === null && whole['createdBy'] === me.id) ||
      (anchor !== null && (anchor.ownerUserId === me.id || anchor.teamUserIds.includes(me.id))) ||
      buckets.some((bucket) => bucket === `u:${me.id}` || bucket.startsWith(`u:${me.id}:`)),
    territory:
      (anchor?.territoryId != null && me.territoryIds.includes(anchor.territoryId)) ||
      buckets.some((bucket) => bucket.startsWith('t:'))
  }
}

/** Whether the record lies in the user's own bucket. */
const namesUser = ({ entity }: RecordType, body: Body, userId: string): boolean =>
  (entity.home ?? []).some((home) => home.kind === 'user' && [body[home.field]].flat().includes(userId))
