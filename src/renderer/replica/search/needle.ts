import { blockWords, rowOf, type Block } from './bitmaps.ts'
import { beginGram, longestWhole, pairGram, standsAlone, wholeGram, wordGram } from './grams.ts'
import { isWide } from './normal.ts'
import { kind, type Kind, type Prepared } from './prepare.ts'
import { matchWord, mustBegin, ranks, type Match } from './scan.ts'

/** A kind of segment a word may stand in, by the rows of the grams it needs there. */
interface Look {
  needed: readonly number[]
  /** Rows of the better places: the beginning, by one character and by two, the whole, the beginning of a word likewise. */
  begin: number
  begin2: number
  whole: number
  word: number
  word2: number
  scores: readonly [number, number, number, number]
  /** Slots of the block at hand that may have the word here. */
  slots: Int32Array
}

/** A word of the question: where it may stand, how good that can be at best, and the look that makes sure. */
export class Needle {
  readonly #word: string
  readonly #wide: boolean
  readonly #begins: boolean
  readonly #looks: readonly Look[]

  constructor(word: string) {
    this.#word = word
    this.#wide = isWide(word)
    this.#begins = mustBegin(word)
    this.#looks = kindsOf(word, this.#wide).map((of) => this.#look(of))
  }

  #look(of: Kind): Look {
    const codes = Array.from({ length: this.#word.length }, (_, i) => this.#word.charCodeAt(i))
    const [first = 0, second = 0] = codes
    const begin2 = rowOf(beginGram(of, first, second))
    const word2 = rowOf(wordGram(first, second))
    const alone = codes.filter((code) => code > 0xff || (codes.length === 1 && standsAlone(code)))
    const pairs = codes.slice(1).map((code, i) => pairGram(of, codes[i]!, code))
    const anywhere = new Set([...pairs, ...alone.map((code) => pairGram(of, 0, code))])
    return {
      needed: this.#begins ? [begin2] : [...anywhere].map(rowOf),
      begin: rowOf(beginGram(of, first, 0)),
      begin2,
      whole: codes.length > longestWhole ? begin2 : rowOf(wholeGram(of, codes.length, first, second)),
      word: rowOf(wordGram(first, 0)),
      word2,
      scores: ranks[of],
      slots: new Int32Array(blockWords)
    }
  }

  /** Leaves in `left` the slots of the block that may have the word; false if there are none. */
  narrow(block: Block, left: Int32Array): boolean {
    for (const { slots, needed } of this.#looks) {
      slots.fill(-1)
      for (const row of needed) for (let w = 0; w < blockWords; w++) slots[w]! &= block[row + w]!
    }
    let any = 0
    for (let w = 0; w < blockWords; w++) {
      let here = 0
      for (const { slots } of this.#looks) here |= slots[w]!
      any |= left[w]! &= here
    }
    return any !== 0
  }

  /** No place in this slot, of the block narrowed last, is better than this score. Asked of every record by a common word. */
  atBest(block: Block, w: number, bit: number): number {
    let best = Infinity
    for (let i = 0; i < this.#looks.length; i++) {
      const { slots, begin, begin2, whole, word, word2, scores } = this.#looks[i]!
      if ((slots[w]! & bit) === 0) continue
      let place = 3
      if ((block[begin + w]! & block[begin2 + w]! & bit) !== 0) place = (block[whole + w]! & bit) === 0 ? 1 : 0
      else if ((block[word + w]! & block[word2 + w]! & bit) !== 0) place = 2
      if (scores[place]! < best) best = scores[place]!
    }
    return best
  }

  match(texts: Pick<Prepared, 'wide' | 'narrow'>): Match | null {
    return matchWord(this.#wide ? texts.wide : texts.narrow, this.#word, this.#begins)
  }
}

function kindsOf(word: string, wide: boolean): Kind[] {
  if (wide || !/^[a-z0-9]+$/.test(word)) return [kind.text]
  return /^\d+$/.test(word)
    ? [kind.text, kind.digits, kind.pinyin, kind.initials]
    : [kind.text, kind.pinyin, kind.initials]
}
