import type { Hit } from '../read.ts'
import { segmentAt, type Kind } from './prepare.ts'

export interface Match {
  /** Lower is better. */
  score: number
  field: number
  how: Hit['how']
}

const startsWord = (text: string, at: number): boolean => !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')
/** Whole value, beginning, beginning of a word, anywhere: for what is written, then for how it is read. */
const ranks: Readonly<Record<Kind, readonly [number, number, number, number]>> = {
  text: [0, 1, 2, 5],
  digits: [1, 3, 3, 4],
  pinyin: [2, 3, 3, 7],
  initials: [3, 4, 4, 8]
}

/** A word of the question, and where it may stand. */
export interface Wanted {
  word: string
  /** One or two letters say little: they must begin a value or its reading. */
  start: RegExp | null
  /** Looked for first: short needles need no table, and most records fail here. */
  head: string
}
export const wanted = (word: string): Wanted => ({
  word,
  head: word.slice(0, 6),
  start: /^[a-z0-9]{1,2}$/.test(word) ? new RegExp(`[\\u0001-\\u0004][\\ue000-\\uf8ff]${word}`) : null
})

/** The best place where a word stands in a prepared text. */
function matchWord(text: string, { word, start: begins }: Wanted): Match | null {
  if (begins) {
    const at = begins.exec(text)?.index
    return at === undefined ? null : placed(text, at + 2, word)
  }
  let best: Match | null = null
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const match = placed(text, at, word)
    if (!best || match.score < best.score) best = match
    if (best.score === 0) break
  }
  return best
}

function placed(text: string, at: number, word: string): Match {
  const { kind, field, start, end } = segmentAt(text, at)
  const place = at === start ? (at + word.length === end ? 0 : 1) : kind === 'text' && startsWord(text, at) ? 2 : 3
  return { score: ranks[kind][place]!, field, how: howOf(kind, place) }
}

const howOf = (kind: Kind, place: number): Hit['how'] =>
  kind === 'text' ? (['exact', 'prefix', 'word', 'word'] as const)[place]! : kind

/** All words must be found; the record is as good as the sum of its places. */
export function matchAll(text: string, words: readonly Wanted[]): Match | null {
  for (const { head } of words) if (!text.includes(head)) return null
  let best: Match | undefined
  let sum = 0
  for (const word of words) {
    const match = matchWord(text, word)
    if (!match) return null
    if (!best || match.score < best.score) best = match
    sum += match.score
  }
  return best ? { ...best, score: sum } : null
}
