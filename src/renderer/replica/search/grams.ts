import { isMark, isOther, isWordCode, kind, type Kind } from './prepare.ts'

/**
 * Numbers of what can be said of a record's texts: which letter pairs stand in its values, pinyin, initials or digits, and
 * what these begin with. Hashed into few numbers: a "yes" may be wrong, a "no" is certain.
 */
const pairsOf: Readonly<Record<Kind, readonly [first: number, count: number]>> = {
  [kind.text]: [0, 320],
  [kind.pinyin]: [320, 192],
  [kind.initials]: [512, 96],
  [kind.digits]: [608, 96]
}
const begins = [704, 224] as const
const wordBegins = [928, 64] as const
const wholes = [992, 32] as const
export const gramCount = 1024

function hashed([first, count]: readonly [number, number], a: number, b: number, c = 0): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b) ^ Math.imul(c, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35)
  return first + (((h ^ (h >>> 13)) >>> 0) % count)
}

/** A pair of letters inside a segment; with 0 before it, a sign or a Han character that may be asked for alone. */
export const pairGram = (of: Kind, a: number, b: number): number => hashed(pairsOf[of], a, b)
/** A segment that begins with one character (`b` is 0) or two. */
export const beginGram = (of: Kind, a: number, b: number): number => hashed(begins, a, b, of)
/** A word inside a value. */
export const wordGram = (a: number, b: number): number => hashed(wordBegins, a, b)
/** Longer words leave so few records that their wholes need not be told from their beginnings. */
export const longestWhole = 4
/** A whole segment of this length that begins so. */
export const wholeGram = (of: Kind, length: number, a: number, b: number): number =>
  hashed(wholes, a, b, of + (length << 3))

const isPlain = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
/** A letter or digit alone must begin a value (scan.ts), so that it needs no number for standing anywhere. */
export const standsAlone = (code: number): boolean => !isPlain(code) && !isOther(code)

/** Tells all numbers of a prepared text. */
export function eachGram(text: string, tell: (gram: number) => void): void {
  for (let at = 0; at + 1 < text.length;) {
    const of = text.charCodeAt(at) as Kind
    const start = at + 2
    let end = start
    while (!isMark(text.charCodeAt(end))) end++
    if (end > start) segmentGrams(text, of, start, end, tell)
    at = end
  }
}

function segmentGrams(text: string, of: Kind, start: number, end: number, tell: (gram: number) => void): void {
  const at = (i: number): number => (i < end ? text.charCodeAt(i) : 0)
  tell(beginGram(of, at(start), 0))
  if (start + 1 < end) tell(beginGram(of, at(start), at(start + 1)))
  if (end - start <= longestWhole) tell(wholeGram(of, end - start, at(start), at(start + 1)))
  for (let i = start; i < end; i++) {
    const here = at(i)
    const next = at(i + 1)
    if (standsAlone(here)) tell(pairGram(of, 0, here))
    if (next !== 0 && !isOther(here) && !isOther(next)) tell(pairGram(of, here, next))
    if (of === kind.text && i > start && !isWordCode(at(i - 1))) {
      tell(wordGram(here, 0))
      if (next !== 0) tell(wordGram(here, next))
    }
  }
}
