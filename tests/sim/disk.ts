import { unite } from '../../src/renderer/replica/packs/recover.ts'
import type { Contents } from '../../src/renderer/replica/packs/contents.ts'
import type { Told } from '../../src/renderer/replica/packs/journal.ts'
import {
  emptyMeta,
  type Loaded,
  type Meta,
  type PendingOp,
  type RefusedOp,
  type Store,
  type StoredRow,
  type UndoGroup
} from '../../src/renderer/replica/store.ts'
import { keyOf } from './memory-db.ts'

/*
 * The disk of a device in memory, with the promises of the packed store and no more: the journal is durable at once, the
 * database is written behind it and may fall back to its last strict commit, pages of a pull are held back until it ends.
 * The real store is proven by tests/contract/replica-packs.test.ts; which ops a start finds is decided by the real `unite`.
 */
interface Database {
  rows: Map<string, StoredRow>
  outbox: Map<number, PendingOp>
  refused: Map<string, RefusedOp>
  undo: Map<string, UndoGroup>
  sent: Map<number, PendingOp>
  meta: Meta
}
type Line =
  | { dseq: number; kind: 'op'; entry: PendingOp; undo: UndoGroup | null; keep: readonly StoredRow[] }
  | { dseq: number; kind: 'refused'; entry: RefusedOp }
  | { dseq: number; kind: 'settled' }

const empty = (): Database => ({
  rows: new Map(),
  outbox: new Map(),
  refused: new Map(),
  undo: new Map(),
  sent: new Map(),
  meta: emptyMeta
})
const copy = (d: Database): Database => ({
  rows: new Map(d.rows),
  outbox: new Map(d.outbox),
  refused: new Map(d.refused),
  undo: new Map(d.undo),
  sent: new Map(d.sent),
  meta: d.meta
})

/** `process`: what was held in memory is gone. `power`: so is what was not committed strictly. `wiped`: the whole database. */
export type Crash = 'process' | 'power' | 'wiped'

export class Disk {
  db = empty()
  strict = empty()
  journal: Line[] = []
  #highest = 0
  #hlc: string | null = null
  #isShort = false
  #from: Disk | null
  isFull = false
  /** What a test spoils on purpose: cursors are written before the rows they stand for (rule I5). */
  readonly cursorFirst: boolean

  constructor(cursorFirst = false, from?: Disk) {
    this.cursorFirst = cursorFirst
    this.#from = from ?? null
  }

