import type { Hit } from '../read.ts'
import { isMark, isWordCode, kind, segmentAt, type Kind } from './prepare.ts'

export interface Match {
  /** Lower is better. */
  score: number
  field: number
  how: Hit['how']
}

/** Whole value, beginning, beginning of a word, anywhere: for what is written, then for how it is read. */
export const ranks: Readonly<Record<Kind, readonly [number, number, number, number]>> = {
  [kind.text]: [0, 1, 2, 5],
  [kind.digits]: [1, 3, 3, 4],
  [kind.pinyin]: [2, 3, 3, 7],
  [kind.initials]: [3, 4, 4, 8]
}

/** One or two letters say little: they must begin a value or its reading. */
export const mustBegin = (word: string): boolean => /^[a-z0-9]{1,2}$/.test(word)

/** The best place where a word stands in a prepared text. */
export function matchWord(text: string, word: string, begin: boolean): Match | null {
  let best: Match | null = null
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (begin && !isMark(text.charCodeAt(at - 2))) continue
    const match = placed(text, at, word)
    if (!best || match.score < best.score) best = match
    if (best.score === 0) break
  }
  return best
}

function placed(text: string, at: number, word: string): Match {
  const { kind: of, field, start, end } = segmentAt(text, at)
  const begins = of === kind.text && !isWordCode(text.charCodeAt(at - 1))
  const place = at === start ? (at + word.length === end ? 0 : 1) : begins ? 2 : 3
  return { score: ranks[of][place]!, field, how: howOf(of, place) }
}

const readAs = { [kind.pinyin]: 'pinyin', [kind.initials]: 'initials', [kind.digits]: 'digits' } as const
const howOf = (of: Kind, place: number): Hit['how'] =>
  of === kind.text ? (['exact', 'prefix', 'word', 'word'] as const)[place]! : readAs[of]
