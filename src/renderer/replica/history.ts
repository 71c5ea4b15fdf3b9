import { isHistory, type PullResponse, type RecordType } from '@fieldfile/protocol'
import type { Memory } from './memory.ts'
import { fromTheStart } from './pages.ts'
import type { SnapshotPage } from './parse-snapshot.ts'
import type { Key, Loaded, Store, StoredRow } from './store.ts'

/** Says that a query has to be asked again when history has been read. */
export const historyKey = (root: string | null): string => `h:${root ?? '*'}`

export interface HistoryDeps {
  memory: Memory
  store: Store
  exclusive<T>(step: () => Promise<T>): Promise<T>
  onRead(keys: readonly string[]): void
}

/**
 * What is still on the disk only. Queries say which account's history they need, and are asked again when it is here;
 * a write or a page waits for the history it is about, so that what it sees is whole.
 */
export class History {
  #isWhole = true
  readonly #read = new Set<string>()
  readonly #wanted = new Set<string | null>()
  #isDue = false

  private readonly deps: HistoryDeps

  constructor(deps: HistoryDeps) {
    this.deps = deps
  }

  begin({ history }: Loaded): void {
    this.#isWhole = !history || !this.deps.store.loadHistory
  }
  has = (root: string | null): boolean => this.#isWhole || (root !== null && this.#read.has(root))

  /** Before accounts come whole: what they bring may stay on the disk until somebody asks. */
  leaveOnDisk(): void {
    if (!this.deps.store.loadHistory || !this.deps.store.holds) return
    this.#isWhole = false
    this.#read.clear()
  }
  /** Whether a row of the server has its place in memory now. */
  isHere = ({ type, id, row }: StoredRow): boolean =>
    !isHistory(type) || this.has(row.rootId) || this.deps.memory.stored(type, id) !== undefined

  /** A query needs it: read soon, then `onRead` says so. */
  want(root: string | null): void {
    if (this.has(root)) return
    this.#wanted.add(root)
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      const roots = [...this.#wanted]
      this.#wanted.clear()
      void this.deps
        .exclusive(() => (roots.includes(null) ? this.load(null) : this.load(roots as string[])))
        .then(() => this.deps.onRead([...roots.map(historyKey), historyKey(null)]))
        .catch(() => {})
    })
  }

  /** Inside a step that runs alone. */
  async load(roots: readonly string[] | null): Promise<void> {
    const missing = roots?.filter((root) => !this.has(root)) ?? null
    if (this.#isWhole || missing?.length === 0) return
    const { memory, store } = this.deps
    const { rows, damaged } = await store.loadHistory!(missing)
    memory.addHistory(rows)
    if (missing === null) this.#isWhole = true
    else for (const root of missing) this.#read.add(root)
    // What does not open comes again from the server, with everything else of its buckets.
    if (damaged > 0) memory.meta = { ...memory.meta, cursors: fromTheStart(memory.meta.cursors) }
  }

  /** The history that records hang from, before something is decided about them. */
  async forRecords(keys: readonly (Key & { rootId?: string | null })[]): Promise<void> {
    const { memory } = this.deps
    const roots: string[] = []
    for (const { type, id, rootId } of keys) {
      if (this.#isWhole || !isHistory(type) || memory.stored(type, id)) continue
      if (!rootId) return this.load(null)
      roots.push(rootId)
    }
    await this.load(roots)
  }

  /** What is on the disk already of the accounts of a page. */
  async forSnapshot({ head, lines }: SnapshotPage, grants: readonly string[]): Promise<void> {
    if (this.#isWhole) return
    const { memory, store } = this.deps
    const { meta } = memory
    const isLost = Object.keys(meta.cursors).some((bucket) => !grants.includes(bucket))
    const rows = lines.flatMap((line) => line.rows.map(([row]) => row)).filter(({ type }) => isHistory(type))
    // One that was changed since the snapshot began may lie under another account, which was sent before.
    const isMoved = rows.some(
      (row) => row.seq > head.head && row.seq > (row.meta['*']?.ver ?? 0) && !memory.stored(row.type, row.id)
    )
    const isAnew = meta.sweep || (meta.epoch !== null && head.epoch !== meta.epoch)
    if (isLost || isAnew || isMoved) return this.load(null)
    const roots = [...new Set(rows.map(({ rootId }) => rootId))].filter((root) => root !== null)
    const here = roots.filter((root) => !this.has(root) && store.holds?.({ part: 'history', name: `account/${root}` }))
    if (here.length === 0) return
    const found = await store.loadHistory!(here)
    if (found.damaged > 0) return this.load(null)
    memory.addHistory(found.rows)
    for (const root of here) this.#read.add(root)
  }

  /** What a page is about. A row that existed before and is not where it should be may lie under another account. */
  async forPage(answer: PullResponse): Promise<void> {
    if (this.#isWhole) return
    const { memory } = this.deps
    const { meta } = memory
    const isLost = Object.keys(meta.cursors).some((bucket) => !answer.grants.includes(bucket))
    if (isLost || meta.sweep || (meta.epoch !== null && answer.epoch !== meta.epoch)) return this.load(null)
    const entries = answer.pages.flatMap((page) => page.entries).filter(({ type }) => isHistory(type))
    const rows = entries.flatMap(({ row }) => (row ? [row] : []))
    await this.load([...new Set(rows.flatMap(({ rootId }) => (rootId ? [rootId] : [])))])
    const unknown = entries.some(({ type, id, op, row }) => {
      if (memory.stored(type, id)) return false
      return row ? row.seq > (row.meta['*']?.ver ?? 0) : op === 'drop'
    })
    if (unknown) await this.load(null)
  }
}

/** The account whose history answers a question about records of a type; null: only all of it does. */
export function rootOfQuestion(memory: Memory, type: RecordType, field: string, value: string): string | null {
  if (field === 'accountId') return value
  const kind = type.fields[field]?.type
  return kind?.kind === 'reference' ? (memory.get(kind.to, value)?.rootId ?? null) : null
}
