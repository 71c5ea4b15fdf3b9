import type { Meta, PendingOp, RefusedOp, Store } from '../store.ts'
import type { Sealer } from '../vault/sealer.ts'
import { changesOf } from './changes.ts'
import type { Database, Named } from './database.ts'
import type { Lane } from './lane.ts'
import { opLines, refusedLines, settledLines, type Journal } from './journal.ts'
import type { Shelf } from './shelf.ts'

export type Write = Parameters<Store['putOps']>[0]

export interface OutboxDeps {
  db: Database
  /** For what the journal has already. */
  relaxed: Database
  shelf: Shelf
  lane: Lane
  sealer: Sealer
  journal: Journal | null
}

/** What a person saved and the server has not confirmed, or has refused. */
export class Outbox {
  pending = new Set<number>()
  refused = new Map<string, number>()
  readonly #deps: OutboxDeps

  constructor(deps: OutboxDeps) {
    this.#deps = deps
  }

  begin(outbox: readonly PendingOp[], refused: readonly RefusedOp[]): void {
    this.pending = new Set(outbox.map((p) => p.dseq))
    this.refused = new Map(refused.map((r) => [r.opId, r.dseq]))
  }

  async save(write: Write): Promise<void> {
    const { journal, sealer, lane, db, relaxed } = this.#deps
    if (!journal) return lane.alone(() => this.put(db, write))
    const settled = write.settled.map((opId) => this.refused.get(opId)).filter((dseq) => dseq !== undefined)
    const lines = [
      ...(await opLines(sealer, write.ops, write.undo, write.keep)),
      ...(await settledLines(sealer, settled))
    ]
    await journal.append(lines, write.meta.lastHlc)
    for (const { dseq } of write.ops) this.pending.add(dseq)
    // The journal has it: the person need not wait for the database, and its failing loses nothing.
    void lane.alone(() => this.put(relaxed, write)).catch(() => {})
  }

  /** Inside a step of the lane. */
  async put(db: Database, write: Write, stale?: readonly number[]): Promise<void> {
    const { sealer, shelf } = this.#deps
    const kept = changesOf(
      { puts: write.keep, removed: [] },
      () => undefined,
      (key) => shelf.overlay.get(key)?.change
    )
    const ops = await this.#sealOps(write.ops)
    const undo = write.undo ? await shelf.named('undo', write.undo.group, write.undo) : null
    const overlaid = await shelf.rows(kept)
    const gone = write.settled.map((opId) => sealer.opaque(`refused/${opId}`))
    const meta = [
      await shelf.counters(write.meta),
      ...(kept.size > 0 ? [await shelf.named('meta', 'counts', shelf.countsAfter([...kept.keys()], []))] : [])
    ]
    await db.transaction('rw', [db.outbox, db.refused, db.undo, db.overlay, db.meta], async () => {
      const { outbox, refused, undo: undos, overlay, meta: metas } = db
      if (stale) await outbox.bulkDelete([...stale])
      // A number used twice is a fault; what the journal brought back may be on its way here already.
      if (stale) await outbox.bulkPut(ops)
      else await outbox.bulkAdd(ops)
      if (undo) await undos.put({ ...undo, at: write.undo!.at })
      if (overlaid.length > 0) await overlay.bulkPut(overlaid)
      if (gone.length > 0) await refused.bulkDelete(gone)
      await metas.bulkPut(meta)
    })
    shelf.remember(kept)
    for (const { dseq } of write.ops) this.pending.add(dseq)
    for (const opId of write.settled) this.refused.delete(opId)
  }

  /** @param isTold the journal has it already */
  async settle({ taken, refused }: Parameters<Store['settle']>[0], isTold = false): Promise<void> {
    const { journal, sealer, shelf, lane } = this.#deps
    if (journal && refused.length > 0 && !isTold) await journal.append(await refusedLines(sealer, refused), null)
    await lane.alone(async () => {
      const ops = await this.#sealOps(taken)
      const rows = await Promise.all(refused.map((r) => shelf.named('refused', r.opId, r)))
      const db = isTold ? this.#deps.db : this.#deps.relaxed
      await db.transaction('rw', [db.outbox, db.refused], async () => {
        const { outbox, refused: refusals } = db
        await outbox.bulkPut(ops)
        await outbox.bulkDelete(refused.map((r) => r.dseq))
        await refusals.bulkPut(rows)
      })
      for (const { dseq } of taken) this.pending.add(dseq)
      for (const { opId, dseq } of refused) {
        this.pending.delete(dseq)
        this.refused.set(opId, dseq)
      }
    })
  }

  async dropRefused(opIds: readonly string[]): Promise<void> {
    const { journal, sealer, lane, relaxed } = this.#deps
    const dseqs = opIds.map((opId) => this.refused.get(opId)).filter((dseq) => dseq !== undefined)
    if (journal && dseqs.length > 0) await journal.append(await settledLines(sealer, dseqs), null)
    await lane.alone(() => relaxed.refused.bulkDelete(opIds.map((opId) => sealer.opaque(`refused/${opId}`))))
    for (const opId of opIds) this.refused.delete(opId)
  }

  async sentAfter(dseq: number): Promise<PendingOp[]> {
    const { db, sealer, lane } = this.#deps
    const rows = await lane.alone(() => db.sent.where('dseq').above(dseq).toArray())
    return Promise.all(rows.map((row) => sealer.open<PendingOp>('sent', String(row.dseq), row.body)))
  }

  /** The ops take the place of what is in the outbox, and leave `sent`. Inside a step of the lane. */
  async renumber(ops: readonly PendingOp[], meta: Meta): Promise<void> {
    const { db, sealer, shelf } = this.#deps
    const ids = new Set(ops.map((p) => p.op.opId))
    const sent = await db.sent.toArray()
    const again = await Promise.all(
      sent.map(async (row) => {
        const entry = await sealer.open<PendingOp>('sent', String(row.dseq), row.body).catch(() => null)
        return entry && ids.has(entry.op.opId) ? row.dseq : null
      })
    )
    const rows = await this.#sealOps(ops)
    const metas = [await shelf.named('meta', 'sync', meta), await shelf.counters(meta)]
    await db.transaction('rw', [db.outbox, db.sent, db.meta], async () => {
      const { outbox, sent: sents, meta: table } = db
      await sents.bulkDelete(again.filter((dseq) => dseq !== null))
      await outbox.clear()
      await outbox.bulkAdd(rows)
      await table.bulkPut(metas)
    })
    this.pending = new Set(ops.map((p) => p.dseq))
  }

  #sealOps = (ops: readonly PendingOp[]): Promise<{ dseq: number; body: Named['body'] }[]> =>
    Promise.all(
      ops.map(async (entry) => ({
        dseq: entry.dseq,
        body: await this.#deps.sealer.seal('outbox', String(entry.dseq), entry)
      }))
    )
}
