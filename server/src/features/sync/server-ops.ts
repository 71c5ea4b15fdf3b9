import { formatHlc, type FieldChange, type Op, type RecordType } from '@fieldfile/protocol'
import { schemaVersion } from '@fieldfile/protocol/version'
import { sql } from 'kysely'
import type { ServerContext } from '../../context.ts'
import { commitOwn } from './commit.ts'
import { serverDevice } from './conflicts.ts'

/** A change the server makes: plain values by field name; lists and sets are added to, everything else is set. */
export interface ServerOp {
  kind?: 'create' | 'edit' | 'delete'
  type: string
  id: string
  values?: Readonly<Record<string, unknown>>
  /** Elements to take out of sets. */
  remove?: Readonly<Record<string, readonly unknown[]>>
  /** The seq of the record that was looked at: what was written since is not overruled unsaid. Without it: everything. */
  base?: number
  /** When it happened, milliseconds since 1970. Without it: now. */
  at?: number
  /** Ops of one group succeed or fail together; they stand next to each other. */
  group?: string
}

export interface ServerAuthor {
  /** In whose name, for `createdBy` and the history. */
  userId?: string | null
  /** False leaves `checkOp` out, for data that was checked where it was made. */
  checked?: boolean
  /** Records in one transaction. */
  batchSize?: number
  /** Called after each batch with how many ops are done. */
  onProgress?: (done: number, total: number) => void
}

export interface ServerCommit {
  seq: number
  applied: number
  refused: { index: number; code: string; field?: string }[]
}

/**
 * Writes records as the server: import, demo data, rules. It may set every field, also master and derived ones, and
 * what it sets wins over what was there. Each batch is one commit, so a failure in between leaves whole batches.
 */
export async function commitAsServer(
  context: ServerContext,
  ops: readonly ServerOp[],
  author: ServerAuthor = {}
): Promise<ServerCommit> {
  const { userId = null, checked = true, batchSize = 2000, onProgress } = author
  const result: ServerCommit = { seq: 0, applied: 0, refused: [] }
  let tick = 0
  for (let from = 0; from < ops.length;) {
    let to = Math.min(ops.length, from + batchSize)
    // A group is never cut.
    while (to < ops.length && ops[to]!.group && ops[to]!.group === ops[to - 1]!.group) to++
    const part = ops.slice(from, to).map((op) => toOp(context, op, userId, tick++))
    const incoming = part.map((op, i) => ({ opId: op.opId, dseq: i + 1, hash: '', op, raw: null }))
    const done = await commitOwn(context, { userId, device: serverDevice, ops: incoming, checked })
    result.seq = done.seq
    for (const [i, one] of done.results.entries()) {
      if (one.status === 'refused') result.refused.push({ index: from + i, code: one.code, field: one.field })
      else result.applied++
    }
    from = to
    onProgress?.(from, ops.length)
  }
  // The planner should not wait for autovacuum to learn how large the tables have become.
  if (ops.length > batchSize) await sql`analyze record, bucket_entry`.execute(context.db.kysely)
  return result
}

function toOp(context: ServerContext, op: ServerOp, userId: string | null, tick: number): Op {
  const type = context.types.get(op.type)
  const at = op.at ?? context.clock()
  const values: Record<string, unknown> = { ...op.values }
  if ((op.kind ?? 'create') === 'create' && type && !type.facet) {
    values['createdAt'] ??= { at: new Date(at).toISOString(), zone: 'UTC' }
    if (userId) values['createdBy'] ??= userId
  }
  // Unless it says otherwise, the server has seen every version there is.
  const { base = Number.MAX_SAFE_INTEGER } = op
  const fields: Record<string, FieldChange> = {}
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) fields[name] = toChange(type, name, value, base)
  for (const [name, remove] of Object.entries(op.remove ?? {})) {
    fields[name] = { ...(fields[name] as object), remove: remove as never, base }
  }
  return {
    opId: context.newId(),
    dseq: 1,
    group: op.group ?? null,
    kind: op.kind ?? 'create',
    type: op.type,
    id: op.id,
    hlc: formatHlc(at, tick % 0xffff, serverDevice),
    schema: schemaVersion,
    fields,
    base
  }
}

function toChange(type: RecordType | undefined, name: string, value: unknown, base: number): FieldChange {
  const kind = type && Object.hasOwn(type.fields, name) ? type.fields[name]!.type.kind : 'string'
  if (kind === 'set' && value !== null) return { add: value as never, base }
  if (kind === 'list' && value !== null) return { append: value as never }
  return { value: value as never, base }
}
