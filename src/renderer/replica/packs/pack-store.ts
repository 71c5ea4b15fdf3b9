import { keyOf } from '../memory.ts'
import type { Loaded, Meta, PendingOp, Store, StoredRow } from '../store.ts'
import type { Sealer } from '../vault/sealer.ts'
import { readContents } from './contents.ts'
import { openDatabase, type Database } from './database.ts'
import type { Home } from './home.ts'
import { HeldPages, type Page } from './held-pages.ts'
import { opLines, refusedLines, tell, type Journal, type WitnessBook } from './journal.ts'
import { Lane } from './lane.ts'
import type { SingleRows } from './migrations/10-single-rows.ts'
import { Outbox } from './outbox.ts'
import { isShort, unite } from './recover.ts'
import { Resealing, type Resealed } from './reseal.ts'
import { SearchPack } from './search-pack.ts'
import { Shelf } from './shelf.ts'
import { Tidy, tidyFrom } from './tidy.ts'

const sentDays = 30
const undoGroups = 200
const loadTries = 3
const day = 86_400_000

export interface PackStoreOptions {
  sealer: Sealer
  now(): number
  newId(): string
  /** Null: there is no main that keeps one, so every write is strict. */
  journal?: Journal | null
  witness?: WitnessBook | null
}

/** The device's memory on disk: sealed packs of the server's state, an overlay of what changed since, and the outbox. */
class PackStore implements Store {
  readonly #db: Database
  /** For what the journal has already. */
  readonly #relaxed: Database
  readonly #options: PackStoreOptions
  readonly #lane: Lane
  readonly #shelf: Shelf
  readonly #held: HeldPages
  readonly #outbox: Outbox
  readonly #tidy: Tidy
  readonly #resealing: Resealing
  readonly #search: SearchPack
  /** Something is missing: until the server has sent everything, rows count as of another time. */
  #isStale = false

  constructor(name: string, options: PackStoreOptions) {
    const { sealer, journal = null, now, newId } = options
    const db = openDatabase(name, 'strict')
    const relaxed = journal ? openDatabase(name, 'relaxed') : db
    this.#options = options
    this.#db = db
    this.#relaxed = relaxed
    this.#lane = new Lane(db, relaxed)
    this.#shelf = new Shelf(db, relaxed, sealer, newId)
    this.#held = new HeldPages(this.#shelf, sealer, now)
    this.#outbox = new Outbox({ db, relaxed, shelf: this.#shelf, lane: this.#lane, sealer, journal })
    this.#tidy = new Tidy(db, this.#shelf, this.#lane, () => this.#held.meta !== null)
    this.#resealing = new Resealing(db, sealer)
    this.#search = new SearchPack(relaxed, sealer, this.#lane)
  }

  // --- start
  /** Chromium resets a database it finds damaged, but only when it is opened anew. What it lacks then is recovered. */
  loadAll = async (tries = loadTries): Promise<Loaded> => {
    try {
      return await this.#lane.alone(() => this.#load())
    } catch (error) {
      if (tries === 1) throw error
      return this.loadAll(tries - 1)
    }
  }

  async #load(): Promise<Loaded> {
    await this.#flushHeld(this.#relaxed)
    const { sealer, journal, witness, now } = this.#options
    const db = this.#db
    await db.sent
      .where('at')
      .below(now() - sentDays * day)
      .delete()
    await db.undo.bulkDelete((await db.undo.orderBy('at').primaryKeys()).slice(0, -undoGroups))
    const contents = await readContents(db, sealer)
    this.#shelf.begin(contents)
    const short = isShort(contents, (await witness?.get()) ?? null) || contents.meta.rebuild === true
    this.#isStale = short

