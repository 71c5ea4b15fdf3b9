import type { Hlc, Op, Row } from '@fieldfile/protocol'
import type { Home } from './packs/home.ts'
import type { KeptTexts } from './search/kept-texts.ts'

/** A row of server state with the buckets it is a member of, each with the seq of its entry. */
export interface StoredRow {
  type: string
  id: string
  row: Row
  in: Record<string, number>
  /** The epoch it was received in: after a restore of the server, rows of an older one are met again or swept. */
  epoch: number
}

/** An op of this device that the server's state on this device does not contain yet. */
export interface PendingOp {
  dseq: number
  op: Op
  /** When it was saved, epoch milliseconds. */
  at: number
  /** Set once the server has answered: the op took effect at this seq. */
  seq: number | null
}

/** An op the server refused. Its content stays until a person has settled it (rule I3). */
export interface RefusedOp {
  opId: string
  dseq: number
  op: Op
  at: number
  code: string
  field: string | null
}

/** What it takes to take a write back: each op and the values that were there before. */
export interface UndoGroup {
  group: string
  at: number
  items: { op: Op; before: Record<string, unknown> }[]
}

export interface Meta {
  epoch: number | null
  /** The next number of the device's dense counter. */
  nextDseq: number
  lastHlc: Hlc | null
  /** Bucket → the last seq whose rows are durably here (rule I5). */
  cursors: Record<string, number>
  ackDseq: number
  /** When this device last held all of its buckets, in server time. */
  completedAt: number | null
  /** An epoch change leaves rows to be swept at the next `complete`. */
  sweep: boolean
  /** Rows that were here before do not count as received until the next `complete`: everything is being fetched anew. */
  rebuild?: boolean
  /** A first sync that is under way. */
  snapshot?: SnapshotState
}

/** How far a snapshot has come. */
export interface SnapshotState {
  epoch: number
  buckets: readonly string[]
  /** The server's mark; null: before the first page, or after the last. */
  after: string | null
  /** Rows so far. */
  done: number
}

export const emptyMeta: Meta = {
  epoch: null,
  nextDseq: 1,
  lastHlc: null,
  cursors: {},
  ackDseq: 0,
  completedAt: null,
  sweep: false
}

export interface Loaded {
  rows: StoredRow[]
  outbox: PendingOp[]
  refused: RefusedOp[]
  undo: UndoGroup[]
  meta: Meta
  /** There is history that `loadHistory` has still to read. */
  history?: boolean
  /** Set where the disk did not hold what it should. */
  found?: Found
}

/** What a start found missing, to be told to the user. */
interface Found {
  /** Rows are missing or unreadable: the server sends everything anew, and what is left stays readable meanwhile. */
  rebuilding: boolean
  /** Numbers of saved ops that nothing on this device has any more. */
  lost: readonly number[]
}

/** All rows of an account's pack, and the text that says the same. */
export interface WholePack {
  home: Home
  json: string
  rows: readonly StoredRow[]
}

export interface Key {
  type: string
  id: string
}

/**
 * What the device remembers. Every method is one atomic, durable step: it has happened as a whole when its promise
 * resolves, and not at all when it rejects.
 */
export interface Store {
  loadAll(): Promise<Loaded>
  /** Saves a write, and the refused ops it replaces. `keep` holds looked-up rows that the ops are based on. */
  putOps(write: {
    ops: readonly PendingOp[]
    undo: UndoGroup | null
    keep: readonly StoredRow[]
    settled: readonly string[]
    meta: Meta
  }): Promise<void>
  /** Notes the server's answers to a push. */
  settle(answers: { taken: readonly PendingOp[]; refused: readonly RefusedOp[] }): Promise<void>
  dropRefused(opIds: readonly string[]): Promise<void>
  /**
   * Applies one answer of a pull together with its cursors. `acked` ops are part of the rows now. `known` is how the
   * device had a row before. With `more` to come it may all be held back until the last page: what is on the disk is then
   * an earlier state as a whole.
   */
  applyPage(page: {
    puts: readonly StoredRow[]
    removed: readonly Key[]
    acked: readonly PendingOp[]
    meta: Meta
    known?: (type: string, id: string) => StoredRow | undefined
    more?: boolean
  }): Promise<void>
  /** Applies a page of a snapshot. A whole pack that the device has nothing of is kept as it came. */
  applySnapshot?(page: {
    packs: readonly WholePack[]
    puts: readonly StoredRow[]
    acked: readonly PendingOp[]
    meta: Meta
    known: (type: string, id: string) => StoredRow | undefined
  }): Promise<void>
  /** Whether there is a pack, by what was written when it is asked. */
  holds?(home: Home): boolean
  /** Writes what was held back. */
  flush?(): Promise<void>
  /** History that was not read yet, of these accounts or (null) of all. `damaged` packs have to come anew. */
  loadHistory?(roots: readonly string[] | null): Promise<{ rows: StoredRow[]; damaged: number }>
  /** One step of upkeep, for when nobody waits. True: there is more to do. */
  tidy?(least?: number): Promise<boolean>
  /** What an earlier run kept of the search; nothing rests on it. */
  loadSearch?(): Promise<KeptTexts[]>
  saveSearch?(parts: Iterable<KeptTexts>): Promise<void>
  /** Ops that were acknowledged after `dseq` and at most 30 days ago: a restored server may not have them. */
  sentAfter(dseq: number): Promise<PendingOp[]>
  /** Replaces the outbox's numbering; also brings back ops from `sent`. */
  renumber(outbox: readonly PendingOp[], meta: Meta): Promise<void>
  putMeta(meta: Meta): Promise<void>
  close(): void | Promise<void>
}
