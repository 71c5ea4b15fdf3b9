import type { Row } from '@fieldfile/protocol'
import { emptyMeta, type Meta, type PendingOp, type RefusedOp, type StoredRow, type UndoGroup } from '../store.ts'
import type { Bytes } from '../vault/bytes.ts'
import { Strangers, type Sealer } from '../vault/sealer.ts'
import type { Changed } from './changes.ts'
import type { Database, PackRow } from './database.ts'
import type { Part } from './home.ts'

/**
 * Inside a pack: the row with its memberships and versions, without what the row says itself. A list of memberships is the
 * server's, in a pack kept as it came (`SnapshotRow`): each has the row's own seq.
 */
export type Packed = [row: Row, member: Record<string, number> | string[], epoch: number]
export const pack = (rows: readonly StoredRow[]): Packed[] => rows.map((s) => [s.row, s.in, s.epoch])
export const unpack = (packed: readonly Packed[]): StoredRow[] =>
  packed.map(([row, member, epoch]) => storedRow(row, member, epoch))
export const storedRow = (row: Row, member: Packed[1], epoch: number): StoredRow => ({
  type: row.type,
  id: row.id,
  row,
  in: Array.isArray(member) ? Object.fromEntries(member.map((bucket) => [bucket, row.seq])) : member,
  epoch
})

/** How much there must be: rewritten with every change, so that a loss is noticed. */
export interface Counts {
  databaseId: string
  hot: number
  history: number
  overlay: number
  lastSeq: number
  /** Of the last strict commit. */
  at: number
}
/** What every write changes, apart from what a page changes: a page that is held back must not be counted as here. */
export type Counters = Pick<Meta, 'nextDseq' | 'lastHlc'>

export interface Contents {
  rows: StoredRow[]
  overlay: Map<string, { n: number; change: Changed }>
  /** Of each pack there is; 0 where it was not read yet. */
  gens: Map<string, number>
  outbox: PendingOp[]
  refused: RefusedOp[]
  undo: UndoGroup[]
  meta: Meta
  counts: Counts | null
  /** Tables and keys that could not be read. */
  damaged: { table: string; k: string }[]
  /** Numbers of the outbox that could not be read. */
  unreadable: number[]
}

export const genKey = (part: Part, k: string): string => `${part}/${k}`

const piecePacks = 250

const byKey = (row: { k: string }): string => row.k
const byDseq = (row: { dseq: number }): string => String(row.dseq)

/**
 * Reads everything but the bodies of history. What cannot be read is named, not thrown: the rest stays usable.
 * @throws Unreadable where it was sealed by a newer version, or with a key that is not here: nothing may be put in its place
 */
export async function readContents(db: Database, sealer: Sealer): Promise<Contents> {
  const damaged: Contents['damaged'] = []
  const strangers = new Strangers()
  const open = async <T>(table: string, k: string, body: Bytes): Promise<T | null> => {
    try {
      return await sealer.open<T>(table, k, body)
    } catch (error) {
      strangers.note(error)
      damaged.push({ table, k })
      return null
    }
  }
  const all = async <R extends { body: Bytes }, T>(table: string, rows: R[], k: (row: R) => string): Promise<T[]> =>
    (await Promise.all(rows.map((row) => open<T>(table, k(row), row.body)))).filter((value) => value !== null)

  const gens = new Map<string, number>()
  const opening: Promise<Packed[][]>[] = []
  for await (const hot of pieces(db.hot)) {
    for (const { k, gen } of hot) gens.set(genKey('hot', k), gen)
    opening.push(all<PackRow, Packed[]>('hot', hot, byKey))
  }
  const packs = (await Promise.all(opening)).flat()
  for (const k of await db.history.toCollection().primaryKeys()) gens.set(genKey('history', k), 0)
  const overlay: Contents['overlay'] = new Map()
  const overlaid = await db.overlay.toArray()
  const changes = await Promise.all(overlaid.map((row) => open<Changed>('overlay', row.k, row.body)))
  overlaid.forEach(({ n }, i) => {
    const change = changes[i]
    if (change) overlay.set(`${change.type}/${change.id}`, { n, change })
  })
  const outboxRows = await db.outbox.orderBy('dseq').toArray()
  const outbox = await all<(typeof outboxRows)[number], PendingOp>('outbox', outboxRows, byDseq)
  const readable = new Set(outbox.map((p) => p.dseq))
  const one = async <T>(k: string): Promise<T | null> => {
    const row = await db.meta.get(k)
    return row ? open<T>('meta', k, row.body) : null
  }
  const [sync, counters, counts] = [
    await one<Meta>('sync'),
    await one<Counters>('counters'),
    await one<Counts>('counts')
  ]

  const rows = packs.flatMap(unpack).filter(({ type, id }) => !overlay.has(`${type}/${id}`))
  for (const { change } of overlay.values()) if (change.stored) rows.push(change.stored)
  return {
    rows,
    overlay,
    gens,
    outbox,
    refused: await all('refused', await db.refused.toArray(), byKey),
    undo: await all('undo', await db.undo.orderBy('at').toArray(), byKey),
    meta: { ...emptyMeta, ...sync, ...counters, ...newerHlc(sync, counters) },
    counts,
    damaged,
    unreadable: outboxRows.map((row) => row.dseq).filter((dseq) => !readable.has(dseq))
  }
}

/** All packs of a table, some at a time: the disk reads the next while these are being opened. */
async function* pieces(table: Database['hot']): AsyncGenerator<PackRow[]> {
  const after = (k: string): Promise<PackRow[]> => table.where('k').above(k).limit(piecePacks).toArray()
  let next = after('')
  for (;;) {
    const piece = await next
    if (piece.length === 0) return
    next = after(piece.at(-1)!.k)
    // Whoever reads this far learns of its failing with the next step.
    next.catch(() => {})
    yield piece
  }
}

const newerHlc = (a: Counters | null, b: Counters | null): Pick<Meta, 'lastHlc'> => {
  const newest = [a?.lastHlc ?? '', b?.lastHlc ?? ''].toSorted().at(-1)!
  return { lastHlc: newest === '' ? null : newest }
}
