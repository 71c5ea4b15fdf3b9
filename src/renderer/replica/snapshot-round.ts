import type { HelloResponse } from '@fieldfile/protocol'
import { hail, Stopped, type Answer, type SyncContext } from './conversation.ts'
import { fromTheStart, planSnapshot, type SnapshotPlan } from './pages.ts'
import { parseSnapshot } from './parse-snapshot.ts'
import type { Meta, SnapshotState } from './store.ts'

/**
 * Everything of buckets this device holds nothing of, account by account, before the first pull. While one page is written, the
 * next is read and the one after that asked for; there are never more in memory.
 */
export async function snapshot(context: SyncContext, hello: HelloResponse): Promise<void> {
  const { memory, store, history } = context
  const { meta } = memory
  const isOffered = hello.limits.snapshotBytes !== undefined && store.applySnapshot !== undefined
  const under = meta.snapshot ?? null
  if (!isOffered) return under ? startOver(context) : undefined
  const begun = goesOn(under, hello) ?? (await begin(context, hello))
  if (!begun || begun.buckets.length === 0) return
  let state = begun
  if (meta.completedAt === null) history.leaveOnDisk()

  const ask = (after: string | null): Promise<Answer> =>
    context.transport('sync.snapshot', { device: context.device(), buckets: [...state.buckets], after, limit: 2000 })
  const disk = new Disk(context)
  try {
    for (let asked: Promise<Answer> | null = ask(state.after); asked;) {
      const answer = await asked
      if (!answer.ok) throw await refused(context, hello, state, answer.error)
      const page = parseSnapshot(answer.body)
      if (!page || page.head.epoch !== hello.epoch) throw new Stopped('SERVER_ERROR')
      const { next, total } = page.head
      // It would never end.
      if (next !== null && next === state.after) throw new Stopped('SERVER_ERROR')
      asked = next === null ? null : ask(next)
      const rows = page.lines.reduce((sum, line) => sum + line.rows.length, 0)
      state = { ...state, after: next, done: state.done + rows }
      await context.exclusive(async () => {
        await history.forSnapshot(page, hello.grants)
        const plan = planSnapshot(memory, page, hello.grants, state)
        // History that nobody has asked for stays on the disk.
        const shown = plan.rows.filter((row) => history.isHere(row))
        await disk.write(plan)
        memory.applyPage({ puts: shown, removed: [], acked: plan.acked })
      })
      context.onProgress({ done: state.done, total: Math.max(total, state.done) })
    }
  } finally {
    await disk.written()
  }
}

/**
 * Writes a page while the next one is being read, one at a time. Rows may be seen before they are on the disk: the server has
 * them. The mark and the cursors may not be ahead of it (rule I5), so a failed write takes those back.
 */
class Disk {
  #writing: Promise<unknown> = Promise.resolve()
  readonly #context: SyncContext

  constructor(context: SyncContext) {
    this.#context = context
  }

  /** Resolves when the page before is written. */
  async write(plan: SnapshotPlan): Promise<void> {
    const { memory, store } = this.#context
    await this.written()
    const { epoch, cursors, sweep, snapshot: mark } = memory.meta
    memory.meta = plan.meta
    this.#writing = store.applySnapshot!({ ...plan, known: memory.stored }).catch((error: unknown) => {
      memory.meta = { ...memory.meta, epoch, cursors, sweep, snapshot: mark }
      throw error
    })
    // Told by `written`.
    this.#writing.catch(() => {})
  }
  written = async (): Promise<void> => void (await this.#writing)
}

/** What was begun goes on with the buckets that are still granted. */
function goesOn(under: SnapshotState | null, hello: HelloResponse): SnapshotState | null {
  if (!under || under.epoch !== hello.epoch) return null
  return { ...under, buckets: under.buckets.filter((bucket) => hello.grants.includes(bucket)) }
}
/** Only where nothing has a cursor: a bucket that came later is small, and pull also says what left it. */
async function begin(context: SyncContext, hello: HelloResponse): Promise<SnapshotState | null> {
  const { memory } = context
  const known = memory.meta.epoch === hello.epoch ? memory.meta.cursors : {}
  if (hello.grants.some((bucket) => known[bucket])) return null
  // What is here from before counts only if it comes again.
  if ([...memory.base.values()].some((rows) => rows.size > 0)) await startOver(context)
  return { epoch: hello.epoch, buckets: hello.grants, after: null, done: 0 }
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
    const meta: Meta = { ...rest, cursors: fromTheStart(rest.cursors), sweep: true, rebuild: true }
    await store.putMeta(meta)
    memory.age(meta)
  })
}
