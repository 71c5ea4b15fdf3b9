import {
  NewDevice,
  pushLimits,
  PushResponse,
  type HelloResponse,
  type OpResult,
  type PullResponse,
  type RoundReport
} from '@fieldfile/protocol'
import { ask, hail, Stopped, type SyncContext } from './conversation.ts'
import { wireSize } from './make-op.ts'
import { fromTheStart, planPage } from './pages.ts'
import type { Memory } from './memory.ts'
import { parsePull } from './parse-pull.ts'
import { snapshot } from './snapshot-round.ts'
import type { PendingOp, RefusedOp, Store } from './store.ts'

const maxPages = 10_000
const pageRows = 1_000
/** Worth showing as progress. */
const longCatchUp = 2_000

/** One conversation: hello, push until the outbox is empty, pull until complete. Whatever fails, nothing is lost. */
export async function syncRound(context: SyncContext): Promise<RoundReport> {
  try {
    const hello = await greet(context)
    await push(context, hello)
    await snapshot(context, hello)
    await pull(context, hello)
    return { ok: true, code: null, retryAfterMs: null, more: unanswered(context.memory).length > 0 }
  } catch (error) {
    // What came before the line was cut need not come again; failing, it does.
    await context.store.flush?.().catch(() => {})
    if (error instanceof Stopped) return { ok: false, code: error.code, retryAfterMs: error.retryAfterMs, more: false }
    return { ok: false, code: 'STORAGE_FAILED', retryAfterMs: null, more: false }
  } finally {
    context.onProgress(null)
  }
}

const unanswered = (memory: Memory): PendingOp[] => memory.outbox().filter((entry) => entry.seq === null)

async function greet(context: SyncContext): Promise<HelloResponse> {
  const { memory } = context
  const hello = await hail(context)
  if (memory.meta.epoch !== null && hello.epoch !== memory.meta.epoch) await realign(context, hello, true)
  // An empty store behind a device the server knows: its counter goes on where the server stands.
  if (memory.meta.epoch === null && memory.meta.nextDseq <= hello.lastDseq) await realign(context, hello, false)
  // Somebody else counts with our numbers: the profile was copied to another computer, or put back from a backup.
  const isShared = hello.epoch === memory.meta.epoch && memory.meta.nextDseq <= hello.lastDseq
  return isShared && (await renewDevice(context)) ? hail(context) : hello
}

/**
 * A device whose numbers are used by another one too goes on under an id of its own. Its ops keep opId and number: the server
 * takes the first number of a new device as it comes, and knows again by its opId what it has already.
 */
async function renewDevice(context: SyncContext): Promise<boolean> {
  const answer = await context.transport('session.newDevice', null)
  const renewed = answer.ok ? NewDevice.safeParse(answer.body) : null
  if (renewed?.success) context.onDevice(renewed.data.device)
  return renewed?.success ?? false
}

/**
 * The server knows another past than this device: it was restored, or the counter was used twice. What it may have lost
 * is taken from `sent`, the counter goes on where the server stands, and the outbox stays whole (rule I18).
 */
async function realign(context: SyncContext, { epoch, lastDseq }: HelloResponse, replay: boolean): Promise<void> {
  const { memory, store } = context
  await context.exclusive(async () => {
    const known = new Set(memory.outbox().map((p) => p.op.opId))
    const sent = replay ? (await store.sentAfter(lastDseq)).filter((p) => !known.has(p.op.opId)) : []
    const all = [...sent, ...memory.outbox()].toSorted((a, b) => a.dseq - b.dseq || a.at - b.at)
    const dense = all.every((p, i) => i === 0 || p.dseq === all[i - 1]!.dseq + 1)
    const fits = all.length === 0 || (all[0]!.dseq <= lastDseq + 1 && replay)
    let next = lastDseq + 1
    const outbox = all.map((p): PendingOp => {
      const dseq = dense && fits ? p.dseq : next++
      return { ...p, dseq, op: { ...p.op, dseq }, seq: null }
    })
    const last = outbox.at(-1)?.dseq ?? 0
    const cursors = epoch === memory.meta.epoch ? memory.meta.cursors : fromTheStart(memory.meta.cursors)
    const meta = {
      ...memory.meta,
      cursors,
      nextDseq: Math.max(last, lastDseq, dense && fits ? memory.meta.nextDseq - 1 : 0) + 1
    }
    await store.renumber(outbox, meta)
    memory.meta = meta
    memory.removePending(memory.outbox())
    memory.addPending(outbox)
  })
}

