import { JournalLine } from '@fieldfile/protocol/ipc'
import { z } from 'zod'
import { frame, readFrames } from './frame.ts'

/** The first line of a segment: what must outlive the segments before it. */
export const Header = z.object({
  version: z.int().min(1),
  /** Highest dseq and HLC given so far. */
  highest: z.int().min(0),
  hlc: z.string().nullable(),
  /** Segments with a lower number are not needed any more, should one still be there. */
  first: z.int().min(1),
  /** An append failed: of that segment only so many bytes count. */
  cut: z.object({ segment: z.int(), length: z.int() }).nullable(),
  /** A copy of the key record. */
  keys: z.string().nullable()
})
export type Header = z.infer<typeof Header>

export const journalVersion = 1

/** A line, with the HLC that was the highest when it was written. */
export interface Entry {
  line: JournalLine
  hlc: string | null
}

export const headerText = (header: Header): string => frame(`H ${JSON.stringify(header)}`)
export const entryText = ({ line, hlc }: Entry): string =>
  frame(`L ${line.dseq} ${line.kind} ${hlc ?? '-'} ${line.data}`)

export interface Segment {
  /** Null where it is unreadable; the lines may be good all the same. */
  header: Header | null
  entries: Entry[]
  goodLength: number
  damaged: number
  torn: boolean
}

export function readSegment(bytes: Buffer): Segment {
  const { payloads, ...rest } = readFrames(bytes)
  const headers = payloads.filter((payload) => payload.startsWith('H ')).map(parseHeader)
  const entries = payloads.map(parseEntry).filter((entry) => entry !== null)
  return { header: headers[0] ?? null, entries, ...rest }
}

function parseHeader(payload: string): Header | null {
  const parsed = Header.safeParse(JSON.parse(payload.slice(2)))
  return parsed.success ? parsed.data : null
}

export function parseEntry(payload: string): Entry | null {
  const [tag, dseq, kind, hlc, data] = payload.split(' ')
  if (tag !== 'L') return null
  const line = JournalLine.safeParse({ dseq: Number(dseq), kind, data })
  return line.success ? { line: line.data, hlc: hlc === undefined || hlc === '-' ? null : hlc } : null
}

const nameForm = /^(\d{8})\.journal$/
export const nameOf = (segment: number): string => `${String(segment).padStart(8, '0')}.journal`
export function numberOf(name: string): number | null {
  const digits = nameForm.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}
