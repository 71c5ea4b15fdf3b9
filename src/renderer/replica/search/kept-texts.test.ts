import { types } from '@fieldfile/protocol/entities/index'
import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, test } from 'vitest'
import type { Rec } from '../read.ts'
import { markOf, textsForm, type KeptText, type KeptTexts } from './kept-texts.ts'
import { prepare, searchFields } from './prepare.ts'
import { SearchIndex } from './search-index.ts'
import { hex, utf8 } from '../vault/bytes.ts'
import { makeCompanies, mulberry32, typo, type Company } from './search-sample.ts'

const rec = ({ id, code, name, nameEn, phones }: Company): Rec => ({
  type: 'account',
  id,
  rootId: id,
  body: { code, name, nameEn, phones },
  meta: {},
  seq: 1,
  origin: 'device'
})
const built = (recs: Iterable<Rec>): SearchIndex => {
  const all = [...recs]
  const index = new SearchIndex(types, (type) => (type === 'account' ? all : []))
  index.shelf('account')
  return index
}
const recalled = (recs: Iterable<Rec>, parts: readonly KeptTexts[]): SearchIndex => {
  const all = [...recs]
  const index = new SearchIndex(types, (type) => (type === 'account' ? all : []))
  for (const part of parts) index.recall(part)
  index.shelf('account')
  return index
}
const ask = (index: SearchIndex, questions: readonly string[]) => questions.map((q) => index.find(['account'], q, 20))

describe('a recalled index answers as one that was built anew', () => {
  test.each([1, 2, 3, 4, 5, 6])('whatever has happened to the records since, seed %i', (seed) => {
    const random = mulberry32(seed)
    const companies = makeCompanies(300, random)
    const others = makeCompanies(600, random)
    const before = new Map(companies.map((company) => [company.id, rec(company)]))
    const parts = [...built(before.values()).keep()]
    const now = new Map(before)
    for (const [n, other] of others.entries()) {
      const id = companies[n % companies.length]!.id
      const what = random()
      if (what < 0.1) now.delete(id)
      else if (what < 0.2) now.set(id, rec({ ...other, id }))
      // Two records change places: each text is there, under the other's id.
      else if (what < 0.25) {
        const [a, b] = [now.get(id), [...now.values()].at(-1)]
        if (a && b)
          for (const [to, from] of [[a, b] as const, [b, a] as const]) now.set(to.id, { ...to, body: from.body })
      } else if (what < 0.3) now.set(`${other.id}-new`, rec({ ...other, id: `${other.id}-new` }))
    }
    // As where some parts were lost.
    const fewer = parts.map((part) => ({ ...part, texts: part.texts.slice(0, 200) }))
    const questions = [...companies, ...others].flatMap((c) => [
      c.name.slice(1, 5),
      c.code,
      c.initials,
      c.pinyin.slice(0, 9),
      c.phones[0]!.slice(2, 9),
      typo(c.nameEn, random)
    ])
    const asked = questions.filter((_, i) => i % 7 === seed % 7)
    const truth = ask(built(now.values()), asked)
    expect(ask(recalled(now.values(), parts), asked)).toEqual(truth)
    expect(ask(recalled(now.values(), fewer), asked)).toEqual(truth)
    expect(ask(recalled(now.values(), []), asked)).toEqual(truth)
    expect(truth.flat().length).toBeGreaterThan(200)
  })

  test('of another form, other fields or another type nothing is taken', () => {
    const [company, stranger] = makeCompanies(2, mulberry32(9))
    const [part] = [...built([rec(company!)]).keep()]
    const [[, , wide, narrow, length]] = [...built([rec(stranger!)]).keep()][0]!.texts as [KeptText]
    const lie: KeptTexts = { ...part!, texts: part!.texts.map(([id, mark]) => [id, mark, wide, narrow, length]) }
    for (const other of [
      { ...lie, form: textsForm + 1 },
      { ...lie, fields: ['name'] },
      { ...lie, type: 'nothing' }
    ])
      expect(ask(recalled([rec(company!)], [other]), [company!.name])).toEqual(
        ask(built([rec(company!)]), [company!.name])
      )
    // What would count says it: the texts are not looked at again.
    expect(ask(recalled([rec(company!)], [lie]), [company!.name])).toEqual([[]])
  })

  test('only what is new is prepared, and worth keeping', () => {
    const companies = makeCompanies(50, mulberry32(10)).map(rec)
    const parts = [...built(companies).keep()]
    const index = recalled([...companies.slice(10), ...makeCompanies(3, mulberry32(11)).map(rec)], parts)
    expect(index.fresh()).toBe(3)
    expect(built(companies).fresh()).toBe(50)
  })
})

describe('the mark of the values', () => {
  const fields = searchFields(types.get('account')!)
  const mark = (body: Record<string, unknown>): number => markOf(fields, body)

  test('tells values apart, also in which field and how they are split', () => {
    const bodies = [
      {},
      { name: '甲' },
      { nameEn: '甲' },
      { name: '甲', nameEn: '乙' },
      { name: '乙', nameEn: '甲' },
      { phones: ['12', '3'] },
      { phones: ['1', '23'] },
      { phones: ['123'] },
      { phones: ['3', '12'] }
    ]
    expect(new Set(bodies.map(mark)).size).toBe(bodies.length)
    expect(bodies.map(mark).every(Number.isSafeInteger)).toBe(true)
  })
  test('is the same for 20,000 names of two characters only where they are', () => {
    const names = Array.from({ length: 20_000 }, (_, i) =>
      String.fromCharCode(0x4e00 + (i % 200), 0x4e00 + Math.floor(i / 200))
    )
    expect(new Set(names.map((name) => mark({ name }))).size).toBe(20_000)
  })
  test('does not look at what is not searched', () =>
    expect(mark({ name: '甲', businessGoals: 'x' })).toBe(mark({ name: '甲' })))
})

test('what `prepare` makes is of this form: raise `textsForm` when it changes', () => {
  const fields = searchFields(types.get('account')!)
  const made = makeCompanies(500, mulberry32(12)).map(({ name, nameEn, code, phones }) =>
    prepare(fields, { name, nameEn, code, phones, shortName: `${name.slice(2, 5)}（ＡＢＣ）` })
  )
  const hash = hex(sha256(utf8(JSON.stringify(made)))).slice(0, 16)
  expect({ form: textsForm, hash }).toEqual({ form: 1, hash: 'f4081ebbb7849c67' })
})
