import { defineEntity, f, recordTypes } from '@fieldfile/protocol'
import { describe, expect, test } from 'vitest'
import type { Rec } from '../read.ts'
import { SearchIndex } from './search-index.ts'
import { makeCompanies, mulberry32, typo } from './search-sample.ts'

const company = defineEntity({
  type: 'company',
  code: 'T-1',
  label: { zh: '公司', en: 'Company' },
  root: 'none',
  title: ['name'],
  groups: {},
  fields: {
    code: f.string('编号', 'Code', { search: true }),
    name: f.string('名称', 'Name', { search: true }),
    nameEn: f.string('英文名', 'English name', { search: true }),
    phones: f.strings('电话', 'Phones', { search: true })
  },
  rights: {}
})
const types = recordTypes([company])

const rec = (id: string, body: Record<string, unknown>): Rec => ({
  type: 'company',
  id,
  rootId: null,
  body,
  meta: {},
  seq: 1,
  origin: 'device'
})
const indexOf = (recs: Rec[]) => new SearchIndex(types, () => recs)

describe('what is found, and how', () => {
  const recs = [
    rec('yinhang', { name: '上海银行', nameEn: 'Bank of Shanghai', phones: ['021-6888 1234'], code: 'K0001' }),
    rec('chongqing', {
      name: '重庆长安机械有限公司',
      nameEn: 'Chang’an Machinery',
      phones: ['13800138000'],
      code: 'K0002'
    }),
    rec('shan', { name: '单雄信', code: 'P7' }),
    rec('half', { name: 'ＡＢＣ　化工', code: 'K0003' }),
    rec('suzhou', { name: '苏州精密机械', nameEn: 'Suzhou Precision', code: 'K0004' })
  ]
  const index = indexOf(recs)
  const find = (text: string) => index.find(['company'], text, 10)
  const ids = (text: string) => find(text).map((hit) => hit.id)

  test.each([
    ['上海银行', 'yinhang', 'exact', 'name'],
    ['上海', 'yinhang', 'prefix', 'name'],
    ['银行', 'yinhang', 'word', 'name'],
    ['shanghaiyinhang', 'yinhang', 'pinyin', 'name'],
    ['shyh', 'yinhang', 'initials', 'name'],
    ['chongqing', 'chongqing', 'pinyin', 'name'],
    ['cqcajx', 'chongqing', 'initials', 'name'],
    ['shanxiongxin', 'shan', 'pinyin', 'name'],
    ['precision', 'suzhou', 'word', 'nameEn'],
    ['K0002', 'chongqing', 'exact', 'code'],
    ['138 0013', 'chongqing', 'prefix', 'phones'],
    ['0216888', 'yinhang', 'digits', 'phones'],
    ['021-6888-1234', 'yinhang', 'digits', 'phones'],
    ['abc', 'half', 'prefix', 'name'],
    ['ａｂｃ', 'half', 'prefix', 'name'],
    ['上海 yinhang', 'yinhang', 'prefix', 'name']
  ])('%s', (text, id, how, field) => {
    expect(find(text)[0]).toEqual({ type: 'company', id, how, field })
  })

  test('all words must be found', () => expect(ids('机械 长安')).toEqual(['chongqing']))
  test('what is not there is not found', () => {
    expect(ids('zzzz')).toEqual([])
    expect(ids('')).toEqual([])
    expect(ids('  ')).toEqual([])
  })
  test('a mark of the prepared text is not a word', () => expect(ids('\u0001')).toEqual([]))
  test('exact before prefix before inner', () => {
    const ranked = indexOf([rec('a', { name: '大恒力' }), rec('b', { name: '恒力石化' }), rec('c', { name: '恒力' })])
    expect(ranked.find(['company'], '恒力', 10).map((hit) => hit.id)).toEqual(['c', 'b', 'a'])
  })
  test('changes are followed', () => {
    const list = [rec('a', { name: '旧名' })]
    const live = indexOf(list)
    expect(live.find(['company'], '旧名', 5)).toHaveLength(1)
    live.update('company', 'a', rec('a', { name: '新名' }))
    live.update('company', 'b', rec('b', { name: '另一家新名' }))
    expect(live.find(['company'], '旧名', 5)).toEqual([])
    expect(live.find(['company'], '新名', 5).map((hit) => hit.id)).toEqual(['a', 'b'])
    live.update('company', 'a', undefined)
    live.update('company', 'c', rec('c', { name: '第三家新名' }))
    expect(live.find(['company'], '新名', 5).map((hit) => hit.id)).toEqual(['c', 'b'])
  })
})

test('quality: ≥ 99 % of exact, pinyin, initials, mid-word, phone and English targets, ≥ 75 % of typos', () => {
  const random = mulberry32(20_260_915)
  const companies = makeCompanies(3_000, random)
  const index = indexOf(companies.map(({ id, ...body }) => rec(id, body)))
  const sample = companies.filter((_, i) => i % 10 === 0)
  const found = (question: (c: (typeof companies)[number]) => string, within: number) =>
    sample.filter((c) => index.find(['company'], question(c), within).some((hit) => hit.id === c.id)).length /
    sample.length
  const exact = {
    name: found((c) => c.name, 20),
    middle: found((c) => c.name.slice(1, 7), 50),
    english: found((c) => c.nameEn.toUpperCase(), 20),
    phone: found((c) => c.phones[0]!.replaceAll('-', '').slice(1, 11), 20),
    code: found((c) => c.code, 5),
    pinyin: found((c) => c.pinyin, 20),
    initials: found((c) => c.initials, 50)
  }
  expect(Object.entries(exact).filter(([, share]) => share < 0.99)).toEqual([])
  expect(found((c) => typo(c.nameEn, random), 20)).toBeGreaterThanOrEqual(0.75)
  expect(found((c) => typo(c.pinyin, random), 20)).toBeGreaterThanOrEqual(0.75)
  expect(found((c) => typo(c.name, random), 20)).toBeGreaterThanOrEqual(0.75)
})
