import { FieldfileError, clamp, type Op, type OpResult } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { isTransient, type Session } from '../../db/database.ts'
import { decide, type Audit, type Author } from './decide.ts'
import { load, readPlaces } from './load.ts'
import { movesAccount } from './membership.ts'
import { readHolder } from './scope.ts'
import { keyOf, type Workset } from './workset.ts'
import { collect, writeAndCommit, type Batch, type Outcome } from './write.ts'

/** An op as it arrived. `op` is null when its form is wrong; `raw` is kept in any case. */
export interface Incoming {
  opId: string
  dseq: number
  hash: string
  op: Op | null
  raw: unknown
}

export interface CommitRequest {
  userId: string | null
  device: string
  ops: readonly Incoming[]
  /** Absent: the server's own writing, trusted, without a queue. */
  queue?: Queue
  /** False for the server's own bulk data, which was checked where it was made. */
  checked?: boolean
}

/** What a device's push brings: its counter and what was answered before. */
export interface Queue {
  /** Reads and locks the device, and says which ops are new. Throws DSEQ_GAP and DSEQ_REUSED. */
  open(session: Session): Promise<Opened>
}

export interface Opened {
  fresh: readonly Incoming[]
  /** Answered before under the same number. */
  known: readonly Outcome[]
  /** Took effect before under another number, which is now consumed too. */
  repeated: readonly Outcome[]
  lastDseq: number
}

export interface Committed {
  results: OpResult[]
  lastDseq: number
  seq: number
}

/** Deadlocks, two devices that make the same record, and the like: the whole commit is done again. */
const attempts = 6

/** The one way anything is written to records, for devices, imports and the server's own rules (PROTOCOL "Commit order"). */
export async function commit(context: ServerContext, request: CommitRequest): Promise<Committed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await commitOnce(context, request)
    } catch (error) {
      if (!isTransient(error) || attempt === attempts) throw error
      context.log.warn({ attempt, reason: String(error) }, 'commit is done again')
    }
  }
}

async function commitOnce(context: ServerContext, request: CommitRequest): Promise<Committed> {
  const { db, tenant, clock, newId, types, moved } = context
  const at = clock()
  const { outcomes, batch, seq, before, lastDseq } = await db.session(async (session) => {
    const drafts = request.ops.map(({ op }) => op).filter((op) => op !== null)
    const [, queue, holder, places] = await Promise.all([
      session.query('begin'),
      request.queue?.open(session) ?? withoutQueue(request.ops),
      request.queue && request.userId ? readHolder(session, tenant, request.userId) : null,
      readPlaces(session, tenant, types, drafts)
    ])
    if (request.queue && !holder) throw new FieldfileError('USER_DISABLED')
    const fresh = queue.fresh.map(({ op }) => op).filter((op) => op !== null)
    const work = await load(session, tenant, types, fresh, places)
    const author: Author = { holder, userId: request.userId, device: request.device }
    const { decided, audits } = decideAll(work, author, queue.fresh, at, newId, request.checked)
    const made = collect(work, author)
    const results = [...queue.repeated, ...decided.map((d) => toOutcome(d, made, work))]
    const head = await writeAndCommit(session, {
      tenant,
      author,
      batch: made,
      outcomes: request.queue ? results : [],
      lastDseq: queue.lastDseq,
      at,
      audits: audits.map((audit) => ({ ...audit, id: newId() }))
    })
    return { outcomes: [...queue.known, ...results], batch: made, ...head, lastDseq: queue.lastDseq }
  })
  if (batch.rows.length > 0)
    moved.tell({ seq, buckets: batch.heads.map(({ bucket }) => bucket), directory: batch.directory })
  const results = outcomes.toSorted((a, b) => a.dseq - b.dseq).map((outcome) => toResult(outcome, before))
  return { results, lastDseq, seq }
}

const withoutQueue = (ops: readonly Incoming[]): Opened => ({ fresh: ops, known: [], repeated: [], lastDseq: -1 })

interface Decided {
  incoming: Incoming
  refusal: { code: string; field?: string } | null
}

/** Decides the ops in order. Ops of a group stand together in a queue; they hold or fall together. */
function decideAll(
  work: Workset,
  author: Author,
  ops: readonly Incoming[],
  at: number,
  newId: () => string,
  checked?: boolean
): { decided: Decided[]; audits: Audit[] } {
  const audits: Audit[] = []
  const decided: Decided[] = []
  for (let from = 0; from < ops.length;) {
    const group = ops[from]!.op?.group ?? null
    const to = group ? endOfGroup(ops, from, group) : from + 1
    const mark = work.mark()
    const part = ops.slice(from, to).map((incoming): Decided => {
      const { op } = incoming
      if (!op) return { incoming, refusal: { code: 'BAD_VALUE' } }
      const decision = decide(work, author, { ...op, hlc: clamp(op.hlc, at) }, at, newId, checked)
      if (decision.audit) audits.push(decision.audit)
      return { incoming, refusal: decision.refusal }
    })
    if (part.some(({ refusal }) => refusal)) {
      work.undoTo(mark)
      for (const one of part) one.refusal ??= { code: 'GROUP_FAILED' }
    } else audits.push(...movesIn(part))
    decided.push(...part)
    from = to
  }
  return { decided, audits }
}

const movesIn = (decided: readonly Decided[]): Audit[] =>
  decided.flatMap(({ incoming: { op } }) =>
    op?.kind === 'edit' && op.type === 'account' && movesAccount(op.fields)
      ? [{ action: 'accountMoved', detail: { id: op.id } }]
      : []
  )

function endOfGroup(ops: readonly Incoming[], from: number, group: string): number {
  const next = ops.findIndex(({ op }, i) => i > from && op?.group !== group)
  return next === -1 ? ops.length : next
}

function toOutcome({ incoming, refusal }: Decided, batch: Batch, work: Workset): Outcome {
  const { opId, dseq, hash, op, raw } = incoming
  const base = { opId, dseq, hash }
  if (refusal || !op) {
    const content = JSON.stringify(raw)
    return {
      ...base,
      status: 'refused',
      n: null,
      seq: 0,
      code: refusal?.code ?? 'BAD_VALUE',
      field: refusal?.field ?? null,
      content
    }
  }
  const n = batch.places.get(keyOf(op.type, op.id)) ?? null
  const seq = work.get(op.type, op.id)?.was ?? 0
  return { ...base, status: 'applied', n, seq, code: null, field: null, content: null }
}

function toResult({ opId, dseq, status, n, seq, code, field }: Outcome, before: number): OpResult {
  if (status === 'refused') return { opId, dseq, status, code: code!, ...(field ? { field } : {}) }
  return { opId, dseq, status, seq: n === null ? seq : before + n }
}
