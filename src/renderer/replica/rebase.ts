import { applyOp, type Op, type RecordType, type Row } from '@fieldfile/protocol'

/** Pending ops have no version yet; this one is above every version the server gives. */
export const pendingVersion = Number.MAX_SAFE_INTEGER

/**
 * The local view: the server's row with the device's own pending ops laid over it, by the merge the server uses
 * (rule I10). Null where there is nothing to lay them over.
 */
export function rebase(type: RecordType, base: Row | null, ops: readonly Op[], user: string): Row | null {
  let row = base
  for (const op of ops) {
    if (!row && op.kind !== 'create') continue
    const fresh = !row
    row = applyOp(type, row, op, pendingVersion, user).row
    if (fresh) row.rootId = rootOf(type, row.id, row.body)
  }
  return row
}

/** The account a record hangs from; the server says so too when it has taken the record. */
export function rootOf(type: RecordType, id: string, body: Row['body']): string | null {
  if (type.entity.root === 'self') return id
  return type.entity.root === 'account' ? ((body['accountId'] as string | null | undefined) ?? null) : null
}
