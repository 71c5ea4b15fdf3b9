import type { PullEntry, PullResponse, Row } from '@fieldfile/protocol'
import { keyOf, type Memory } from './memory.ts'
import { storedRow } from './packs/contents.ts'
import type { SnapshotPage } from './parse-snapshot.ts'
import type { Key, Meta, PendingOp, SnapshotState, StoredRow, WholePack } from './store.ts'

/**
 * Every bucket is to be read from the start. Its name stays: what lies in one that is not ours any more is found by it, and
 * must go even if the epoch comes back to what it was (roles given and taken).
 */
export const fromTheStart = (cursors: Meta['cursors']): Meta['cursors'] =>
  Object.fromEntries(Object.keys(cursors).map((bucket) => [bucket, 0]))

export interface PagePlan {
  puts: StoredRow[]
  removed: Key[]
  acked: PendingOp[]
  meta: Meta
}

/**
 * What an answer of a pull changes on this device, worked out before anything is written. Rows, memberships, cursors and
 * acknowledged ops then go to the store in one transaction (rule I5).
 */
export function planPage(memory: Memory, answer: PullResponse): PagePlan {
  const { meta } = memory
  const epoch = answer.epoch
  const { changed, cursors, stored, put } = draftOf(memory, epoch, answer.grants)

  for (const { bucket, entries, next } of answer.pages) {
    if (!answer.grants.includes(bucket)) continue
    for (const entry of entries) {
      const known = stored(entry.type, entry.id)
      const made = known
        ? applyEntry(known, bucket, entry, epoch)
        : entry.op === 'put' && entry.row
          ? received(entry.row, bucket, entry.seq, epoch)
          : null
      if (made) put(made)
    }
    cursors[bucket] = Math.max(cursors[bucket] ?? 0, next)
  }

  const acked = ackedOps(memory, answer, changed)
  const removed = answer.complete ? swept(memory, changed, new Set(acked.map((p) => p.dseq)), epoch) : []
  for (const { type, id } of removed) changed.delete(keyOf(type, id))
  const newest = latestHlc(changed.values(), meta.lastHlc)
  return {
    puts: [...changed.values()],
    removed,
    acked,
    meta: {
      ...meta,
      epoch,
      cursors,
      lastHlc: newest,
      ackDseq: Math.max(meta.ackDseq, ...acked.map((p) => p.dseq)),
      completedAt: answer.complete ? answer.serverTime : meta.completedAt,
      ...(answer.complete ? { rebuild: undefined, snapshot: undefined } : {}),
      sweep: answer.complete ? false : meta.sweep || (meta.epoch !== null && epoch !== meta.epoch)
    }
  }
}

export interface SnapshotPlan extends PagePlan {
  /** Packs that nothing on this device had a part in; the rows of the others are in `puts`. */
  packs: WholePack[]
  /** All that changes, in packs or not. */
  rows: StoredRow[]
}

/**
 * What a page of a snapshot changes. Its buckets have cursors of 0 while it is under way: so their loss is noticed, and a pull
 * would start them anew; with the last page the cursors become the head that was read before the first (rule I5).
 */
export function planSnapshot(
  memory: Memory,
  { head, lines }: SnapshotPage,
  grants: readonly string[],
  state: SnapshotState
): SnapshotPlan {
  const { meta } = memory
  const { epoch } = head
  const { changed, cursors, stored, put } = draftOf(memory, epoch, grants)
  const packs: WholePack[] = []
  const puts = new Map(changed)
  for (const { json, rows, home } of lines) {
    let isFresh = home !== null
    const made = rows.map(([row, buckets]): StoredRow => {
      const known = stored(row.type, row.id)
      if (!known) return storedRow(row as Row, buckets, epoch)
      isFresh = false
      const entry = { type: row.type, id: row.id, op: 'put' as const, seq: row.seq, row }
      return buckets.reduce((before, bucket) => applyEntry(before, bucket, entry, epoch), known)
    })
    for (const row of made) put(row)
    if (isFresh) packs.push({ home: home!, json, rows: made })
    else for (const row of made) puts.set(keyOf(row.type, row.id), row)
  }
  const isLast = head.next === null
  for (const bucket of state.buckets) cursors[bucket] = isLast ? head.head : 0
  const { snapshot: _, ...rest } = meta
  return {
    packs,
    puts: [...puts.values()],
    rows: [...changed.values()],
    removed: [],
    // Their rows may be here, but only a pull says up to which of ours.
    acked: [],
    meta: {
      ...rest,
      epoch,
      cursors,
      lastHlc: latestHlc(changed.values(), meta.lastHlc),
      sweep: meta.sweep || (meta.epoch !== null && epoch !== meta.epoch),
      ...(isLast ? {} : { snapshot: state })
    }
  }
}

