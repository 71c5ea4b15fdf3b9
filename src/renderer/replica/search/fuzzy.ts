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
