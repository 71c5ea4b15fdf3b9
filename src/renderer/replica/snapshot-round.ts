import type { HelloResponse } from '@fieldfile/protocol'
import { hail, Stopped, type Answer, type SyncContext } from './conversation.ts'
import { planSnapshot, type SnapshotPlan } from './pages.ts'
import { parseSnapshot } from './parse-snapshot.ts'
import type { Meta, SnapshotState } from './store.ts'

/**
 * Everything of buckets this device holds nothing of, account by account, before the first pull. A page is asked for while
 * the one before it is being written, and not earlier: two are in memory at most.
 */
export async function snapshot(context: SyncContext, hello: HelloResponse): Promise<void> {
  const { memory, store, history } = context
  const { meta } = memory
  const isOffered = hello.limits.snapshotBytes !== undefined && store.applySnapshot !== undefined
  const under = meta.snapshot ?? null
  if (!isOffered) return under ? startOver(context) : undefined
  let state = goesOn(under, hello) ?? begin(meta, hello)
  if (state.buckets.length === 0) return
  if (meta.completedAt === null) history.leaveOnDisk()

  const ask = (after: string | null): Promise<Answer> =>
    context.transport('sync.snapshot', { device: context.device(), buckets: [...state.buckets], after, limit: 2000 })
  for (let asked: Promise<Answer> | null = ask(state.after); asked;) {
    const answer = await asked
    if (!answer.ok) throw await refused(context, hello, state, answer.error)
    const page = parseSnapshot(answer.body)
    if (!page || page.head.epoch !== hello.epoch || page.head.next === state.after) throw new Stopped('SERVER_ERROR')
    const { next, total } = page.head
    asked = next === null ? null : ask(next)
    const rows = page.lines.reduce((sum, line) => sum + line.rows.length, 0)
    state = { ...state, after: next, done: state.done + rows }
    await context.exclusive(async () => {
      await history.forSnapshot(page, hello.grants)
      await apply(context, planSnapshot(memory, page, hello.grants, state))
    })
    context.onProgress({ done: state.done, total: Math.max(total, state.done) })
  }
}

/** What was begun goes on with the buckets that are still granted. */
function goesOn(under: SnapshotState | null, hello: HelloResponse): SnapshotState | null {
  if (!under || under.epoch !== hello.epoch) return null
  return { ...under, buckets: under.buckets.filter((bucket) => hello.grants.includes(bucket)) }
}
function begin({ epoch, cursors }: Meta, hello: HelloResponse): SnapshotState {
  const known = epoch === hello.epoch ? cursors : {}
  return { epoch: hello.epoch, buckets: hello.grants.filter((bucket) => !known[bucket]), after: null, done: 0 }
}

/** Durable first, then visible. History that nobody has asked for stays on the disk. */
async function apply({ memory, store, history }: SyncContext, plan: SnapshotPlan): Promise<void> {
  const shown = plan.rows.filter((row) => history.isHere(row))
  await store.applySnapshot!({ ...plan, known: memory.stored })
  memory.meta = plan.meta
  memory.applyPage({ puts: shown, removed: [], acked: plan.acked })
}

async function refused(
  context: SyncContext,
  hello: HelloResponse,
  state: SnapshotState,
  { code, retryAfterMs }: { code: string; retryAfterMs?: number }
): Promise<Stopped> {
  const isUnknown = code === 'BAD_REQUEST' && state.after !== null
  if (code === 'SNAPSHOT_STALE' || isUnknown) {
    const now = await hail(context)
    const isAsBefore = now.epoch === hello.epoch && state.buckets.every((bucket) => now.grants.includes(bucket))
    // Other grants or another past: the next round sees to it.
    if (isAsBefore && state.after !== null) await startOver(context)
  }
  return new Stopped(code, retryAfterMs ?? null)
}

/** What was sent so far cannot be completed: everything comes anew, and what does not come again goes. Edits stay. */
async function startOver({ memory, store, exclusive }: SyncContext): Promise<void> {
  await exclusive(async () => {
    const { snapshot: _, ...rest } = memory.meta
    const meta: Meta = { ...rest, cursors: {}, sweep: true, rebuild: true }
    await store.putMeta(meta)
    memory.age(meta)
  })
}
