import type { PendingOp, RefusedOp, StoredRow, UndoGroup } from '../store.ts'
import { fromBase64, toBase64 } from '../vault/bytes.ts'
import { Strangers, type Sealer } from '../vault/sealer.ts'

/** Main's journal as the worker sees it: lines that survive the database, and main cannot read. */
export interface Journal {
  /** Resolves when the lines are on the disk; rejects when none of them is. */
  append(lines: readonly JournalLine[], hlc: string | null): Promise<void>
  read(): Promise<JournalContent>
  /** Lines below are not needed any more, but refused ops that nobody settled. */
  settle(below: number): Promise<void>
}
export interface JournalLine {
  dseq: number
  kind: 'op' | 'refused' | 'settled'
  data: string
}
export interface JournalContent {
  lines: JournalLine[]
  highest: number
  hlc: string | null
  /** The end is not a whole line: it was being written when the app ended, or was saved and cut off since. */
  truncated: boolean
  damaged: number
}

/** What main last saw the database hold: an emptied one is not a new one. */
export interface WitnessBook {
  get(): Promise<Witness | null>
  set(witness: Witness): Promise<void>
}
export interface Witness {
  databaseId: string
  rows: number
  lastSeq: number
  at: number
}

interface OpLine {
  entry: PendingOp
  /** With the first op of a group. */
  undo?: UndoGroup | null
  keep?: readonly StoredRow[]
}

const seal = async (sealer: Sealer, dseq: number, kind: JournalLine['kind'], value: unknown): Promise<JournalLine> => ({
  dseq,
  kind,
  data: toBase64(await sealer.seal('journal', `${kind}/${dseq}`, value))
})

export const opLines = (
  sealer: Sealer,
  ops: readonly PendingOp[],
  undo: UndoGroup | null = null,
  keep: readonly StoredRow[] = []
): Promise<JournalLine[]> =>
  Promise.all(
    ops.map((entry, i) =>
      seal(sealer, entry.dseq, 'op', (i === 0 ? { entry, undo, keep } : { entry }) satisfies OpLine)
    )
  )
export const refusedLines = (sealer: Sealer, refused: readonly RefusedOp[]): Promise<JournalLine[]> =>
  Promise.all(refused.map((entry) => seal(sealer, entry.dseq, 'refused', entry)))
export const settledLines = (sealer: Sealer, dseqs: readonly number[]): Promise<JournalLine[]> =>
  Promise.all(dseqs.map((dseq) => seal(sealer, dseq, 'settled', { at: dseq })))

/** What the journal says there is, in the order it was written. */
export interface Told {
  ops: Map<string, PendingOp>
  refused: Map<string, RefusedOp>
  /** opIds a person is done with. */
  settled: Set<string>
  undo: Map<string, UndoGroup>
  keep: StoredRow[]
  /** Every dseq that was used, also of what is settled. */
  used: Set<number>
  damaged: number
}

/** @throws Unreadable as `readContents` does */
export async function tell(
  sealer: Sealer,
  { lines, damaged }: Pick<JournalContent, 'lines' | 'damaged'>
): Promise<Told> {
  const told: Told = {
    ops: new Map(),
    refused: new Map(),
    settled: new Set(),
    undo: new Map(),
    keep: [],
    used: new Set(),
    damaged
  }
  const strangers = new Strangers()
  for (const { dseq, kind, data } of lines) {
    let value: unknown
    try {
      value = await sealer.open('journal', `${kind}/${dseq}`, fromBase64(data))
    } catch (error) {
      strangers.note(error)
      told.damaged++
      continue
    }
    told.used.add(dseq)
    if (kind === 'op') {
      const { entry, undo, keep } = value as OpLine
      told.ops.set(entry.op.opId, entry)
      if (undo) told.undo.set(undo.group, undo)
      if (keep) told.keep.push(...keep)
    } else if (kind === 'refused') {
      const entry = value as RefusedOp
      told.ops.delete(entry.opId)
      told.refused.set(entry.opId, entry)
    } else {
      for (const [opId, entry] of told.refused) {
        if (entry.dseq !== dseq) continue
        told.refused.delete(opId)
        told.settled.add(opId)
      }
    }
  }
  return told
}
