import type { LookupRequest, NetState, RecordType, RoundReport, Session } from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import { History, historyKey } from './history.ts'
import { lookup, refreshLookedUp } from './lookup.ts'
import { Memory } from './memory.ts'
import type { Change, LookedUp, OutboxEntry, Saved, SealedUnsent, Status, UnsentFile } from './messages.ts'
import { NotYet, QueryEngine, clockKey } from './query-engine.ts'
import type { Hit, Me, Query, ReadDb } from './read.ts'
import { readDb } from './read-db.ts'
import { retryRefused } from './refused.ts'
import { countConflicts } from './record-state.ts'
import { KeptSearch, searchKey } from './search/kept-search.ts'
import { SearchIndex } from './search/search-index.ts'
import type { PendingOp, Store } from './store.ts'
import type { Transport } from './conversation.ts'
import { syncRound } from './sync-round.ts'
import { undo } from './undo.ts'
import { describeUnsent, openUnsent, sealUnsent, takeIn } from './upkeep/unsent.ts'
import { write, type Guard, type WriteContext } from './writer.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- each query has its own types; the window sees them by the query
export type AnyQuery = Query<any, any>

export interface ReplicaDeps {
  types: ReadonlyMap<string, RecordType>
  versions: { proto: number; schema: number }
  queries: readonly AnyQuery[]
  guards: readonly Guard[]
  store: Store
  transport: Transport
  session: Session
  zone: string
  newId(): string
  now(): number
  onStatus(status: Status): void
  onSyncWanted(): void
}

export const noNet: NetState = { phase: 'offline', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }
const minute = 60_000
const idleMs = 10_000

/** One user's data on this device. Everything that changes it runs one after the other. */
export class Replica {
  readonly memory: Memory
  readonly engine: QueryEngine
  readonly me: Me
  readonly #search: SearchIndex
  readonly #keptSearch: KeptSearch
  readonly #history: History
  readonly #queries: ReadonlyMap<string, AnyQuery>
  readonly #context: WriteContext
  #queue: Promise<unknown> = Promise.resolve()
  #round: Promise<RoundReport> | null = null
  #status: Status = { phase: 'starting', waiting: 0, refused: 0, conflicts: 0, progress: null, net: noNet, error: null }
  #ticking: ReturnType<typeof setInterval> | undefined
  #statusDue = false
  #tidying: ReturnType<typeof setTimeout> | undefined
  #isClosed = false
  /** Resolves when the local store has been read; rejects when it cannot be. */
  readonly opened: Promise<void>
  readonly #opening = Promise.withResolvers<void>()

  private readonly deps: ReplicaDeps

