import { SnapshotHead, type SnapshotRow } from '@fieldfile/protocol'
import { homeOfRow, type Home } from './packs/home.ts'
import { isRow } from './parse-pull.ts'

interface SnapshotLine {
  /** As the server wrote it: what a pack holds. */
  json: string
  rows: SnapshotRow[]
  /** The pack that all of its rows belong to; null where they belong to several. */
  home: Home | null
}
export interface SnapshotPage {
  head: SnapshotHead
  lines: SnapshotLine[]
}

/** A page as text, checked row by row. Null: not the form of `SnapshotRequest`. */
export function parseSnapshot(body: unknown): SnapshotPage | null {
  if (typeof body !== 'string') return null
  try {
    const [first, ...rest] = body.split('\n')
    // A text that was cut off lacks the end of its last line.
    if (rest.pop() !== '') return null
    const head = SnapshotHead.parse(JSON.parse(first!))
    return { head, lines: rest.map((json) => lineOf(json, head.epoch)) }
  } catch {
    return null
  }
}

function lineOf(json: string, epoch: number): SnapshotLine {
  const rows = JSON.parse(json) as unknown
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every((row) => isPacked(row, epoch)))
    throw new Error('not a line of rows')
  return { json, rows: rows as SnapshotRow[], home: commonHome(rows as SnapshotRow[]) }
}

function isPacked(value: unknown, epoch: number): boolean {
  if (!Array.isArray(value) || value.length !== 3 || value[2] !== epoch || !isRow(value[0])) return false
  const buckets = value[1] as unknown
  return Array.isArray(buckets) && buckets.length > 0 && buckets.every((bucket) => typeof bucket === 'string')
}

/** Rows of one account and one part. What hangs from no account comes in pages that no pack is made from. */
function commonHome(rows: readonly SnapshotRow[]): Home | null {
  const [first] = rows[0]!
  if (first.rootId === null) return null
  const home = homeOfRow(first)
  const isOne = rows.every(([row]) => row.rootId === first.rootId && homeOfRow(row).part === home.part)
  return isOne ? home : null
}
