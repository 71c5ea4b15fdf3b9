import { anchorOf, type RecordType, type Relation } from '@fieldfile/protocol'
import type { Memory } from './memory.ts'
import type { Me } from './read.ts'
import { rootOf } from './rebase.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * How the user relates to a record, from what this device holds: the account it hangs from, and the users the record
 * itself names. The server judges again at push; this only hides what would be refused.
 */
export function relationTo(memory: Memory, type: RecordType, id: string, body: Body, me: Me): Relation {
  const root = rootOf(type, id, body)
  const account = root ? (type.type === 'account' && root === id ? body : memory.get('account', root)?.body) : undefined
  const own = namesUser(type, body, me.id)
  if (!account || !root) return { own, territory: false }
  const anchor = anchorOf(root, account)
  return {
    own: own || anchor.ownerUserId === me.id || anchor.teamUserIds.includes(me.id),
    territory: anchor.territoryId !== null && me.territoryIds.includes(anchor.territoryId)
  }
}

/** Whether the record lives in the user's own bucket, or was made by the user. */
function namesUser(type: RecordType, body: Body, userId: string): boolean {
  const homes = (type.entity.home ?? []).flatMap((home) => (home.kind === 'user' ? [body[home.field]].flat() : []))
  return body['createdBy'] === userId || homes.includes(userId)
}