  constructor(deps: ReplicaDeps) {
    this.deps = deps
    const { user, device } = deps.session
    this.opened = this.#opening.promise
    this.opened.catch(() => {})
    this.me = { id: user.id, name: user.name, roles: user.roles, territoryIds: user.territoryIds, zone: deps.zone }
    this.memory = new Memory(deps.types, user.id)
    this.engine = new QueryEngine(deps.now)
    this.#search = new SearchIndex(deps.types, (type) => this.memory.ids(type))
    this.#keptSearch = new KeptSearch(this.#search, deps.store)
    this.#queries = new Map(deps.queries.map((query) => [query.name, query]))
    this.memory.onView = (type, id, rec) => this.#search.update(type, id, rec)
    this.memory.onTouched = (keys) => {
      this.engine.touched(keys)
      this.#statusLater()
    }
    this.#history = new History({
      memory: this.memory,
      store: deps.store,
      exclusive: (step) => this.#exclusive(step),
      onRead: (keys) => this.engine.touched(keys)
    })
    this.#context = {
      memory: this.memory,
      store: deps.store,
      me: this.me,
      guards: deps.guards,
      offline: () => this.#status.net.phase === 'offline',
      author: {
        userId: user.id,
        device,
        zone: deps.zone,
        schema: deps.versions.schema,
        newId: deps.newId,
        now: deps.now,
        clockOffset: () => this.#status.net.clockOffset
      }
    }
  }

  /** Reads the local store; queries are answered from then on. */
  async open(): Promise<void> {
    this.#set({ phase: 'loading' })
    try {
      const loaded = await this.deps.store.loadAll()
      this.memory.load(loaded)
      this.#history.begin(loaded)
      await this.#history.forRecords(loaded.outbox.map((entry) => about(entry)))
      if (loaded.found) this.#status.found = { ...loaded.found, lost: loaded.found.lost.length }
    } catch (error) {
      this.#opening.reject(error)
      this.#set({ phase: 'failed', error: 'STORAGE_FAILED' })
      throw error
    }
    this.engine.resume()
    this.#opening.resolve()
    this.#set({ phase: 'ready' })
    this.#tidyLater()
    void this.#keptSearch.begin(() => this.engine.touched([searchKey]))
    let last = Math.floor(this.deps.now() / minute)
    this.#ticking = setInterval(() => {
      const current = Math.floor(this.deps.now() / minute)
      if (current !== last) this.engine.touched([clockKey])
      last = current
    }, 1000)
  }

  /** Waits for what is being saved, then lets go of the store. */
  async close(): Promise<void> {
    clearInterval(this.#ticking)
    this.#isClosed = true
    clearTimeout(this.#tidying)
    this.engine.clear()
    await this.#queue.catch(() => {})
    await this.deps.store.close()
  }

  /** What a query sees; `track` learns what it read. What is not here yet is read for the next time. */
  read(track: (key: string) => void, onMissing?: () => void): ReadDb {
    const soon = (): Hit[] => {
      track(searchKey)
      onMissing?.()
      return []
    }
    const search = this.#keptSearch.isRecalled || !onMissing ? this.#search : { find: soon }
    return readDb(this.memory, search, this.me, this.deps.now, track, (root) => {
      if (this.#history.has(root)) return
      track(historyKey(root))
      onMissing?.()
      this.#history.want(root)
    })
  }
  subscribe(
    sub: number,
    name: string,
    args: unknown,
    post: (data: unknown) => void,
    fail: (message: string) => void
  ): void {
    const query = this.#queries.get(name)
    if (!query) return fail(`no query is called ${name}`)
    this.engine.subscribe(
      sub,
      (track) => {
        let isWhole = true
        const answer = query.run(
          this.read(track, () => (isWhole = false)),
          args
        ) as unknown
        if (!isWhole) throw new NotYet()
        return answer
      },
      post,
      (error) => fail(String(error))
    )
  }

  write = (changes: readonly Change[]): Promise<Saved> =>
    this.#edit(
      () => write(this.#context, changes),
      changes.flatMap(({ type, id, values }) => (id ? [{ type, id, rootId: values?.['accountId'] as string }] : []))
    )
  undo = (group: string): Promise<Saved> =>
    this.#edit(
      () => undo(this.#context, group),
      this.memory.undo.get(group)?.items.map(({ op }) => op)
    )
  retryRefused = (opId: string, values: Record<string, unknown>): Promise<Saved> =>
    this.#edit(
      () => retryRefused(this.#context, opId, values),
      [...this.memory.refused.values()].map(({ op }) => op)
    )
  /** A person lets go of a refused op: the only way its content leaves this device. */
  async dropRefused(opId: string): Promise<void> {
    await this.#exclusive(async () => {
      await this.deps.store.dropRefused([opId]).catch(() => {
        throw new WriteRefused('STORAGE_FAILED')
      })
      this.memory.removeRefused([opId])
    })
    this.engine.soon()
  }
  outbox(): OutboxEntry[] {
    const waiting = this.memory.outbox().filter((entry) => entry.seq === null)
    return [
      ...waiting.map((entry): OutboxEntry => ({ ...about(entry), state: 'waiting', code: null, field: null })),
      ...[...this.memory.refused.values()].map((entry): OutboxEntry => ({
        ...about(entry),
        state: 'refused',
        code: entry.code,
        field: entry.field
      }))
    ].toSorted((a, b) => a.dseq - b.dseq)
  }
  sealUnsent = (): Promise<SealedUnsent> => sealUnsent(this.memory, this.deps.session, this.deps.now())
  async lookUnsent(data: string, code: string): Promise<UnsentFile> {
    const { session, store } = this.deps
    return describeUnsent(await openUnsent(this.memory, session, data, code), this.memory, store)
  }
  async takeUnsent(data: string, code: string): Promise<number> {
    const { session, store } = this.deps
    const content = await openUnsent(this.memory, session, data, code)
    return this.#edit(
      () => takeIn(content, this.memory, store),
      content.ops.map(({ op }) => op)
    )
  }
  async lookup(request: LookupRequest): Promise<LookedUp> {
    const { root } = request
    if (root) await this.#exclusive(() => this.#history.load([root]))
    return lookup(this.memory, this.deps.transport, request)
  }

  get isSyncing(): boolean {
    return this.#round !== null
  }
  /** One sync round; a second request while one runs joins it and asks for another. */
  async round(): Promise<RoundReport> {
    if (this.#round) return { ...(await this.#round), more: true }
    const { store, transport, versions, now } = this.deps
    this.#round = syncRound({
      memory: this.memory,
      store,
      history: this.#history,
      transport,
      versions,
      now,
      device: () => this.#context.author.device,
      onDevice: (device) => (this.#context.author.device = device),
      exclusive: (step) => this.#exclusive(step),
      onProgress: (progress) => this.#set({ progress }),
      onTaken: (ops) => void refreshLookedUp(this.memory, transport, ops)
    })
    try {
      const report = await this.#round
      const { found } = this.#status
      if (report.ok && found?.rebuilding) this.#status.found = { ...found, rebuilding: false }
      return report
    } finally {
      this.#round = null
      this.#tidyLater()
      this.#statusLater()
    }
  }

  setNet(net: NetState): void {
    this.#set({ net })
  }

  async #edit<T>(step: () => Promise<T>, records: readonly { type: string; id: string }[] = []): Promise<T> {
    const saved = await this.#exclusive(async () => {
      await this.#history.forRecords(records)
      const running = step()
      // The change is in memory by now: the screen shows it before the disk has it.
      this.engine.soon()
      return await running
    })
    this.#statusLater()
    this.deps.onSyncWanted()
    return saved
  }
  /** Upkeep of the disk, a step at a time, when nothing has happened for a while. */
  #tidyLater(ms = idleMs): void {
    clearTimeout(this.#tidying)
    const { store } = this.deps
    if (!store.tidy || this.#isClosed) return
    this.#tidying = setTimeout(() => {
      if (this.#round) return
      void this.#tidy().catch(() => {})
    }, ms)
  }
  async #tidy(): Promise<void> {
    const more = await this.deps.store.tidy!()
    if (this.#isClosed) return
    if (more) this.#tidyLater(50)
    else await this.#keptSearch.keep()
  }
  #exclusive<T>(step: () => Promise<T>): Promise<T> {
    // A round that is still waiting for the server must not write what somebody else has opened since.
    if (this.#isClosed) return Promise.reject(new WriteRefused('NOT_READY'))
    const result = this.#queue.then(step)
    this.#queue = result.catch(() => {})
    return result
  }
  /** The server said when; told by this computer's clock. */
  #completedAt(): number | null {
    const { completedAt } = this.memory.meta
    return completedAt === null ? null : completedAt - this.#status.net.clockOffset
  }
  #statusLater(): void {
    if (this.#statusDue) return
    this.#statusDue = true
    setTimeout(() => {
      this.#statusDue = false
      this.#set({})
    }, 20)
  }
  #set(change: Partial<Status>): void {
    const waiting = [...this.memory.pending.values()].reduce(
      (sum, list) => sum + list.filter((e) => e.seq === null).length,
      0
    )
    this.#status = {
      ...this.#status,
      waiting,
      refused: this.memory.refused.size,
      conflicts: countConflicts(this.memory),
      ...change
    }
    this.#status.completedAt = this.#completedAt()
    this.deps.onStatus(this.#status)
  }
}

const about = ({ op, at, dseq }: Pick<PendingOp, 'op' | 'at' | 'dseq'>) => ({
  opId: op.opId,
  dseq,
  type: op.type,
  id: op.id,
  kind: op.kind,
  fields: op.fields,
  at
})
