import { describe, expect, test } from 'vitest'
import { Best } from './best.ts'
import { Bitmaps, blockSlots, blockWords } from './bitmaps.ts'
import { eachGram } from './grams.ts'
import { Needle } from './needle.ts'
import { prepare } from './prepare.ts'
import { makeCompanies, mulberry32 } from './search-sample.ts'

const fields = ['code', 'name', 'nameEn', 'phones'].map((name): [string, never] => [name, {} as never])
const random = mulberry32(7)
const made = makeCompanies(blockSlots, random).map(({ code, name, nameEn, phones }, i) =>
  prepare(fields, { code, name: i % 3 === 0 ? `${name} (No.${i} 厂)` : name, nameEn: `${nameEn} – “Ltd”`, phones })
)
const bitmaps = new Bitmaps()
made.forEach(({ wide, narrow }, slot) => {
  eachGram(wide, bitmaps.setter(slot))
  eachGram(narrow, bitmaps.setter(slot))
})
const block = bitmaps.blocks[0]!
const some = (text: string): string => {
  // oxlint-disable-next-line no-control-regex -- the marks of a prepared text
  const contents = text.split(/[\u0001-\u0006][\u0080-\u009f]?/).filter(Boolean)
  const content = contents[Math.floor(random() * contents.length)] ?? ''
  const start = random() < 0.3 ? 0 : Math.floor(random() * content.length)
  return content.slice(start, start + 1 + Math.floor(random() * 8))
}
const words = made.flatMap(({ wide, narrow }) => [some(wide), some(narrow)]).filter(Boolean)

describe('what the bitmaps leave out', () => {
  test('is never a record that has the word, and never a better place of it', () => {
    const wrong = words.filter((word) => {
      const needle = new Needle(word)
      const left = new Int32Array(blockWords).fill(-1)
      needle.narrow(block, left)
      return made.some((texts, slot) => {
        const [w, bit] = [slot >> 5, 1 << (slot & 31)]
        const match = needle.match(texts)
        return match && ((left[w]! & bit) === 0 || needle.atBest(block, w, bit) > match.score)
      })
    })
    expect(words.length).toBeGreaterThan(900)
    expect(wrong).toEqual([])
  })
  test('is most of the others', () => {
    const left = new Int32Array(blockWords).fill(-1)
    expect(new Needle('qzxwv').narrow(block, left)).toBe(false)
  })
  test('a cleared slot has nothing, its neighbours keep theirs', () => {
    const two = new Bitmaps()
    for (const slot of [4, 5]) eachGram(made[slot]!.narrow, two.setter(slot))
    two.clear(4)
    const left = new Int32Array(blockWords).fill(-1)
    new Needle('k0').narrow(two.blocks[0]!, left)
    expect(left[0]).toBe(1 << 5)
  })
})

test('the best are kept in order: by score, by length, by id', () => {
  const best = new Best(3)
  const one = (score: number, length: number, id: string) =>
    best.add({ score, length, id, type: 't', name: 'n', field: 0, how: 'word' })
  one(5, 9, 'a')
  expect(best.wants(9, 9, 'z')).toBe(true)
  one(5, 8, 'c')
  one(5, 8, 'b')
  expect(best.wants(5, 9, 'a0')).toBe(false)
  expect(best.wants(5, 8, 'bb')).toBe(true)
  expect(best.wants(4, 99, 'z')).toBe(true)
  one(0, 99, 'd')
  expect(best.found.map(({ id }) => id)).toEqual(['d', 'b', 'c'])
})
