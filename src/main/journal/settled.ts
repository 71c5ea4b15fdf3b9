import type { Entry } from './segment.ts'
import type { Read } from './segments.ts'

/** Of the segments below `needed`, the lines of refused ops that nobody has settled yet. */
export function stillNeeded(reads: readonly Read[], needed: number): Entry[] {
  const refused = new Set<number>()
  for (const { line } of reads.flatMap(({ entries }) => entries)) {
    if (line.kind === 'refused') refused.add(line.dseq)
    // Settling comes after refusing; refused once more, it is open again.
    if (line.kind === 'settled') refused.delete(line.dseq)
  }
  const dead = reads.filter(({ number }) => number < needed).flatMap(({ entries }) => entries)
  return dead.filter(({ line }) => line.kind !== 'settled' && refused.has(line.dseq))
}
