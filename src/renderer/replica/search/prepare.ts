import type { Field, RecordType } from '@fieldfile/protocol'
import { digitsOf, normal, withoutMarks } from './normal.ts'
import { readings } from './pinyin.ts'

/** What a segment of a prepared text holds. Each begins with one of these and the number of its field. */
const mark = { text: '\u0001', pinyin: '\u0002', initials: '\u0003', digits: '\u0004' } as const
export type Kind = keyof typeof mark
const firstField = 0xe000

export const searchFields = (type: RecordType): [string, Field][] =>
  Object.entries(type.fields).filter(([, field]) => field.search)

/**
 * One string per record: its searchable values in lower case, how they are read, and their digits. Scanning such strings
 * beat every index that was measured (PERFORMANCE.md).
 */
export function prepare(fields: readonly [string, Field][], body: Readonly<Record<string, unknown>>): string {
  let out = ''
  fields.forEach(([name], number) => {
    const tag = String.fromCharCode(firstField + number)
    for (const value of [body[name]].flat()) {
      if (typeof value !== 'string' || value === '') continue
      const text = withoutMarks(normal(value))
      out += mark.text + tag + text
      for (const { full, initials } of readings(text)) out += mark.pinyin + tag + full + mark.initials + tag + initials
      const digits = digitsOf(text)
      if (digits.length >= 3 && digits !== text) out += mark.digits + tag + digits
    }
  })
  return out === '' ? '' : out + mark.text
}

const kinds: Readonly<Record<string, Kind>> = {
  [mark.text]: 'text',
  [mark.pinyin]: 'pinyin',
  [mark.initials]: 'initials',
  [mark.digits]: 'digits'
}

export interface Segment {
  kind: Kind
  field: number
  /** First character of the segment's content. */
  start: number
  end: number
}

/** The segment around a position. */
export function segmentAt(text: string, position: number): Segment {
  let start = position
  while (text.charCodeAt(start) > 4) start--
  let end = position
  while (text.charCodeAt(end) > 4) end++
  return { kind: kinds[text[start]!]!, field: text.charCodeAt(start + 1) - firstField, start: start + 2, end }
}
