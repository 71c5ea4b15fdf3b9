import { diff3MergeRegions, type IUnstableRegion } from 'node-diff3'

/**
 * Lines, and where both sides touched one line, its clauses: what people write and read as one. Two edits in one clause
 * are for a person to decide; merged word by word, "down 5 %" and "up 8 %" give a third price that nobody named. The mark
 * between two pieces is a piece of its own, so that edits of neighbours both stand. Marks of Chinese and Latin script,
 * written out: Intl.Segmenter's dictionary differs between the app and the server.
 */
const cuts: readonly RegExp[] = [/(\n)/u, /([，。！？；：、]|[,.;:!?]+(?=\s|$))/u]
/** Above this product of pieces a merge costs too much; both texts are kept instead. */
const mostWork = 4_000_000

/**
 * Both edits of `was` in one text, or null where they overlap (PROTOCOL, "Merge": long text). Pure, and the same
 * whichever side comes first. Algorithm: diff3; Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007.
 */
export function mergeText(mine: string, was: string, theirs: string): string | null {
  if (mine === theirs || theirs === was) return mine
  if (mine === was) return theirs
  return mergeAt(0, mine, was, theirs)
}

function mergeAt(level: number, mine: string, was: string, theirs: string): string | null {
  const cut = cuts[level]
  // One side removed what the other rewrote, or both wrote into one empty place.
  if (!cut || mine === '' || was === '' || theirs === '') return null
  const [a, o, b] = [pieces(mine, cut), pieces(was, cut), pieces(theirs, cut)]
  if (o.length * Math.max(a.length, b.length) > mostWork) return null
  let merged = ''
  for (const region of diff3MergeRegions(a, o, b)) {
    const part = region.stable ? region.bufferContent.join('') : mergeOverlap(level + 1, region)
    if (part === null) return null
    merged += part
  }
  return merged
}

function mergeOverlap(level: number, region: IUnstableRegion<string>): string | null {
  const [a, o, b] = [region.aContent.join(''), region.oContent.join(''), region.bContent.join('')]
  return a === b ? a : mergeAt(level, a, o, b)
}

const pieces = (text: string, cut: RegExp): string[] => text.split(cut).filter((piece) => piece !== '')
