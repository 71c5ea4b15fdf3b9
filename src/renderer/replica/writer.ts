import {
  checkOp,
  fold,
  mayWrite,
  Op,
  pushLimits,
  ruleOf,
  type LifeEvent,
  type RecordType,
  type Refusal
} from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import { fieldsOf, nextOp, wireSize, type Author, type Counters } from './make-op.ts'
import type { Change, Saved } from './messages.ts'
import type { Memory } from './memory.ts'
import type { Me } from './read.ts'
import { rebase } from './rebase.ts'
import { relationTo } from './relation.ts'
import type { PendingOp, Store, StoredRow, UndoGroup } from './store.ts'

/** A rule that a write must keep; it sees the record as it is and as it would become. */
export type Guard = (
  op: Op,
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>,
  now: number
) => Refusal | null

export interface WriteContext {
  memory: Memory
  store: Store
  me: Me
  author: Author
  offline(): boolean
  guards: readonly Guard[]
}

/** An op about to be saved, and the values it replaces. */
export interface Draft {
  op: Op
  before: Record<string, unknown>
}

/** Turns what a person asked for into ops of one group, checks them, and saves them. Runs alone: see `replica.ts`. */
export async function write(context: WriteContext, changes: readonly Change[]): Promise<Saved> {
  const group = context.author.newId()
  const counters = countersOf(context)
  const drafts: Draft[] = []
  const ids: string[] = []
  for (const change of changes) {
    const id = change.id ?? context.author.newId()
    ids.push(id)
    const draft = draftOf(context, change, id, group, counters, drafts)
    if (draft) drafts.push(draft)
  }
  await save(context, group, drafts, counters)
  return { ids, group }
}

export const countersOf = ({ memory }: WriteContext): Counters => ({
  nextDseq: memory.meta.nextDseq,
  lastHlc: memory.meta.lastHlc
})

/** The record as it stands with the drafts of this group laid over it. */
export function viewWith(memory: Memory, type: RecordType, id: string, drafts: readonly Draft[]) {
  const ops = [
    ...memory.pendingOf(type.type, id).map((e) => e.op),
    ...drafts.map((d) => d.op).filter((op) => op.type === type.type && op.id === id)
  ]
  const row = rebase(type, memory.rowOf(type.type, id), ops, memory.userId)
  return row && !row.deleted ? row : null
}

function draftOf(
  context: WriteContext,
  change: Change,
  id: string,
  group: string,
  counters: Counters,
  drafts: Draft[]
): Draft | null {
  const { memory, author } = context
  const type = memory.types.get(change.type)
  if (!type) throw new WriteRefused('UNKNOWN_TYPE')
  const view = viewWith(memory, type, id, drafts)
  const base = memory.rowOf(change.type, id)
  // A facet begins with its first value; a record made twice under one id is one record.
  const kind = change.kind === 'delete' ? 'delete' : view ? 'edit' : type.facet ? 'create' : change.kind
  if (!view && kind !== 'create') throw new WriteRefused('UNKNOWN_RECORD')
  if (kind === 'edit' && type.entity.appendOnly && !type.facet) throw new WriteRefused('APPEND_ONLY')

  const fields =
    kind === 'delete'
      ? {}
      : fieldsOf(
          type,
          withAccount(memory, type, id, change, kind),
          { view: view?.body, base },
          kind === 'create',
          author
        )
  if (kind === 'edit' && Object.keys(fields).length === 0 && !change.settles) return null
  const op: Op = { ...nextOp(counters, author, group, { kind, type: change.type, id }), fields }
  if (kind === 'delete') op.base = base?.seq ?? 0
  if (change.settles) op.settles = change.settles
  checkDraft(context, type, op, view?.body)
  return { op, before: Object.fromEntries(Object.keys(fields).map((name) => [name, view?.body[name] ?? null])) }
}

/** A new facet hangs from the account its record hangs from. */
function withAccount(memory: Memory, type: RecordType, id: string, change: Change, kind: Op['kind']): Change {
  if (kind !== 'create' || !type.facet || change.values?.['accountId'] !== undefined) return change
  const owner = memory.get(type.entity.type, id)
  const accountId = type.entity.root === 'self' ? id : (owner?.body['accountId'] ?? owner?.rootId)
  return accountId ? { ...change, values: { ...change.values, accountId } } : change
}