    let { outbox, refused, undo, meta } = contents
    let lost = contents.unreadable
    if (journal) {
      const read = await journal.read()
      const united = unite(contents, await tell(sealer, read), read, !short)
      ;({ outbox, refused, undo, meta, lost } = united)
      contents.rows.push(...united.keep)
      if (united.missingInJournal.length > 0)
        await journal.append(await opLines(sealer, united.missingInJournal), meta.lastHlc)
      if (united.missingInDatabase.length > 0 || contents.unreadable.length > 0)
        await this.#outbox.put(
          this.#db,
          { ops: united.missingInDatabase, undo: null, keep: united.keep, settled: [], meta },
          contents.unreadable
        )
    }
    this.#outbox.begin(outbox, refused)
    // What is left stays readable until the server has sent everything anew; what it does not send then goes.
    return {
      rows: short ? contents.rows.map((row) => ({ ...row, epoch: -1 })) : contents.rows,
      outbox,
      refused,
      undo,
      meta: short ? { ...meta, cursors: {}, sweep: contents.rows.length > 0, snapshot: undefined } : meta,
      ...(this.#shelf.accountsWithHistory() > 0 ? { history: true } : {}),
      ...(short || lost.length > 0 ? { found: { rebuilding: short, lost } } : {})
    }
  }

  /** History that was not read yet, of these accounts or (null) of all. `damaged` packs have to come anew. */
  loadHistory = (roots: readonly string[] | null): Promise<{ rows: StoredRow[]; damaged: number }> =>
    this.#lane.alone(async () => {
      const { rows, damaged } = await this.#shelf.history(roots)
      const fresh = rows.filter(({ type, id }) => !this.#held.changes.has(keyOf(type, id)))
      return { rows: this.#isStale ? fresh.map((row) => ({ ...row, epoch: -1 })) : fresh, damaged }
    })

  // --- writes of a person
  putOps: Store['putOps'] = (write) => this.#outbox.save(write)
  settle: Store['settle'] = (answers) => this.#outbox.settle(answers)
  dropRefused: Store['dropRefused'] = (opIds) => this.#outbox.dropRefused(opIds)
  sentAfter: Store['sentAfter'] = (dseq) => this.#outbox.sentAfter(dseq)

  renumber = async (ops: readonly PendingOp[], meta: Meta): Promise<void> => {
    const { journal, sealer } = this.#options
    if (journal && ops.length > 0) await journal.append(await opLines(sealer, ops), meta.lastHlc)
    await this.#lane.alone(async () => {
      await this.#flushHeld(this.#relaxed)
      await this.#outbox.renumber(ops, meta)
    })
  }

  // --- pages
  applyPage = (page: Page): Promise<void> =>
    this.#lane.alone(async () => {
      const takeBack = this.#held.add(page)
      if (page.more && !this.#held.isFull()) return
      try {
        await this.#flushHeld(page.more ? this.#relaxed : this.#db)
      } catch (error) {
        takeBack()
        throw error
      }
    })

  applySnapshot: Required<Store>['applySnapshot'] = ({ packs, puts, acked, meta, known }) =>
    this.#lane.alone(async () => {
      const fresh = packs.filter(({ home }) => !this.#shelf.has(home))
      const others = packs.filter((pack) => !fresh.includes(pack)).flatMap(({ rows }) => rows)
      const made = await Promise.all(fresh.map(({ home, json }) => this.#shelf.whole(home, json)))
      const { overlay } = this.#shelf
      const covered = overlay.size === 0 ? [] : fresh.flatMap(({ rows }) => rows.map(({ type, id }) => keyOf(type, id)))
      const inside = covered.filter((key) => overlay.has(key))
      const isAll = puts.length + others.length + acked.length === 0 && !this.#held.meta
      const metas = [await this.#shelf.named('meta', 'sync', meta), await this.#shelf.counters(meta)]
      await this.#shelf.put(made, inside, isAll ? metas : [])
      if (isAll) return
      const takeBack = this.#held.add({ puts: [...puts, ...others], removed: [], acked, meta, known })
      if (!this.#held.isFull()) return
      await this.#flushHeld(this.#relaxed).catch((error: unknown) => {
        takeBack()
        throw error
      })
    })

  holds = (home: Home): boolean => this.#shelf.has(home)

  /** Writes what was held back. */
  flush = (): Promise<void> => this.#lane.alone(() => this.#flushHeld(this.#relaxed))

  async #flushHeld(db: Database): Promise<void> {
    if (!this.#held.meta) return
    const isStrict = db === this.#db
    const { meta, counts, acked } = await this.#held.flush(db, isStrict)
    for (const { dseq } of acked) this.#outbox.pending.delete(dseq)
    if (!isStrict) return
    this.#isStale = false
    // Only what is strictly in the database is let go elsewhere. Failing is no harm: it is done with the next one.
    const { databaseId, hot, history, overlay, lastSeq, at } = counts
    const { journal, witness } = this.#options
    void journal?.settle(Math.min(meta.ackDseq + 1, ...this.#outbox.pending)).catch(() => {})
    void witness?.set({ databaseId, rows: hot + history + overlay, lastSeq, at }).catch(() => {})
  }

  loadSearch: Required<Store>['loadSearch'] = () => this.#search.load()
  saveSearch: Required<Store>['saveSearch'] = (parts) => this.#search.save(parts)

  tidy = (least = tidyFrom): Promise<boolean> => this.#tidy.step(least)

  /** One step of sealing anew what an older key sealed. */
  reseal = (): Promise<Resealed> => this.#lane.alone(() => this.#resealing.step())

  /** Takes over what another form of storage held; twice the same is once. */
  adopt = async (old: SingleRows): Promise<void> => {
    const { journal, sealer } = this.#options
    if (journal) {
      const lines = [...(await opLines(sealer, old.outbox)), ...(await refusedLines(sealer, old.refused))]
      if (lines.length > 0) await journal.append(lines, old.meta.lastHlc)
    }
    await this.loadAll()
    await this.applyPage({ puts: old.rows, removed: [], acked: old.sent, meta: old.meta })
    await this.#outbox.settle({ taken: old.outbox, refused: old.refused }, true)
    await this.#lane.alone(async () => {
      const rows = await Promise.all(
        old.undo.map(async (group) => ({ ...(await this.#shelf.named('undo', group.group, group)), at: group.at }))
      )
      await this.#db.undo.bulkPut(rows)
    })
  }

  putMeta = (meta: Meta): Promise<void> =>
    this.#lane.alone(async () => {
      await this.#flushHeld(this.#relaxed)
      await this.#db.meta.bulkPut([await this.#shelf.named('meta', 'sync', meta), await this.#shelf.counters(meta)])
      if (meta.rebuild) this.#isStale = true
    })

  close = async (): Promise<void> => {
    // What is under way ends first.
    await this.flush().catch(() => {})
    this.#lane.close()
  }
}

export interface OpenStore extends Required<Store> {
  adopt(old: SingleRows): Promise<void>
  reseal(): Promise<Resealed>
}

/** Opens the database of one user; it is created where there is none. */
export const openPackStore = (name: string, options: PackStoreOptions): OpenStore => new PackStore(name, options)
