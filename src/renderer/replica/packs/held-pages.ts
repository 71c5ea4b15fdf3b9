import type { Meta, PendingOp, Store } from '../store.ts'
import type { Sealer } from '../vault/sealer.ts'
import { byHome, changesOf, type Changed } from './changes.ts'
import { genKey, type Counts } from './contents.ts'
import type { Database } from './database.ts'
import { overlayRows, type Shelf } from './shelf.ts'

/**
 * Pages of a long catch-up are held back and written together, account by account: rows come bucket by bucket, and a pack
 * rewritten with every page would cost the square of its rows. What is held back is fetched again after a kill.
 */
const heldRows = 50_000

export type Page = Parameters<Store['applyPage']>[0]
/** What was written, for those who may let go of something now. */
export interface Flushed {
  meta: Meta
  counts: Counts
  acked: readonly PendingOp[]
}

/** What pages of a pull changed and is not on the disk yet. Its methods run inside steps of the lane. */
export class HeldPages {
  changes = new Map<string, Changed>()
  meta: Meta | null = null
  #acked: PendingOp[] = []
  readonly #shelf: Shelf
  readonly #sealer: Sealer
  readonly #now: () => number

  constructor(shelf: Shelf, sealer: Sealer, now: () => number) {
    this.#shelf = shelf
    this.#sealer = sealer
    this.#now = now
  }

  /** Whether it has become too much to hold. */
  isFull = (): boolean => this.changes.size >= heldRows

  /** Adds a page; the answer takes it out again. */
  add(page: Page): () => void {
    const changes = changesOf(
      page,
      page.known ?? (() => undefined),
      (key) => this.changes.get(key) ?? this.#shelf.overlay.get(key)?.change
    )
    const before = [...changes.keys()].map((key) => [key, this.changes.get(key)] as const)
    const [acked, meta] = [this.#acked, this.meta]
    for (const [key, change] of changes) this.changes.set(key, change)
    this.#acked = [...acked, ...page.acked]
    this.meta = page.meta
    return () => {
      for (const [key, change] of before) {
        if (change) this.changes.set(key, change)
        else this.changes.delete(key)
      }
      this.#acked = acked
      this.meta = meta
    }
  }

  /** Rows first, then cursors and acknowledgements with what is left of the rows (rule I5). */
  async flush(db: Database, isStrict: boolean): Promise<Flushed> {
    const { changes } = this
    const meta = this.meta!
    const acked = this.#acked
    const shelf = this.#shelf
    const isMany = changes.size > overlayRows
    if (isMany) await shelf.mergeAll([...byHome(changes.values()).values()])
    const covered = isMany ? [...changes.keys()].filter((key) => shelf.overlay.has(key)) : []
    const overlaid = isMany ? [] : await shelf.rows(changes)
    const sent = await Promise.all(
      acked.map(async (entry) => ({
        dseq: entry.dseq,
        at: entry.at,
        body: await this.#sealer.seal('sent', String(entry.dseq), entry)
      }))
    )
    const damaged = isStrict ? shelf.damaged : []
    const counts = shelf.countsAfter(isMany ? [] : [...changes.keys()], covered)
    for (const { table, k } of damaged)
      if (table === 'hot' || table === 'history') counts[table] -= Number(shelf.gens.delete(genKey(table, k)))
    if (isStrict)
      Object.assign(counts, {
        at: Math.max(this.#now(), counts.at + 1),
        lastSeq: Math.max(0, ...Object.values(meta.cursors))
      })
    const rows = [
      await shelf.named('meta', 'sync', meta),
      await shelf.counters(meta),
      await shelf.named('meta', 'counts', counts)
    ]
    const goneKeys = covered.map((key) => this.#sealer.opaque(`overlay/${key}`))
    await db.transaction('rw', [db.hot, db.history, db.overlay, db.outbox, db.sent, db.meta], async () => {
      const { hot, history, overlay, outbox, sent: sents, meta: metas } = db
      for (const { table, k } of damaged) {
        if (table === 'hot') await hot.delete(k)
        if (table === 'history') await history.delete(k)
        if (table === 'overlay') await overlay.delete(k)
      }
      if (overlaid.length > 0) await overlay.bulkPut(overlaid)
      if (goneKeys.length > 0) await overlay.bulkDelete(goneKeys)
      await outbox.bulkDelete(acked.map((p) => p.dseq))
      await sents.bulkPut(sent)
      await metas.bulkPut(rows)
    })
    if (isMany) for (const key of covered) shelf.overlay.delete(key)
    else shelf.remember(changes)
    shelf.counts = counts
    if (isStrict) shelf.damaged = []
    this.changes = new Map()
    this.#acked = []
    this.meta = null
    return { meta, counts, acked }
  }
}