/** Starts from what the device has, less the buckets it no longer holds. */
function draftOf(memory: Memory, epoch: number, grants: readonly string[]) {
  const { base, meta } = memory
  const changed = new Map<string, StoredRow>()
  const stored = (type: string, id: string): StoredRow | undefined => {
    const known = changed.get(keyOf(type, id)) ?? base.get(type)?.get(id)
    // Memberships and versions of another epoch mean nothing in this one.
    return known && known.epoch !== epoch ? { ...known, in: {}, epoch: -1 } : known
  }
  const put = (row: StoredRow): void => void changed.set(keyOf(row.type, row.id), row)
  const lost = new Set(Object.keys(meta.cursors).filter((bucket) => !grants.includes(bucket)))
  if (lost.size > 0) {
    for (const rows of base.values())
      for (const row of rows.values()) if (Object.keys(row.in).some((b) => lost.has(b))) put(without(row, lost))
  }
  const cursors = Object.fromEntries(
    Object.entries(epoch === meta.epoch ? meta.cursors : {}).filter(([bucket]) => !lost.has(bucket))
  )
  return { changed, cursors, stored, put }
}

const received = (row: Row, bucket: string, seq: number, epoch: number): StoredRow => ({
  type: row.type,
  id: row.id,
  row,
  in: { [bucket]: seq },
  epoch
})

function without(stored: StoredRow, lost: ReadonlySet<string>): StoredRow {
  return { ...stored, in: Object.fromEntries(Object.entries(stored.in).filter(([bucket]) => !lost.has(bucket))) }
}

/** A lower seq never replaces a higher one, for the row and for each membership. */
function applyEntry(known: StoredRow, bucket: string, entry: PullEntry, epoch: number): StoredRow {
  const stale = known.epoch !== epoch
  if (!stale && (known.in[bucket] ?? -1) > entry.seq) return known
  if (entry.op === 'drop') return { ...without(known, new Set([bucket])), epoch: known.epoch }
  const row = entry.row && (stale || entry.row.seq >= known.row.seq) ? entry.row : known.row
  return { ...known, row, in: { ...known.in, [bucket]: entry.seq }, epoch }
}

/**
 * Ops that the rows contain from now on, and only those: an own write never flickers back (rule I11). Before `complete`
 * the acknowledgement may be ahead of the rows, so there the row itself must have reached the op's seq.
 */
function ackedOps(memory: Memory, answer: PullResponse, changed: ReadonlyMap<string, StoredRow>): PendingOp[] {
  return memory.outbox().filter(({ dseq, op, seq }) => {
    // Without an answer of its own it was not taken: another copy of this profile may count with the same numbers.
    if (dseq > answer.ackDseq || seq === null) return false
    if (answer.complete) return true
    const row = changed.get(keyOf(op.type, op.id)) ?? memory.stored(op.type, op.id)
    return row !== undefined && row.epoch === answer.epoch && row.row.seq >= seq
  })
}

/** Rows that are in no bucket of ours any more, unless an op is pending (rules I8, I9). */
function swept(
  memory: Memory,
  changed: ReadonlyMap<string, StoredRow>,
  acked: ReadonlySet<number>,
  epoch: number
): Key[] {
  const candidates = new Map<string, Key>(memory.orphans)
  for (const [key, row] of changed) {
    if (Object.keys(row.in).length === 0) candidates.set(key, { type: row.type, id: row.id })
    else candidates.delete(key)
  }
  if (memory.meta.sweep || epoch !== memory.meta.epoch) {
    for (const rows of memory.base.values()) {
      for (const row of rows.values()) {
        const now = changed.get(keyOf(row.type, row.id)) ?? row
        if (now.epoch !== epoch) candidates.set(keyOf(row.type, row.id), { type: row.type, id: row.id })
      }
    }
  }
  return [...candidates.values()].filter(({ type, id }) => memory.pendingOf(type, id).every((p) => acked.has(p.dseq)))
}

/** The clock never falls behind what the device has seen. */
function latestHlc(rows: Iterable<StoredRow>, last: string | null): string | null {
  let newest = last ?? ''
  for (const { row } of rows) for (const { hlc } of Object.values(row.meta)) if (hlc > newest) newest = hlc
  return newest || null
}
