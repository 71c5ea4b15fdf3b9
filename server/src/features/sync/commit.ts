import { FieldfileError, clamp, type Op, type OpResult } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { isTransient, type Session } from '../../db/database.ts'
import { decide, type Audit, type Author } from './decide.ts'
import { load, readPlaces } from './load.ts'
import { movesAccount } from './membership.ts'
import type { Place } from './places.ts'
import { openQueues, type Opened, type Sent } from './queue.ts'
import { readHolders } from './scope.ts'
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

/** The server's own writing: trusted, without a queue. */
export interface OwnRequest {
  userId: string | null
  device: string
  ops: readonly Incoming[]
  /** False for the server's own bulk data, which was checked where it was made. */
  checked?: boolean
}

export interface Committed {
  results: OpResult[]
  lastDseq: number
  seq: number
}

/** Deadlocks, two devices that make the same record, and the like: the whole commit is done again. */
const attempts = 6

/** What several devices sent, as one commit. Each gets its answer or its own error; an error of the whole is thrown. */
export const commitSent = (context: ServerContext, sent: readonly Sent[]): Promise<(Committed | FieldfileError)[]> =>
  again(context, async (session, at) => {
    const { tenant, types } = context
    const drafts = sent.flatMap(({ ops }) => draftsOf(ops))
    const [, queues, holders, places] = await Promise.all([
      session.query('begin', [], 'begin'),
      openQueues(session, tenant, sent),
      readHolders(session, tenant, [...new Set(sent.map(({ userId }) => userId))]),
      readPlaces(session, tenant, types, drafts)
    ])
    const parts = sent.map(({ userId, device }, i): Part | FieldfileError => {
      const queue = queues[i]!
      if (queue instanceof FieldfileError) return queue
      const holder = holders.get(userId)
      return holder ? { author: { holder, userId, device }, queue } : new FieldfileError('USER_DISABLED')
    })
    return write(context, session, at, parts, places)
  })

/** The server's own ops, as one commit. */
export const commitOwn = async (context: ServerContext, request: OwnRequest): Promise<Committed> => {
  const { userId, device, ops, checked } = request
  const [committed] = await again(context, async (session, at) => {
    const [, places] = await Promise.all([
      session.query('begin', [], 'begin'),
      readPlaces(session, context.tenant, context.types, draftsOf(ops))
    ])
    const queue: Opened = { fresh: ops, known: [], repeated: [], lastDseq: -1 }
    return write(context, session, at, [{ author: { holder: null, userId, device }, queue, checked }], places)
  })
  return committed as Committed
}

/** The one way anything is written to records, for devices, imports and the server's own rules (PROTOCOL "Commit order"). */
async function again<T>(context: ServerContext, once: (session: Session, at: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.db.session((session) => once(session, context.clock()))
    } catch (error) {
      if (!isTransient(error) || attempt === attempts) throw error
      context.log.warn({ attempt, reason: String(error) }, 'commit is done again')
    }
  }
}

const draftsOf = (ops: readonly Incoming[]): Op[] => ops.map(({ op }) => op).filter((op) => op !== null)

/** What one author brings to a commit. */
interface Part {
  author: Author
  queue: Opened
  checked?: boolean
}

/** Locks, decides in order, writes and commits. */
async function write(
  { tenant, newId, types, moved }: ServerContext,
  session: Session,
  at: number,
  parts: readonly (Part | FieldfileError)[],
  places: readonly Place[]
): Promise<(Committed | FieldfileError)[]> {
  const good = parts.filter((part): part is Part => !(part instanceof FieldfileError))
  const fresh = good.flatMap(({ queue }) => draftsOf(queue.fresh))
  const work = await load(session, tenant, types, fresh, places)
  const decided = good.map((part) => ({
    ...part,
    ...decideAll(work, part.author, part.queue.fresh, at, newId, part.checked)
  }))
  const batch = collect(work)
  const made = decided.map((part) => ({
    ...part,
    outcomes: [...part.queue.repeated, ...part.decided.map((d) => toOutcome(d, batch, work))]
  }))
  const queued = made.filter(({ author }) => author.holder)
  const { before, seq } = await writeAndCommit(session, {
    tenant,
    batch,
    outcomes: queued.flatMap(({ author: { device }, outcomes }) => outcomes.map((o) => ({ ...o, device }))),
    counters: queued.map(({ author: { device }, queue: { lastDseq } }) => ({ device, lastDseq })),
    at,
    audits: made.flatMap(({ author: { userId, device }, audits }) =>
      audits.map((audit) => ({ ...audit, id: newId(), userId, device }))
    )
  })
  if (batch.rows.length > 0)
    moved.tell({ seq, buckets: batch.heads.map(({ bucket }) => bucket), directory: batch.directory })
  const answers = made.map(({ queue, outcomes }): Committed => {
    const all = [...queue.known, ...outcomes].toSorted((a, b) => a.dseq - b.dseq)
    return { results: all.map((outcome) => toResult(outcome, before)), lastDseq: queue.lastDseq, seq }
  })
  return parts.map((part) => (part instanceof FieldfileError ? part : answers[good.indexOf(part)]!))
}

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
  work.author = author.userId
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
