import { FieldfileError } from '@fieldfile/protocol/errors'
import { journalVersion, readSegment, type Header, type Segment } from './segment.ts'

export type Cut = NonNullable<Header['cut']>
export interface Found extends Pick<Segment, 'header' | 'entries'> {
  number: number
  /** The bytes that count. */
  length: number
}

/**
 * All segments of a folder, oldest first. `cut`: the last one ends badly, and from where on; `known`: what this run knows
 * of that already.
 */
export function readSegments(
  files: readonly { number: number; bytes: Buffer }[],
  known: Cut | null
): { segments: Found[]; cut: Cut | null } {
  const whole = files.map(({ number, bytes }) => ({ number, bytes, ...readSegment(bytes) }))
  // An older app must not write behind lines that it does not understand.
  if (whole.some(({ header }) => header && header.version > journalVersion)) throw new FieldfileError('APP_TOO_OLD')
  const segments = whole.map(({ number, bytes, header, entries, goodLength }, i): Found => {
    const next = whole[i + 1]
    const cut = next ? next.header?.cut : known
    if (cut?.segment === number) {
      return { number, length: cut.length, header, entries: readSegment(bytes.subarray(0, cut.length)).entries }
    }
    return { number, length: next ? bytes.length : goodLength, header, entries }
  })
  const end = whole.at(-1)
  if (end && known?.segment === end.number) return { segments, cut: known }
  const isBad = end && (end.torn || !end.header)
  return { segments, cut: isBad ? { segment: end.number, length: end.goodLength } : null }
}
