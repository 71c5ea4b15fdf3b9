import type { Key, Loaded, Meta, PendingOp, Store, StoredRow } from '../store.ts'
import { keyOf } from '../memory.ts'
import type { Sealer } from '../vault/sealer.ts'
import { byHome, changesOf, type Changed } from './changes.ts'
import { genKey, readContents, type Counters, type Counts } from './contents.ts'
import { openDatabase, type Database, type Named } from './database.ts'
import type { Home } from './home.ts'
import { opLines, refusedLines, settledLines, tell, type Journal, type WitnessBook } from './journal.ts'
import type { SingleRows } from './migrations/10-single-rows.ts'
import { Shelf } from './shelf.ts'
import { isShort, unite } from './recover.ts'

const sentDays = 30
const undoGroups = 200
const day = 86_400_000
/** So few changes go to the overlay, row by row; more are merged into their packs at once. */
const overlayRows = 500
/**
 * Pages of a long catch-up are held back and written together, account by account: rows come bucket by bucket, and a pack
 * rewritten with every page would cost the square of its rows. What is held back is fetched again after a kill.
 */
const heldRows = 50_000
const packsAtOnce = 200
/** A pack is written anew for one row as for a hundred: below this the overlay stays. */
const tidyFrom = 256

export interface PackStoreOptions {
  sealer: Sealer
  now(): number
  newId(): string
  /** Null: there is no main that keeps one, so every write is strict. */
  journal?: Journal | null
  witness?: WitnessBook | null
}

interface Page {
  puts: readonly StoredRow[]
  removed: readonly Key[]
  acked: readonly PendingOp[]
  meta: Meta
  known?: (type: string, id: string) => StoredRow | undefined
  more?: boolean
}
/** The device's memory on disk: sealed packs of the server's state, an overlay of what changed since, and the outbox. */
class PackStore implements Store {
  readonly #db: Database
  /** For what the journal has already. */
  readonly #relaxed: Database
  readonly #options: PackStoreOptions
  #queue: Promise<unknown> = Promise.resolve()
  readonly #shelf: Shelf
  #isTidying = false
  /** Something is missing: until the server has sent everything, rows count as of another time. */
  #isStale = false
  #held = new Map<string, Changed>()
  #heldAcked: PendingOp[] = []
  #heldMeta: Meta | null = null
  #pending = new Set<number>()
  #refused = new Map<string, number>()

  constructor(name: string, options: PackStoreOptions) {
    this.#options = options
    this.#db = openDatabase(name, 'strict')
    this.#relaxed = options.journal ? openDatabase(name, 'relaxed') : this.#db
    this.#shelf = new Shelf(this.#db, this.#relaxed, options.sealer, options.newId)
  }

  // --- start
  loadAll = (): Promise<Loaded> => this.#alone(() => this.#load())

