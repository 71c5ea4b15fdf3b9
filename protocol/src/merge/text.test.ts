import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeText } from './text.ts'

describe('two edits of one text', () => {
  test.each([
    ['different lines', '茶\n两点后\n', '茶\n十点后\n', '咖啡\n十点后\n', '咖啡\n两点后\n'],
    ['a line added, another edited', 'a\nX\nc', 'a\nb\nc', 'a\nb\nc\nd', 'a\nX\nc\nd'],
    [
      'clauses of a Chinese sentence',
      '价格涨了，下月交货。',
      '价格不变，下月交货。',
      '价格不变，下周交货。',
      '价格涨了，下周交货。'
    ],
    [
      'sentences of one line',
      'Likes tea. Call at 2.',
      'Likes tea. Call at 10.',
      'Likes coffee. Call at 10.',
      'Likes coffee. Call at 2.'
    ],
    ['one removed, another edited', '乙改，丙', '甲，乙，丙', '甲，乙，丁', null],
    ['a line removed, another edited', 'b\nc', 'a\nb\nc', 'a\nb\nC', 'b\nC'],
    ['the same edit twice', 'x\nb', 'a\nb', 'x\nb', 'x\nb'],
    ['one clause, two edits', '价格上调百分之五', '价格下调百分之五', '价格下调百分之八', null],
    ['a number is one thing', '3.6 t', '3.5 t', '4.5 t', null],
    ['both add at the end', 'a\nb', 'a', 'a\nc', null],
    ['cleared against edited', '', 'a\nb', 'a\nc', null],
    ['both write into an empty text', 'a', '', 'b', null]
  ])('%s', (_, mine, was, theirs, merged) => {
    expect(mergeText(mine, was, theirs)).toBe(merged)
    expect(mergeText(theirs, was, mine)).toBe(merged)
  })
})

const runs = { seed: 20261123, numRuns: 400 }
/** A text of distinct pieces, and for each piece who rewrites it: nobody, one or the other. */
const edits = fc.tuple(
  fc.array(fc.constantFrom('-', '-', 'a', 'b'), { minLength: 1, maxLength: 30 }),
  fc.constantFrom('\n', '，', '。', '；')
)

test('[I3] edits of different lines or clauses all stand', () => {
  fc.assert(
    fc.property(edits, ([who, mark]) => {
      const text = (...sides: string[]) => who.map((w, n) => (sides.includes(w) ? `${w}改${n}` : `原${n}`)).join(mark)
      expect(mergeText(text('a'), text(), text('b'))).toBe(text('a', 'b'))
    }),
    runs
  )
})

const words = fc.array(fc.constantFrom('甲', '乙', '丙', 'x', ' ', '，', '。', '\n', '. '), { maxLength: 24 })
const text = words.map((list) => list.join(''))
test('[I12] the order of the two sides makes no difference', () => {
  fc.assert(
    fc.property(text, text, text, (mine, was, theirs) => {
      expect(mergeText(mine, was, theirs)).toBe(mergeText(theirs, was, mine))
    }),
    runs
  )
})

test('[I3] nothing that one side wrote is missing from the merged text', () => {
  const marks = /[\n，。；]/u
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom('keep', 'edit', 'drop', 'add'), fc.constantFrom('keep', 'edit', 'drop', 'add')),
        {
          minLength: 1,
          maxLength: 12
        }
      ),
      fc.constantFrom('\n', '，'),
      (steps, mark) => {
        const side = (name: string, which: 0 | 1) =>
          steps
            .flatMap((step, n) => {
              if (step[which] === 'drop') return []
              const own = step[which] === 'edit' ? `${name}${n}` : `原${n}`
              return step[which] === 'add' ? [own, `${name}加${n}`] : [own]
            })
            .join(mark)
        const was = steps.map((_, n) => `原${n}`).join(mark)
        const [mine, theirs] = [side('我', 0), side('他', 1)]
        const merged = mergeText(mine, was, theirs)
        if (merged === null) return
        const written = [...mine.split(marks), ...theirs.split(marks)].filter((piece) => !piece.startsWith('原'))
        expect(merged.split(marks)).toEqual(expect.arrayContaining(written))
      }
    ),
    runs
  )
})

test('a text too long to compare piece by piece is left to a person, at once', () => {
  const was = 'a\n'.repeat(9000)
  expect(mergeText(`x${was}`, was, `${was}y`)).toBeNull()
})
