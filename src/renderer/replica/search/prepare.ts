import type { Field, RecordType } from '@fieldfile/protocol'
import { digitsOf, isWide, normal, withoutMarks } from './normal.ts'
import { readings } from './pinyin.ts'

/** What a segment of a prepared text holds. Each begins with the character of its kind and the one of its field. */
export const kind = { text: 1, pinyin: 2, initials: 3, digits: 4 } as const
export type Kind = (typeof kind)[keyof typeof kind]
export const isMark = (code: number): boolean => code <= 4
const firstField = 0x80
const mostFields = 0x20

/** Stand in the narrow text for a letter or digit, and for a sign, that it cannot hold. */
const otherLetter = '\u0005'
const otherSign = '\u0006'
export const isOther = (code: number): boolean => code === 5 || code === 6

export function searchFields(type: RecordType): [string, Field][] {
  const fields = Object.entries(type.fields).filter(([, field]) => field.search)
  if (fields.length > mostFields) throw new Error(`more than ${mostFields} searched fields`)
  return fields
}

/**
 * What is searched of a record: its values in lower case, how they are read, and their digits. Han characters stand apart,
 * so that the rest takes one byte a character and a question looks at one of the two only.
 */
export interface Prepared {
  /** Values with characters above U+00FF. */
  wide: string
  /** The other values, the Latin parts of wide ones in their places, readings and digits. */
  narrow: string
  /** Of all there is: of two records found alike, the shorter one was meant. */
  length: number
}
export const nothing: Prepared = { wide: '', narrow: '', length: 0 }

export function prepare(fields: readonly [string, Field][], body: Readonly<Record<string, unknown>>): Prepared {
  let wide = ''
  let narrow = ''
  let length = 0
  fields.forEach(([name], number) => {
    const segment = (of: Kind, content: string): string => String.fromCharCode(of, firstField + number) + content
    const add = (of: Kind, content: string): void => {
      narrow += segment(of, content)
      length += content.length + 2
    }
    for (const value of [body[name]].flat()) {
      if (typeof value !== 'string' || value === '') continue
      const text = withoutMarks(normal(value))
      if (isWide(text)) {
        wide += segment(kind.text, text)
        length += text.length + 2
        const rest = latinPart(text)
        if (rest) narrow += segment(kind.text, rest)
      } else add(kind.text, text)
      for (const { full, initials } of readings(text)) {
        add(kind.pinyin, full)
        add(kind.initials, initials)
      }
      const digits = digitsOf(text)
      if (digits.length >= 3 && digits !== text) add(kind.digits, digits)
    }
  })
  // Ends the last segment.
  return { wide: wide && wide + '\u0001', narrow: narrow && narrow + '\u0001', length }
}

/** The text with what needs two bytes replaced, each character in its place; empty if nothing is left. */
function latinPart(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const rest = text.replaceAll(/[^\u0000-\u00ff]/g, (c) => (isWordCode(c.charCodeAt(0)) ? otherLetter : otherSign))
  return rest.replaceAll(otherLetter, '').replaceAll(otherSign, '') === '' ? '' : rest
}

/** 1: part of a word, 2: not; 0: not asked yet. One look at a table, as every character of every record asks. */
const wordCodes = new Uint8Array(0x1_0000)
export function isWordCode(code: number): boolean {
  const known = wordCodes[code]!
  if (known !== 0) return known === 1
  const char = String.fromCharCode(code)
  // Half of a character beyond U+FFFF is a rare Han character nearly always.
  const is = char === otherLetter || /[\p{L}\p{N}\p{Surrogate}]/u.test(char)
  wordCodes[code] = is ? 1 : 2
  return is
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
  while (!isMark(text.charCodeAt(start))) start--
  let end = position
  while (!isMark(text.charCodeAt(end))) end++
  return { kind: text.charCodeAt(start) as Kind, field: text.charCodeAt(start + 1) - firstField, start: start + 2, end }
}

/** The first field that has a value to search. */
export const firstFieldOf = ({ wide, narrow }: Pick<Prepared, 'wide' | 'narrow'>): number =>
  Math.min(...[wide, narrow].filter(Boolean).map((text) => text.charCodeAt(1) - firstField))