  /** What it begins with is copied when it is first read: most devices of a sequence are never named. */
  #begin(): void {
    if (!this.#from) return
    this.db = copy(this.#from.db)
    this.strict = copy(this.#from.db)
    this.#from = null
  }
  commit(): void {
    this.strict = copy(this.db)
  }
  crash(kind: Crash): void {
    if (kind === 'power') this.db = copy(this.strict)
    if (kind === 'wiped') {
      this.#isShort = this.db.rows.size > 0 || this.db.meta.epoch !== null
      this.db = empty()
      this.strict = empty()
    }
  }
  append(lines: readonly Line[], hlc: string | null): void {
    if (this.isFull) throw new Error('DISK_FULL')
    this.journal.push(...lines)
    this.#highest = Math.max(this.#highest, ...lines.map(({ dseq }) => dseq))
    this.#hlc = hlc ?? this.#hlc
  }
  /** Whole segments only, so lines above the first needed one may stay longer. */
  settle(below: number): void {
    const settled = new Set(this.journal.filter((l) => l.kind === 'settled').map((l) => l.dseq))
    const refused = new Set(this.journal.filter((l) => l.kind === 'refused').map((l) => l.dseq))
    const floor = Math.floor(below / 4) * 4
    this.journal = this.journal.filter((l) => l.dseq >= floor || (refused.has(l.dseq) && !settled.has(l.dseq)))
  }

  load(): Loaded {
    this.#begin()
    const short = this.#isShort
    this.#isShort = false
    const { rows, outbox, refused, undo, meta } = this.db
    const contents = {
      rows: [...rows.values()],
      outbox: [...outbox.values()],
      refused: [...refused.values()],
      undo: [...undo.values()],
      meta,
      unreadable: []
    } as unknown as Contents
    const content = { lines: [], highest: this.#highest, hlc: this.#hlc, damaged: 0, truncated: false }
    const united = unite(contents, this.#tell(), content, !short)
    for (const p of united.missingInDatabase) this.db.outbox.set(p.dseq, p)
    for (const row of united.keep) this.db.rows.set(keyOf(row.type, row.id), row)
    if (united.missingInJournal.length > 0)
      this.append(
        united.missingInJournal.map((entry) => ({ dseq: entry.dseq, kind: 'op', entry, undo: null, keep: [] })),
        united.meta.lastHlc
      )
    for (const r of united.refused) this.db.refused.set(r.opId, r)
    this.db.meta = united.meta
    return {
      rows: [...contents.rows, ...united.keep],
      outbox: united.outbox,
      refused: united.refused,
      undo: united.undo,
      meta: short ? { ...united.meta, cursors: {}, sweep: false } : united.meta
    }
  }

  #tell(): Told {
    const told: Told = {
      ops: new Map(),
      refused: new Map(),
      settled: new Set(),
      undo: new Map(),
      keep: [],
      used: new Set(),
      damaged: 0
    }
    for (const line of this.journal) {
      told.used.add(line.dseq)
      if (line.kind === 'op') {
        told.ops.set(line.entry.op.opId, line.entry)
        if (line.undo) told.undo.set(line.undo.group, line.undo)
        told.keep.push(...line.keep)
      } else if (line.kind === 'refused') {
        told.ops.delete(line.entry.opId)
        told.refused.set(line.entry.opId, line.entry)
      } else {
        for (const [opId, entry] of told.refused) {
          if (entry.dseq !== line.dseq) continue
          told.refused.delete(opId)
          told.settled.add(opId)
        }
      }
    }
    return told
  }
}

interface Held {
  rows: Map<string, StoredRow | null>
  acked: PendingOp[]
  meta: Meta
}

/** One start's hold on a disk. After a crash nothing reaches the disk through it any more. */
export class SimStore implements Store {
  readonly #disk: Disk
  #held: Held | null = null
  #isGone = false

  constructor(disk: Disk) {
    this.#disk = disk
  }
  /** The process ended. */
  leave(): void {
    this.#isGone = true
  }
  get #db(): Database {
    if (this.#isGone) throw new Error('the process has ended')
    return this.#disk.db
  }

  loadAll = async (): Promise<Loaded> => this.#disk.load()

  async putOps({ ops, undo, keep, settled, meta }: Parameters<Store['putOps']>[0]): Promise<void> {
    const db = this.#db
    const done = settled.flatMap((opId) => db.refused.get(opId)?.dseq ?? [])
    this.#disk.append(
      [
        ...ops.map((entry, i) => ({
          dseq: entry.dseq,
          kind: 'op' as const,
          entry,
          undo: i === 0 ? undo : null,
          keep: i === 0 ? keep : []
        })),
        ...done.map((dseq) => ({ dseq, kind: 'settled' as const }))
      ],
      meta.lastHlc
    )
    for (const p of ops) db.outbox.set(p.dseq, p)
    if (undo) db.undo.set(undo.group, undo)
    for (const row of keep) db.rows.set(keyOf(row.type, row.id), row)
    for (const opId of settled) db.refused.delete(opId)
    db.meta = { ...db.meta, nextDseq: meta.nextDseq, lastHlc: meta.lastHlc }
  }

  async settle({ taken, refused }: Parameters<Store['settle']>[0]): Promise<void> {
    const db = this.#db
    if (refused.length > 0)
      this.#disk.append(
        refused.map((entry) => ({ dseq: entry.dseq, kind: 'refused', entry })),
        null
      )
    for (const p of taken) db.outbox.set(p.dseq, p)
    for (const r of refused) {
      db.outbox.delete(r.dseq)
      db.refused.set(r.opId, r)
    }
  }
  async dropRefused(): Promise<void> {
    throw new Error('nobody lets go of a refused op in the simulation')
  }

  async applyPage({ puts, removed, acked, meta, more }: Parameters<Store['applyPage']>[0]): Promise<void> {
    const db = this.#db
    if (this.#disk.isFull) throw new Error('DISK_FULL')
    const held = this.#held ?? { rows: new Map<string, StoredRow | null>(), acked: [], meta }
    for (const row of puts) held.rows.set(keyOf(row.type, row.id), row)
    for (const { type, id } of removed) held.rows.set(keyOf(type, id), null)
    this.#held = { rows: held.rows, acked: [...held.acked, ...acked], meta }
    if (this.#disk.cursorFirst) db.meta = meta
    if (more) return
    await this.flush()
    this.#disk.commit()
    this.#disk.settle(Math.min(meta.ackDseq + 1, ...db.outbox.keys()))
  }
  async flush(): Promise<void> {
    const db = this.#db
    const held = this.#held
    if (!held) return
    for (const [key, row] of held.rows) {
      if (row) db.rows.set(key, row)
      else db.rows.delete(key)
    }
    for (const p of held.acked) {
      db.outbox.delete(p.dseq)
      db.sent.set(p.dseq, p)
    }
    db.meta = held.meta
    this.#held = null
  }

  sentAfter = async (dseq: number): Promise<PendingOp[]> => [...this.#db.sent.values()].filter((p) => p.dseq > dseq)

  async renumber(outbox: readonly PendingOp[], meta: Meta): Promise<void> {
    const db = this.#db
    if (outbox.length > 0)
      this.#disk.append(
        outbox.map((entry) => ({ dseq: entry.dseq, kind: 'op', entry, undo: null, keep: [] })),
        meta.lastHlc
      )
    await this.flush()
    const ids = new Set(outbox.map(({ op }) => op.opId))
    for (const [dseq, p] of db.sent) if (ids.has(p.op.opId)) db.sent.delete(dseq)
    db.outbox = new Map(outbox.map((p) => [p.dseq, p]))
    db.meta = meta
    this.#disk.commit()
  }
  async putMeta(meta: Meta): Promise<void> {
    await this.flush()
    this.#db.meta = meta
    this.#disk.commit()
  }
  close(): void {}
}
