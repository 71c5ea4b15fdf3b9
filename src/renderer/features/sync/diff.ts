export interface Piece {
  text: string
  /** Not in the other text. */
  changed: boolean
}

/** Words of Latin text, single characters of Chinese, runs of space, marks. */
const tokens = (text: string): string[] => text.match(/\p{Script=Han}|[\p{L}\p{N}%.,−+-]+|\s+|[^]/gu) ?? []
/** Beyond this, comparing costs more than it shows. */
const limit = 400_000

/** Two texts cut into pieces, marked where they differ: longest common subsequence of their words. */
export function diff(a: string, b: string): [Piece[], Piece[]] {
  const [x, y] = [tokens(a), tokens(b)]
  if (x.length * y.length > limit) return [[{ text: a, changed: false }], [{ text: b, changed: false }]]
  const [inX, inY] = common(x, y)
  return [pieces(x, inX), pieces(y, inY)]
}

function common(x: readonly string[], y: readonly string[]): [boolean[], boolean[]] {
  const width = y.length + 1
  const length = new Uint32Array((x.length + 1) * width)
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      const [down, right] = [length[(i + 1) * width + j]!, length[i * width + j + 1]!]
      length[i * width + j] = x[i] === y[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(down, right)
    }
  }
  const [inX, inY] = [x.map(() => false), y.map(() => false)]
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    if (x[i] === y[j]) {
      inX[i++] = true
      inY[j++] = true
    } else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++
    else j++
  }
  return [inX, inY]
}

/** Joins neighbours of one kind; a space between two changed words belongs to them. */
function pieces(words: readonly string[], shared: readonly boolean[]): Piece[] {
  const out: Piece[] = []
  for (const [i, text] of words.entries()) {
    const bridge = /^\s+$/.test(text) && shared[i - 1] === false && shared[i + 1] === false
    const changed = bridge || !shared[i]
    const last = out.at(-1)
    if (last?.changed === changed) last.text += text
    else out.push({ text, changed })
  }
  return out
}
