import { blockSlots, blockWords, lowest, rowOf, type Bitmaps, type Block } from './bitmaps.ts'
import { pairGram } from './grams.ts'
import { kind } from './prepare.ts'

/** More pairs say no more; the count of shared ones fits into `planes` bits. */
const mostPairs = 100
const planes = 7

/** For each pair of the question the rows it may stand in. */
function pairsOf(question: string): number[][] {
  const pairs = new Map<string, number[]>()
  for (let i = 0; i + 1 < question.length && pairs.size < mostPairs; i++) {
    const [a, b] = [question.charCodeAt(i), question.charCodeAt(i + 1)]
    const kinds = a > 0xff || b > 0xff ? [kind.text] : /\d\d/.test(question.slice(i, i + 2)) ? numbers : letters
    pairs.set(question.slice(i, i + 2), [...new Set(kinds.map((of) => rowOf(pairGram(of, a, b))))])
  }
  return [...pairs.values()]
}
const numbers = [kind.text, kind.digits]
const letters = [kind.text, kind.pinyin, kind.initials]

/**
 * Slots that share at least two fifths of the question's letter pairs, most first. Only these are compared by edit distance.
 * 32 slots are counted at a time: bit n of each slot's count stands in plane n.
 */
export function nearest({ blocks }: Bitmaps, question: string, limit: number): number[] {
  const wanted = pairsOf(question)
  if (wanted.length === 0) return []
  const least = Math.max(1, Math.ceil(wanted.length * 0.4))
  const buckets: number[][] = Array.from({ length: wanted.length + 1 }, () => [])
  const counts = new Int32Array(planes)
  blocks.forEach((block, number) => {
    for (let w = 0; w < blockWords; w++) {
      count(block, w, wanted, counts)
      for (let enough = atLeast(counts, least); enough !== 0; enough &= enough - 1) {
        const bit = lowest(enough)
        let shared = 0
        for (let plane = 0; plane < planes; plane++) shared |= ((counts[plane]! >>> bit) & 1) << plane
        const bucket = buckets[shared]!
        if (bucket.length < limit) bucket.push(number * blockSlots + w * 32 + bit)
      }
    }
  })
  return buckets.toReversed().flat().slice(0, limit)
}

function count(block: Block, w: number, wanted: readonly number[][], counts: Int32Array): void {
  counts.fill(0)
  for (const rows of wanted) {
    let carry = 0
    for (const row of rows) carry |= block[row + w]!
    for (let plane = 0; carry !== 0; plane++) {
      const both = counts[plane]! & carry
      counts[plane]! ^= carry
      carry = both
    }
  }
}

/** The slots whose count is not below a number: compared from the highest plane down. */
function atLeast(counts: Int32Array, least: number): number {
  let above = 0
  let equal = -1
  for (let plane = planes - 1; plane >= 0; plane--) {
    if ((least >> plane) & 1) equal &= counts[plane]!
    else {
      above |= equal & counts[plane]!
      equal &= ~counts[plane]!
    }
  }
  return above | equal
}

/** How many typing errors are forgiven in a word of this length. */
const allowance = (length: number): number => (length < 3 ? 0 : length < 6 ? 1 : 2)

const wordBits = 31
const positions = new Int32Array(0x1_0000)

/**
 * Compares one word with many texts: the least edits that turn it into some part of the text, by bit vectors (Myers 1999;
 * Hyyrö 2003 with neighbouring letters swapped counted once). Of a very long word the first 31 letters are compared.
 */
export class NearMatcher {
  readonly most: number
  readonly #word: string

  constructor(word: string) {
    this.#word = word.slice(0, wordBits)
    this.most = allowance(this.#word.length)
  }

  /** The positions of each letter are set once for all texts; `end` takes them away. */
  begin(): void {
    for (let i = 0; i < this.#word.length; i++) positions[this.#word.charCodeAt(i)]! |= 1 << i
  }
  end(): void {
    for (let i = 0; i < this.#word.length; i++) positions[this.#word.charCodeAt(i)] = 0
  }
  distance(text: string): number {
    const last = 1 << (this.#word.length - 1)
    let score = this.#word.length
    let least = score
    let plus = -1
    let minus = 0
    let diagonal = 0
    let before = 0
    for (let j = 0; j < text.length; j++) {
      const here = positions[text.charCodeAt(j)]!
      const swapped = ((~diagonal & here) << 1) & before
      diagonal = ((((here & plus) + plus) | 0) ^ plus) | here | minus | swapped
      let up = minus | ~(diagonal | plus)
      let down = diagonal & plus
      if (up & last) score++
      if (down & last) score--
      if (score < least) least = score
      up <<= 1
      down <<= 1
      plus = down | ~(diagonal | up)
      minus = diagonal & up
      before = here
    }
    return least
  }
}
