import { f, recordTypes, defineEntity } from '@fieldfile/protocol'
import { expect, test } from 'vitest'
import { guessMapping, looksLikeNames, missingTargets } from './mapping.ts'
import { jaroWinkler, Matcher, normalizeName } from './matching.ts'
import { importTargets } from './targets.ts'
import { guessTerritories } from './territory.ts'
import { parseCell } from './values.ts'

const account = defineEntity({
  type: 'account',
  code: 'E-01',
  label: { zh: '客户', en: 'Account' },
  root: 'self',
  title: ['name'],
  groups: {},
  importable: true,
  rights: {},
  fields: {
    name: f.string('公司名称', 'Name', { required: true, alias: ['企业名称'] }),
    phones: f.strings('电话', 'Phones', { alias: ['联系电话'] }),
    nature: f.enum(
      '客户性质',
      'Nature',
      { endUser: ['终端用户', 'End user'], oem: ['主机厂', 'OEM'] },
      { required: true }
    ),
    score: f.integer('分数', 'Score', { merge: 'derived' })
  }
})
const targets = importTargets(recordTypes([account]))

test('targets come from the definitions; computed fields are none', () => {
  expect(targets.map((t) => t.path)).toEqual(
    expect.arrayContaining(['account.name', 'account.phones', 'account.nature'])
  )
  expect(targets.map((t) => t.path)).not.toContain('account.score')
})

test('columns are guessed by label, other name and language; a second fit is left to the person', () => {
  expect(guessMapping(['企业名称', ' NAME ', '联系电话', '电话', '备注', '__proto__'], targets)).toEqual([
    'account.name',
    null,
    'account.phones',
    'account.phones',
    null,
    null
  ])
})

const person = defineEntity({
  type: 'person',
  code: 'E-06',
  label: { zh: '联系人', en: 'Person' },
  root: 'account',
  title: ['name'],
  groups: {},
  importable: true,
  rights: {},
  fields: {
    name: f.string('姓名', 'Full name', { required: true, alias: ['联系人', 'FirstName', 'LastName'] }),
    title: f.string('职务名称', 'Job title', { alias: ['ContactType'] }),
    mobiles: f.strings('手机', 'Mobile phones', { alias: ['电话', '联系电话'] })
  }
})
const both = importTargets(recordTypes([account, person]))
const guess = (...header: string[]) => guessMapping(header, both)

test('a name that fits both goes to the record its neighbour belongs to; without its name a contact is not made', () => {
  expect(guess('公司名称', '联系人', '电话')).toEqual(['account.name', 'person.name', 'person.mobiles'])
  expect(guess('公司名称', '电话', '联系人', '手机')).toEqual([
    'account.name',
    'account.phones',
    'person.name',
    'person.mobiles'
  ])
  expect(guess('公司名称', '手机', '职务名称')).toEqual(['account.name', null, null])
})

test('columns whose cells mean something else are left out: a form of address, foreign codes', () => {
  const rows = [
    ['Mr.', 'Owner', 'X1'],
    ['Ms.', 'Buyer', 'X2'],
    ['', 'Owner', 'X3']
  ]
  const header = ['Title', 'ContactType', 'Nature', 'FirstName', 'LastName']
  expect(guessMapping(header, both, rows)).toEqual([null, 'person.title', null, 'person.name', 'person.name'])
})

test('a first row with numbers, mails, or a cell twice is data', () => {
  expect(looksLikeNames(['公司名称', '地区', ''])).toBe(true)
  for (const row of [['岚屿', '0510-82765432'], ['a', 'x@y.cn'], ['无锡', '无锡'], ['']])
    expect(looksLikeNames(row)).toBe(false)
})

test('a required field without column or default is named', () => {
  expect(missingTargets(['account.name'], {}, targets).map((t) => t.path)).toEqual(['account.nature'])
  expect(missingTargets(['account.name'], { 'account.nature': 'oem' }, targets)).toEqual([])
})

test.each([
  ['1,234', f.integer('', ''), 1234],
  ['12.5%', f.percent('', ''), 0.125],
  ['¥1,234.50', f.money('', ''), { amount: 123_450, currency: 'CNY' }],
  ['2026年9月4日', f.date('', ''), '2026-09-04'],
  ['20260904', f.date('', ''), '2026-09-04'],
  ['2月29日', f.partialDate('', ''), '--02-29'],
  ['终端用户', account.fields.nature, 'endUser'],
  ['oem', account.fields.nature, 'oem'],
  ['是', f.boolean('', ''), true],
  ['a；b\n c', f.strings('', ''), ['a', 'b', 'c']],
  ['', f.string('', ''), null],
  ['NULL', f.string('', ''), null],
  ['—', f.integer('', ''), null]
])('the cell %j is read', (text, field, value) => {
  expect(parseCell(text, field, 'x')).toMatchObject({ ok: true, value })
})