export function checkDraft(
  context: WriteContext,
  type: RecordType,
  op: Op,
  before: Readonly<Record<string, unknown>> | undefined
): void {
  const { memory, me } = context
  const after =
    rebase(type, before ? { ...emptyRow(op), body: { ...before } } : null, [op], me.id)?.body ?? before ?? {}
  const relation = relationTo(memory, type, op.id, before ?? after, me)
  const refusal =
    // What main would not even pass on must not stand in the queue before everything else.
    (Op.safeParse(op).success ? null : ({ code: 'BAD_VALUE' } as const)) ??
    checkOp(memory.types, op) ??
    mayWrite(type, op, me.roles, relation, before === undefined) ??
    checkStep(context, type, op, before) ??
    firstRefusal(context, op, before, after)
  if (refusal) throw WriteRefused.from(refusal)
}

const emptyRow = (op: Op) => ({ type: op.type, id: op.id, rootId: null, seq: 0, deleted: false, body: {}, meta: {} })

/** A step must be one the table offers from the state the person sees. */
function checkStep(
  context: WriteContext,
  type: RecordType,
  op: Op,
  before: Readonly<Record<string, unknown>> | undefined
): Refusal | null {
  const cycle = type.entity.lifeCycle
  const change = op.fields['events']
  if (!cycle || !change || !('append' in change)) return null
  const added = change.append as unknown as LifeEvent[]
  const stamped = added.map((event, n) => ({ ...event, hlc: op.hlc, dseq: op.dseq, n }))
  const { verdicts } = fold(cycle, [...((before?.['events'] as LifeEvent[] | undefined) ?? []), ...stamped])
  for (const { id, event } of added) {
    const rule = ruleOf(cycle, event)
    if (!rule || verdicts.get(id) !== 'applied') return { code: 'TRANSITION_FORBIDDEN', field: event }
    if (rule.online && context.offline()) return { code: 'ONLINE_ONLY', field: event }
  }
  return null
}

function firstRefusal(
  { guards, author }: WriteContext,
  op: Op,
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>
): Refusal | null {
  for (const guard of op.kind === 'delete' ? [] : guards) {
    const refusal = guard(op, before, after, author.now())
    if (refusal) return refusal
  }
  return null
}

/** In memory at once, durable before the answer; a failed put takes the whole group out again. */
export async function save(
  context: WriteContext,
  group: string,
  drafts: readonly Draft[],
  counters: Counters,
  settled: readonly string[] = []
): Promise<void> {
  const { memory, store, author } = context
  if (drafts.length === 0 && settled.length === 0) return
  const bytes = drafts.reduce((sum, { op }) => sum + wireSize(op), 0)
  if (drafts.length > pushLimits.ops || bytes > pushLimits.bytes) throw new WriteRefused('TOO_LARGE')
  const at = author.now()
  const ops: PendingOp[] = drafts.map(({ op }) => ({ dseq: op.dseq, op, at, seq: null }))
  const undo: UndoGroup | null = drafts.length > 0 ? { group, at, items: [...drafts] } : null
  const keep = lookedUp(memory, drafts)
  const meta = { ...memory.meta, ...counters }
  memory.addPending(ops)
  try {
    await store.putOps({ ops, undo, keep, settled, meta })
  } catch (error) {
    memory.removePending(ops)
    const code = error instanceof Error ? error.message : ''
    throw new WriteRefused(code === 'DISK_FULL' ? code : 'STORAGE_FAILED')
  }
  memory.meta = meta
  if (undo) memory.undo.set(group, undo)
  memory.removeRefused(settled)
  if (keep.length > 0) memory.applyPage({ puts: keep, removed: [], acked: [] })
}

/** Looked-up rows stay on the device as long as an edit of them is unsent. */
function lookedUp(memory: Memory, drafts: readonly Draft[]): StoredRow[] {
  return drafts.flatMap(({ op: { type, id } }) => {
    const row = memory.isLookedUp(type, id) && !memory.stored(type, id) ? memory.rowOf(type, id) : null
    return row ? [{ type, id, row, in: {}, epoch: memory.meta.epoch ?? 0 }] : []
  })
}