async function push(context: SyncContext, hello: HelloResponse): Promise<void> {
  const { memory } = context
  let realigned = false
  for (let waiting = unanswered(memory); waiting.length > 0; waiting = unanswered(memory)) {
    const batch = nextBatch(waiting, hello.limits)
    const answer = await context.transport('sync.push', { device: context.device(), ops: batch.map((p) => p.op) })
    const parsed = answer.ok ? PushResponse.safeParse(answer.body) : null
    if (parsed && !parsed.success) throw new Stopped('SERVER_ERROR')
    const code = answer.ok ? misnumbered(parsed!.data!.results) : answer.error.code
    if (code === 'DSEQ_REUSED' || code === 'DSEQ_GAP') {
      // Tried once a round: the counter is set right, then the same ops go again.
      if (realigned) throw new Stopped(code)
      realigned = true
      if (code === 'DSEQ_REUSED' && (await renewDevice(context))) continue
      await realign(context, await hail(context), code === 'DSEQ_GAP')
      continue
    }
    if (!answer.ok) throw new Stopped(answer.error.code, answer.error.retryAfterMs ?? null)
    if (!parsed?.success) throw new Stopped('SERVER_ERROR')
    const settled = await context.exclusive(() => settle(context, batch, parsed.data.results))
    if (settled === 0) throw new Stopped('SERVER_ERROR')
    if (parsed.data.retryAfter) throw new Stopped('RATE_LIMITED', parsed.data.retryAfter * 1000)
  }
}

const sameGroup = (a: PendingOp, b: PendingOp): boolean => a.op.group !== null && a.op.group === b.op.group

/** The first ops that fit; a group is not torn apart unless it fills a batch alone. */
export function nextBatch(waiting: readonly PendingOp[], limits: { pushOps: number; pushBytes: number }): PendingOp[] {
  const maxOps = Math.min(pushLimits.ops, limits.pushOps)
  const maxBytes = Math.min(pushLimits.bytes, limits.pushBytes)
  const batch: PendingOp[] = []
  let bytes = 0
  let i = 0
  while (i < waiting.length) {
    let end = i + 1
    while (end < waiting.length && sameGroup(waiting[i]!, waiting[end]!)) end++
    const members = waiting.slice(i, end)
    const size = members.reduce((sum, p) => sum + wireSize(p.op), 0)
    const full = batch.length + members.length > maxOps || bytes + size > maxBytes
    if (full && batch.length > 0) break
    batch.push(...members.slice(0, maxOps))
    bytes += size
    if (full) break
    i = end
  }
  return batch
}
/** Whether the server found the counter, not the content, to be wrong. */
const misnumbered = (results: readonly OpResult[]): string | null =>
  results.flatMap((r) =>
    r.status === 'refused' && (r.code === 'DSEQ_REUSED' || r.code === 'DSEQ_GAP') ? [r.code] : []
  )[0] ?? null

/** Notes what became of a batch. Taken ops stay pending until the rows contain them; refused ones are set aside. */
async function settle(
  context: SyncContext,
  batch: readonly PendingOp[],
  results: readonly OpResult[]
): Promise<number> {
  const { memory, store } = context
  const answers = new Map(results.map((r) => [r.opId, r]))
  const taken: PendingOp[] = []
  const refused: RefusedOp[] = []
  for (const entry of batch) {
    const answer = answers.get(entry.op.opId)
    if (!answer) continue
    if (answer.status === 'refused') {
      refused.push({
        opId: entry.op.opId,
        dseq: entry.dseq,
        op: entry.op,
        at: entry.at,
        code: answer.code,
        field: answer.field ?? null
      })
    } else taken.push({ ...entry, seq: answer.seq })
  }
  await store.settle({ taken, refused })
  memory.replacePending(taken)
  memory.addRefused(refused)
  memory.removePending(batch.filter((entry) => refused.some((r) => r.opId === entry.op.opId)))
  context.onTaken(taken.map((entry) => entry.op))
  return taken.length + refused.length
}

async function pull(context: SyncContext, hello: HelloResponse): Promise<void> {
  const { memory, store, history } = context
  const first = memory.meta.completedAt === null
  let grants = hello.grants
  let done = 0
  for (let page = 0; page < maxPages; page++) {
    const from = memory.meta.cursors
    const cursors = Object.fromEntries(grants.map((bucket) => [bucket, from[bucket] ?? 0]))
    const answer = parsePull(await ask(context, 'sync.pull', { device: context.device(), cursors, limit: pageRows }))
    // Of another epoch: these rows were read from cursors that mean nothing there. The next hello sets it right.
    if (!answer || answer.epoch !== hello.epoch) throw new Stopped('SERVER_ERROR')
    grants = answer.grants
    const moved = await context.exclusive(async () => {
      await history.forPage(answer)
      // Something of ours turned out to be unreadable meanwhile, and is asked for from the start.
      return memory.meta.cursors === from ? applyPage(memory, store, answer) : null
    })
    if (moved === null) continue
    done += answer.pages.reduce((sum, p) => sum + p.entries.length, 0)
    if (answer.complete) return
    if (!moved) throw new Stopped('SERVER_ERROR')
    if (first || done + answer.remaining > longCatchUp) context.onProgress({ done, total: done + answer.remaining })
  }
}

/** Durable first, then visible. Returns whether a cursor moved. */
async function applyPage(memory: Memory, store: Store, answer: PullResponse): Promise<boolean> {
  const plan = planPage(memory, answer)
  await store.applyPage({ ...plan, more: !answer.complete, known: memory.stored })
  const before = memory.meta
  memory.meta = plan.meta
  memory.applyPage(plan)
  return (
    before.epoch !== plan.meta.epoch ||
    Object.entries(plan.meta.cursors).some(([bucket, seq]) => before.cursors[bucket] !== seq)
  )
}