test.each([
  ['2026-02-30', f.date('', ''), 'BAD_VALUE'],
  ['twelve', f.integer('', ''), 'BAD_VALUE'],
  ['anything', account.fields.nature, 'BAD_VALUE'],
  ['x'.repeat(40_000), f.text('', ''), 'ROW_CELL_TOO_LONG']
])('the cell %# is refused with a code', (text, field, code) => {
  expect(parseCell(text, field, 'x')).toEqual({ ok: false, code })
})

test('phones: several in a cell, letters are refused', () => {
  expect(parseCell('0510-8276 5432；13912345678', account.fields.phones, 'phones')).toMatchObject({
    ok: true,
    value: ['+8651082765432', '+8613912345678']
  })
  expect(parseCell('0510-TELEFON', account.fields.phones, 'phones')).toEqual({ ok: false, code: 'ROW_BAD_PHONE' })
})

test.each([
  ['uscc', ' 91320214 ma1wxxxx0k', f.string('', '', { pattern: /^[0-9A-Z]{18}$/ }), '91320214MA1WXXXX0K'],
  ['country', '中国', f.string('', '', { max: 2 }), 'CN'],
  ['country', 'United States', f.string('', '', { max: 2 }), 'US'],
  ['country', 'usa', f.string('', '', { max: 2 }), 'US'],
  ['country', 'de', f.string('', '', { max: 2 }), 'DE'],
  ['foundedYear', '2003-05-12', f.integer('', ''), 2003],
  ['foundedYear', '1998年', f.integer('', ''), 1998]
])('%s is read as people write it: %s', (name, text, field, value) => {
  expect(parseCell(text, field, name)).toMatchObject({ ok: true, value })
})

test('hidden characters are taken out and reported', () => {
  expect(parseCell('安\u202e全\u0000', f.string('', ''), 'x')).toEqual({ ok: true, value: '安全', cleaned: true })
})

test('names are compared without legal form, width and blanks', () => {
  expect(normalizeName('岚屿化工（集团）股份有限公司')).toBe(normalizeName('岚屿化工'))
  expect(normalizeName('Ping An Bank Co., Ltd.')).toBe('pinganbank')
})

test('Jaro-Winkler gives the published values', () => {
  expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4)
  expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4)
  expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4)
})

test('matching: credit code, code, like name in the same city, phone; another code is another company', () => {
  const base = { uscc: null, code: null, names: [] as string[], city: null, phones: [] as string[] }
  const matcher = new Matcher([
    { ...base, id: 'a', uscc: 'U1', names: ['苏州洲明科技有限公司'], city: '苏州', phones: ['+86512'] },
    { ...base, id: 'b', code: 'C2', names: ['无锡新越机电设备有限公司'], city: '无锡' }
  ])
  expect(matcher.find({ ...base, uscc: 'U1' })).toMatchObject({ id: 'a', by: 'uscc' })
  expect(matcher.find({ ...base, code: 'C2' })).toMatchObject({ id: 'b', by: 'code' })
  expect(matcher.find({ ...base, names: ['苏州洲明科技股份公司'], city: '苏州' })).toMatchObject({
    id: 'a',
    by: 'name',
    score: 1
  })
  expect(matcher.find({ ...base, names: ['无锡新越机电设备'], city: '苏州' })).toBeNull()
  expect(matcher.find({ ...base, uscc: 'U9', names: ['苏州洲明科技'], city: '苏州' })).toBeNull()
  expect(matcher.find({ ...base, names: ['无锡新越机电设施'], city: '无锡' })?.score).toBeLessThan(1)
  expect(matcher.find({ ...base, phones: ['+86512'] })).toMatchObject({ id: 'a', by: 'phone' })
})

const t = (id: string, name: string, provinces: string[], parentId: string | null) => ({
  id,
  code: id,
  name,
  provinces,
  parentId
})

test('territories are guessed by province, city, name or code; the patch wins', () => {
  const territories = [
    t('EC', '华东', ['上海'], null),
    t('P3', '上海', ['上海'], 'EC'),
    t('P2', '宁镇扬', ['江苏', '南京'], 'EC')
  ]
  expect(guessTerritories(['上海市', '江苏省', '南京', '深圳', ''], territories)).toEqual({
    上海市: 'P3',
    江苏省: 'P2',
    南京: 'P2',
    深圳: null,
    '': null
  })
})
