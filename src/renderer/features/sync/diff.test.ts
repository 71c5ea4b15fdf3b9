import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { diff } from './diff.ts'

const marked = (a: string, b: string) =>
  diff(a, b).map((side) => side.map(({ text, changed }) => (changed ? `[${text}]` : text)).join(''))

test('words that differ are marked on both sides', () => {
  expect(marked('Energy −8 % by 2027; two more lines', 'Energy −6 % by 2027; group target')).toEqual([
    'Energy [−8] % by 2027; [two more lines]',
    'Energy [−6] % by 2027; [group target]'
  ])
})
test('Chinese by character', () => {
  expect(marked('能耗降 8%', '能耗降 6%')).toEqual(['能耗降 [8%]', '能耗降 [6%]'])
  expect(marked('周二会面', '周四会面')).toEqual(['周[二]会面', '周[四]会面'])
})
test('nothing is lost or added', () => {
  assert(
    property(string({ unit: 'grapheme' }), string({ unit: 'grapheme' }), (a, b) => {
      const [left, right] = diff(a, b)
      expect(left.map((p) => p.text).join('')).toBe(a)
      expect(right.map((p) => p.text).join('')).toBe(b)
      const same = (side: typeof left) =>
        side
          .filter((p) => !p.changed)
          .map((p) => p.text.replaceAll(/\s/g, ''))
          .join('')
      expect(same(left)).toBe(same(right))
    }),
    { seed: 32, numRuns: 300 }
  )
})
test('very long texts are shown without marks', () => {
  const long = 'word '.repeat(2000)
  expect(diff(long, `${long}!`)[0]).toEqual([{ text: long, changed: false }])
})
