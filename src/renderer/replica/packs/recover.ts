import type { Meta, PendingOp, RefusedOp, StoredRow, UndoGroup } from '../store.ts'
import type { Contents } from './contents.ts'
import type { JournalContent, Told, Witness } from './journal.ts'

export interface United {
  outbox: PendingOp[]
  refused: RefusedOp[]
  undo: UndoGroup[]
  /** Rows that ops of the journal are based on, and the database lacks. */
  keep: StoredRow[]
  meta: Meta
  /** What the one had and the other had not. */
  missingInDatabase: PendingOp[]
  missingInJournal: PendingOp[]
  /** Numbers of ops that neither has any more. */
  lost: number[]
}

/**
 * Pending is what database and journal know together (REPLICA, "Write"). Each opId counts once; of two numbers the one
 * written last counts, and that is the journal's, which is written first.
 */
export function unite(contents: Contents, told: Told, journal: JournalContent, isWhole: boolean): United {
  const { meta } = contents
  const known = new Map(contents.outbox.map((p) => [p.op.opId, p]))
  const refused = new Map(contents.refused.filter((r) => !told.settled.has(r.opId)).map((r) => [r.opId, r]))
  for (const [opId, entry] of told.refused) if (!known.has(opId)) refused.set(opId, entry)
  const missingInDatabase = [...told.ops.values()].filter(
    ({ dseq, op }) => !known.has(op.opId) && !refused.has(op.opId) && dseq > meta.ackDseq
  )
  // The seq an answer brought is in the database only.
  const outbox = [...known.values(), ...missingInDatabase].toSorted((a, b) => a.dseq - b.dseq)
  const missingInJournal = outbox.filter(({ op, dseq }) => told.ops.get(op.opId)?.dseq !== dseq)
  const first = outbox[0]?.dseq ?? 1
  const last = outbox.at(-1)?.dseq ?? 0
  const lastRefused = Math.max(0, ...[...refused.values()].map((r) => r.dseq))
  const here = new Set([...told.used, ...outbox.map((p) => p.dseq), ...[...refused.values()].map((r) => r.dseq)])
  const between = told.damaged > 0 || !isWhole ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : []
  // What a cut end held nothing here can tell; where the database is short, too, it may have been saved.
  const cutOff = journal.truncated && !isWhole ? [Math.max(last, journal.highest, meta.nextDseq - 1) + 1] : []
  const lost = [...new Set([...contents.unreadable, ...between, ...cutOff])].filter((dseq) => !here.has(dseq))

  const undo = new Map([...told.undo, ...contents.undo.map((u) => [u.group, u] as const)])
  const held = new Set(contents.rows.map((row) => `${row.type}/${row.id}`))
  const hlc = [meta.lastHlc ?? '', journal.hlc ?? ''].toSorted().at(-1)!
  return {
    outbox,
    refused: [...refused.values()],
    undo: [...undo.values()].toSorted((a, b) => a.at - b.at),
    keep: told.keep.filter(
      (row) => !held.has(`${row.type}/${row.id}`) && missingInDatabase.some((p) => p.op.id === row.id)
    ),
    meta: {
      ...meta,
      lastHlc: hlc === '' ? null : hlc,
      // A number that was refused is used too, also where the database does not know any more.
      nextDseq: Math.max(meta.nextDseq, Math.max(last, lastRefused) + 1, isWhole ? 1 : journal.highest + 1)
    },
    missingInDatabase,
    missingInJournal,
    lost: lost.toSorted((a, b) => a - b)
  }
}

/** Whether the database holds what it held: its own counts, and what main saw after the last strict commit. */
export function isShort(contents: Contents, witness: Witness | null): boolean {
  const { counts, damaged, gens, overlay } = contents
  if (damaged.length > 0) return true
  if (counts === null) return witness !== null || gens.size > 0
  if (witness && (witness.databaseId !== counts.databaseId || witness.at > counts.at)) return true
  const history = [...gens.keys()].filter((key) => key.startsWith('history/')).length
  return counts.hot !== gens.size - history || counts.history !== history || counts.overlay !== overlay.size
}