  async #load(): Promise<Loaded> {
    if (this.#heldMeta) await this.#flush(this.#relaxed)
    const { sealer, journal, witness, now } = this.#options
    const db = this.#db
    await db.sent
      .where('at')
      .below(now() - sentDays * day)
      .delete()
    await db.undo.bulkDelete((await db.undo.orderBy('at').primaryKeys()).slice(0, -undoGroups))
    const contents = await readContents(db, sealer)
    this.#shelf.begin(contents)
    const short = isShort(contents, (await witness?.get()) ?? null)
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
        await this.#putWrite(
          this.#db,
          { ops: united.missingInDatabase, undo: null, keep: united.keep, settled: [], meta },
          contents.unreadable
        )
    }
    this.#pending = new Set(outbox.map((p) => p.dseq))
    this.#refused = new Map(refused.map((r) => [r.opId, r.dseq]))
    // What is left stays readable until the server has sent everything anew; what it does not send then goes.
    return {
      rows: short ? contents.rows.map((row) => ({ ...row, epoch: -1 })) : contents.rows,
      outbox,
      refused,
      undo,
      meta: short ? { ...meta, cursors: {}, sweep: contents.rows.length > 0 } : meta,
      ...(this.#shelf.accountsWithHistory() > 0 ? { history: true } : {}),
      ...(short || lost.length > 0 ? { found: { rebuilding: short, lost } } : {})
    }
  }

  /** History that was not read yet, of these accounts or (null) of all. `damaged` packs have to come anew. */
  loadHistory = (roots: readonly string[] | null): Promise<{ rows: StoredRow[]; damaged: number }> =>
    this.#alone(async () => {
      const { rows, damaged } = await this.#shelf.history(roots)
      const fresh = rows.filter(({ type, id }) => !this.#held.has(keyOf(type, id)))
      return { rows: this.#isStale ? fresh.map((row) => ({ ...row, epoch: -1 })) : fresh, damaged }
    })

  // --- writes of a person
  async putOps(write: Parameters<Store['putOps']>[0]): Promise<void> {
    const { journal, sealer } = this.#options
    if (!journal) return this.#alone(() => this.#putWrite(this.#db, write))
    const settled = write.settled.map((opId) => this.#refused.get(opId)).filter((dseq) => dseq !== undefined)
    const lines = [
      ...(await opLines(sealer, write.ops, write.undo, write.keep)),
      ...(await settledLines(sealer, settled))
    ]
    await journal.append(lines, write.meta.lastHlc)
    for (const { dseq } of write.ops) this.#pending.add(dseq)
    // The journal has it: the person need not wait for the database, and its failing loses nothing.
    void this.#alone(() => this.#putWrite(this.#relaxed, write)).catch(() => {})
  }

  async #putWrite(db: Database, write: Parameters<Store['putOps']>[0], stale?: readonly number[]): Promise<void> {
    const { sealer } = this.#options
    const kept = changesOf(
      { puts: write.keep, removed: [] },
      () => undefined,
      (key) => this.#shelf.overlay.get(key)?.change
    )
    const ops = await this.#sealAll('outbox', write.ops, (p) => String(p.dseq))
    const numbered = ops.map(({ k, body }) => ({ dseq: Number(k), body }))
    const undo = write.undo ? await this.#shelf.named('undo', write.undo.group, write.undo) : null
    const overlaid = await this.#shelf.rows(kept)
    const gone = write.settled.map((opId) => sealer.opaque(`refused/${opId}`))
    const meta = [
      await this.#counters(write.meta),
      ...(kept.size > 0
        ? [await this.#shelf.named('meta', 'counts', this.#shelf.countsAfter([...kept.keys()], []))]
        : [])
    ]
    await db.transaction('rw', [db.outbox, db.refused, db.undo, db.overlay, db.meta], async () => {
      const { outbox, refused, undo: undos, overlay, meta: metas } = db
      if (stale) await outbox.bulkDelete([...stale])
      // A number used twice is a fault; what the journal brought back may be on its way here already.
      if (stale) await outbox.bulkPut(numbered)
      else await outbox.bulkAdd(numbered)
      if (undo) await undos.put({ ...undo, at: write.undo!.at })
      if (overlaid.length > 0) await overlay.bulkPut(overlaid)
      if (gone.length > 0) await refused.bulkDelete(gone)
      await metas.bulkPut(meta)
    })
    this.#shelf.remember(kept)
    for (const { dseq } of write.ops) this.#pending.add(dseq)
    for (const opId of write.settled) this.#refused.delete(opId)
  }

  async settle({ taken, refused }: Parameters<Store['settle']>[0], isTold = false): Promise<void> {
    const { journal, sealer } = this.#options
    if (journal && refused.length > 0 && !isTold) await journal.append(await refusedLines(sealer, refused), null)
    await this.#alone(async () => {
      const ops = await this.#sealAll('outbox', taken, (p) => String(p.dseq))
      const rows = await Promise.all(refused.map((r) => this.#shelf.named('refused', r.opId, r)))
      const db = isTold ? this.#db : this.#relaxed
      await db.transaction('rw', [db.outbox, db.refused], async () => {
        const { outbox, refused: refusals } = db
        await outbox.bulkPut(ops.map(({ k, body }) => ({ dseq: Number(k), body })))
        await outbox.bulkDelete(refused.map((r) => r.dseq))
        await refusals.bulkPut(rows)
      })
      for (const { dseq } of taken) this.#pending.add(dseq)
      for (const { opId, dseq } of refused) {
        this.#pending.delete(dseq)
        this.#refused.set(opId, dseq)
      }
    })
  }

  async dropRefused(opIds: readonly string[]): Promise<void> {
    const { journal, sealer } = this.#options
    const dseqs = opIds.map((opId) => this.#refused.get(opId)).filter((dseq) => dseq !== undefined)
    if (journal && dseqs.length > 0) await journal.append(await settledLines(sealer, dseqs), null)
    await this.#alone(() => this.#relaxed.refused.bulkDelete(opIds.map((opId) => sealer.opaque(`refused/${opId}`))))
    for (const opId of opIds) this.#refused.delete(opId)
  }

  // --- pages
  applyPage = (page: Page): Promise<void> =>
    this.#alone(async () => {
      const changes = changesOf(
        page,
        page.known ?? (() => undefined),
        (key) => this.#held.get(key) ?? this.#shelf.overlay.get(key)?.change
      )
      const before = [...changes.keys()].map((key) => [key, this.#held.get(key)] as const)
      const [acked, meta] = [this.#heldAcked, this.#heldMeta]
      for (const [key, change] of changes) this.#held.set(key, change)
      this.#heldAcked = [...acked, ...page.acked]
      this.#heldMeta = page.meta
      if (page.more && this.#held.size < heldRows) return
      try {
        await this.#flush(page.more ? this.#relaxed : this.#db)
      } catch (error) {
        for (const [key, change] of before) {
          if (change) this.#held.set(key, change)
          else this.#held.delete(key)
        }
        this.#heldAcked = acked
        this.#heldMeta = meta
        throw error
      }
    })

  /** Writes what was held back. */
  flush = (): Promise<void> => this.#alone(() => (this.#heldMeta ? this.#flush(this.#relaxed) : Promise.resolve()))

  /** Rows first, then cursors and acknowledgements with what is left of the rows (rule I5). */
  async #flush(db: Database): Promise<void> {
    const changes = this.#held
    const meta = this.#heldMeta!
    const { sealer, now } = this.#options
    const shelf = this.#shelf
    const isMany = changes.size > overlayRows
    if (isMany) await this.#writePacks([...byHome(changes.values()).values()])
    const covered = isMany ? [...changes.keys()].filter((key) => shelf.overlay.has(key)) : []
    const overlaid = isMany ? [] : await this.#shelf.rows(changes)
    const sent = await this.#sealAll('sent', this.#heldAcked, (p) => String(p.dseq))
    const isStrict = db === this.#db
    const damaged = isStrict ? shelf.damaged : []
    const counts = shelf.countsAfter(isMany ? [] : [...changes.keys()], covered)
    for (const { table, k } of damaged)
      if (table === 'hot' || table === 'history') counts[table] -= Number(shelf.gens.delete(genKey(table, k)))
    if (isStrict)
      Object.assign(counts, {
        at: Math.max(now(), counts.at + 1),
        lastSeq: Math.max(0, ...Object.values(meta.cursors))
      })
    const rows = [
      await this.#shelf.named('meta', 'sync', meta),
      await this.#counters(meta),
      await this.#shelf.named('meta', 'counts', counts)
    ]
    const goneKeys = covered.map((key) => sealer.opaque(`overlay/${key}`))
    await db.transaction('rw', [db.hot, db.history, db.overlay, db.outbox, db.sent, db.meta], async () => {
      const { hot, history, overlay, outbox, sent: sents, meta: metas } = db
      for (const { table, k } of damaged) {
        if (table === 'hot') await hot.delete(k)
        if (table === 'history') await history.delete(k)
        if (table === 'overlay') await overlay.delete(k)
      }
      if (overlaid.length > 0) await overlay.bulkPut(overlaid)
      if (goneKeys.length > 0) await overlay.bulkDelete(goneKeys)
      await outbox.bulkDelete(this.#heldAcked.map((p) => p.dseq))
      await sents.bulkPut(sent.map(({ k, body }, i) => ({ dseq: Number(k), at: this.#heldAcked[i]!.at, body })))
      await metas.bulkPut(rows)
    })
    if (isMany) for (const key of covered) shelf.overlay.delete(key)
    else this.#shelf.remember(changes)
    shelf.counts = counts
    if (isStrict) {
      shelf.damaged = []
      this.#isStale = false
    }
    for (const { dseq } of this.#heldAcked) this.#pending.delete(dseq)
    this.#held = new Map()
    this.#heldAcked = []
    this.#heldMeta = null
    if (isStrict) this.#afterStrict(meta, counts)
  }

  /** Only what is strictly in the database is let go elsewhere. Failing is no harm: it is done with the next one. */
  #afterStrict(meta: Meta, { databaseId, hot, history, overlay, lastSeq, at }: Counts): void {
    const { journal, witness } = this.#options
    void journal?.settle(Math.min(meta.ackDseq + 1, ...this.#pending)).catch(() => {})
    void witness?.set({ databaseId, rows: hot + history + overlay, lastSeq, at }).catch(() => {})
  }

  async #writePacks(groups: readonly { home: Home; changes: Changed[] }[]): Promise<void> {
    for (let at = 0; at < groups.length; at += packsAtOnce) {
      const some = groups.slice(at, at + packsAtOnce)
      await this.#shelf.put(await Promise.all(some.map(({ home, changes }) => this.#shelf.merge(home, changes))))
    }
  }

  /**
   * One step of what is done when nobody waits: the overlay goes into the packs, history is compressed. Made beside the
   * queue, put in it, and only if nothing it was made from has changed. True: there is more to do.
   */
  async tidy(least = tidyFrom): Promise<boolean> {
    const { overlay } = this.#shelf
    if (overlay.size >= least || (this.#isTidying && overlay.size > 0)) {
      this.#isTidying = true
      const entries = [...overlay].slice(0, overlayRows)
      const homes = byHome(entries.map(([, { change }]) => change))
      const chosen = new Map([...homes].slice(0, packsAtOnce))
      const all = byHome([...overlay.values()].map(({ change }) => change))
      const used = new Map<string, number>()
      const made = await Promise.all(
        [...chosen].map(([name, { home }]) => {
          const { changes } = all.get(name)!
          for (const { type, id } of changes) used.set(keyOf(type, id), overlay.get(keyOf(type, id))!.n)
          return this.#shelf.merge(home, changes, home.part === 'history')
        })
      )
      // A row that moved is done with when the pack it left is written, too.
      const inside = entries
        .filter(([, { change }]) => change.homes.every((home) => chosen.has(`${home.part}/${home.name}`)))
        .map(([key]) => key)
      await this.#alone(async () => {
        const isSame = [...used].every(([key, n]) => this.#shelf.overlay.get(key)?.n === n)
        if (!this.#heldMeta && isSame && this.#shelf.isCurrent(made)) await this.#shelf.put(made, inside)
      })
      return true
    }
    this.#isTidying = false
    const large = await this.#db.history.where('small').equals(0).limit(packsAtOnce).primaryKeys()
    const made = await Promise.all(large.map((k) => this.#shelf.again('history', k, true)))
    if (made.length > 0)
      await this.#alone(async () => {
        if (this.#shelf.isCurrent(made)) await this.#shelf.put(made)
      })
    return made.length > 0
  }

  /** Takes over what another form of storage held; twice the same is once. */
  adopt = async (old: SingleRows): Promise<void> => {
    const { journal, sealer } = this.#options
    if (journal) {
      const lines = [...(await opLines(sealer, old.outbox)), ...(await refusedLines(sealer, old.refused))]
      if (lines.length > 0) await journal.append(lines, old.meta.lastHlc)
    }
    await this.#alone(() => this.#load())
    await this.applyPage({ puts: old.rows, removed: [], acked: old.sent, meta: old.meta })
    await this.settle({ taken: old.outbox, refused: old.refused }, true)
    await this.#alone(async () => {
      const rows = await Promise.all(
        old.undo.map(async (group) => ({ ...(await this.#shelf.named('undo', group.group, group)), at: group.at }))
      )
      await this.#db.undo.bulkPut(rows)
    })
  }

  // --- the rest
  async sentAfter(dseq: number): Promise<PendingOp[]> {
    const rows = await this.#alone(() => this.#db.sent.where('dseq').above(dseq).toArray())
    return Promise.all(rows.map((row) => this.#options.sealer.open<PendingOp>('sent', String(row.dseq), row.body)))
  }

  async renumber(ops: readonly PendingOp[], meta: Meta): Promise<void> {
    const { journal, sealer } = this.#options
    if (journal && ops.length > 0) await journal.append(await opLines(sealer, ops), meta.lastHlc)
    await this.#alone(async () => {
      if (this.#heldMeta) await this.#flush(this.#relaxed)
      const db = this.#db
      const ids = new Set(ops.map((p) => p.op.opId))
      const sent = await db.sent.toArray()
      const again = await Promise.all(
        sent.map(async (row) => {
          const entry = await sealer.open<PendingOp>('sent', String(row.dseq), row.body).catch(() => null)
          return entry && ids.has(entry.op.opId) ? row.dseq : null
        })
      )
      const rows = await this.#sealAll('outbox', ops, (p) => String(p.dseq))
      const metas = [await this.#shelf.named('meta', 'sync', meta), await this.#counters(meta)]
      await db.transaction('rw', [db.outbox, db.sent, db.meta], async () => {
        const { outbox, sent: sents, meta: table } = db
        await sents.bulkDelete(again.filter((dseq) => dseq !== null))
        await outbox.clear()
        await outbox.bulkAdd(rows.map(({ k, body }) => ({ dseq: Number(k), body })))
        await table.bulkPut(metas)
      })
      this.#pending = new Set(ops.map((p) => p.dseq))
    })
  }

  putMeta = (meta: Meta): Promise<void> =>
    this.#alone(async () => {
      if (this.#heldMeta) await this.#flush(this.#relaxed)
      const rows = [await this.#shelf.named('meta', 'sync', meta), await this.#counters(meta)]
      await this.#db.meta.bulkPut(rows)
    })

  async close(): Promise<void> {
    // What is under way ends first.
    await this.flush().catch(() => {})
    this.#db.close()
    this.#relaxed.close()
  }

  // --- inside
  #alone<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => this.#reopening(step))
    this.#queue = result.catch(() => {})
    return result
  }
  /** After a full disk Chromium's connection stays dead until it is opened anew (SECURITY, "Facts measured"). */
  async #reopening<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step()
    } catch (error) {
      for (const db of new Set([this.#db, this.#relaxed])) {
        db.close()
        await db.open().catch(() => {})
      }
      throw error
    }
  }
  #counters = ({ nextDseq, lastHlc }: Counters): Promise<Named> =>
    this.#shelf.named('meta', 'counters', { nextDseq, lastHlc })
  #sealAll = <T>(table: string, values: readonly T[], k: (value: T) => string): Promise<Named[]> =>
    Promise.all(
      values.map(async (value) => ({ k: k(value), body: await this.#options.sealer.seal(table, k(value), value) }))
    )
}

export interface OpenStore extends Required<Store> {
  adopt(old: SingleRows): Promise<void>
}

/** Opens the database of one user; it is created where there is none. */
export function openPackStore(name: string, options: PackStoreOptions): OpenStore {
  const store = new PackStore(name, options)
  return {
    loadAll: store.loadAll,
    putOps: (write) => store.putOps(write),
    settle: (answers) => store.settle(answers),
    dropRefused: (opIds) => store.dropRefused(opIds),
    applyPage: store.applyPage,
    flush: store.flush,
    sentAfter: (dseq) => store.sentAfter(dseq),
    renumber: (outbox, meta) => store.renumber(outbox, meta),
    putMeta: store.putMeta,
    adopt: store.adopt,
    loadHistory: store.loadHistory,
    tidy: (least) => store.tidy(least),
    close: () => store.close()
  }
}
