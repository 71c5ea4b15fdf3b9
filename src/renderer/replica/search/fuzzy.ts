/**
 * A typo-tolerant second look. Each record has a small signature of the letter pairs in its prepared text; only records
 * that share enough of them with the question are compared by edit distance.
 */
const words32 = 8
const bits = words32 * 32

function bitOf(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0xc2b2ae35)
  return ((h ^ (h >>> 13)) >>> 0) % bits
}

function pairBits(text: string): number[] {
  const found = new Set<number>()
  for (let i = 0; i + 1 < text.length; i++) {
    const [a, b] = [text.charCodeAt(i), text.charCodeAt(i + 1)]
    if (a > 4 && b > 4) found.add(bitOf(a, b))
  }
  return [...found]
}

export class Signatures {
  #data: Int32Array

  constructor(capacity: number) {
    this.#data = new Int32Array(Math.max(16, capacity) * words32)
  }
  set(slot: number, text: string): void {
    if ((slot + 1) * words32 > this.#data.length) {
      const grown = new Int32Array((slot + 1) * words32 * 2)
      grown.set(this.#data)
      this.#data = grown
    }
    this.#data.fill(0, slot * words32, (slot + 1) * words32)
    for (const bit of pairBits(text)) this.#data[slot * words32 + (bit >> 5)]! |= 1 << (bit & 31)
  }
  /** Slots that share at least half of the question's pairs, most first. */
  nearest(question: string, slots: number, limit: number): number[] {
    const wanted = pairBits(question)
    if (wanted.length === 0) return []
    const least = Math.max(1, Math.ceil(wanted.length * 0.4))
    const buckets: number[][] = Array.from({ length: wanted.length + 1 }, () => [])
    for (let slot = 0; slot < slots; slot++) {
      let shared = 0
      for (const bit of wanted) shared += (this.#data[slot * words32 + (bit >> 5)]! >>> (bit & 31)) & 1
      if (shared >= least) buckets[shared]!.push(slot)
    }
    const out: number[] = []
    for (let shared = wanted.length; shared >= least && out.length < limit; shared--)
      out.push(...buckets[shared]!.slice(0, limit - out.length))
    return out
  }
}

/** How many typing errors are forgiven in a word of this length. */
export const allowance = (length: number): number => (length < 3 ? 0 : length < 6 ? 1 : 2)

/**
 * Least edits that turn `word` into some part of `text` (Sellers 1980), with neighbouring letters swapped counted once.
 * Answers a number above `most` as soon as it is certain.
 */
export function distanceWithin(text: string, word: string, most: number): number {
  let previous: number[] = []
  let row: number[] = Array.from({ length: text.length + 1 }, () => 0)
  for (let i = 1; i <= word.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= text.length; j++) {
      const cost = word[i - 1] === text[j - 1] ? 0 : 1
      let d = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + cost)
      if (i > 1 && j > 1 && word[i - 1] === text[j - 2] && word[i - 2] === text[j - 1])
        d = Math.min(d, previous[j - 2]! + 1)
      next.push(d)
      if (d < least) least = d
    }
    if (least > most) return least
    previous = row
    row = next
  }
  return Math.min(...row)
}
