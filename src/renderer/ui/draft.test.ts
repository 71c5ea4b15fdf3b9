import { describe, expect, test } from 'vitest'
import { parseDraft, readMoney, readNumber, toDraft } from './draft.ts'
import { displayValue } from './display.ts'
import type { EditorType } from './editor-types.ts'
import { instantAt, readDate, readPartialDate, readTime } from './parse-date.ts'

const context = { today: '2026-09-14', zone: 'Asia/Shanghai', currency: 'CNY' }
const parse = (type: EditorType, text: unknown) => parseDraft(type, text, context, 'zh-CN')

test.each<[EditorType, unknown]>([
  [{ kind: 'string' }, '岚屿化工'],
  [{ kind: 'integer', max: 1e6 }, 30_000],
  [{ kind: 'decimal' }, 7.1],
  [{ kind: 'percent' }, 0.071],
  [{ kind: 'percent' }, 0.29],
  [{ kind: 'money' }, { amount: 30_000_000, currency: 'CNY' }],
  [{ kind: 'money' }, { amount: 1999, currency: 'USD' }],
  [{ kind: 'date' }, '2026-09-15'],
  [{ kind: 'partialDate' }, '--09-03'],
  [{ kind: 'partialDate' }, '1980-02-29'],
  [{ kind: 'instant' }, { at: '2026-09-15T01:49:00.000Z', zone: 'Asia/Shanghai' }],
  [{ kind: 'geo' }, { lat: 31.57, lon: 120.3 }],
  [{ kind: 'boolean' }, false],
  [{ kind: 'set', of: { kind: 'string' } }, ['+8613800138000']]
])('%o: a value comes back from its draft', (type, value) => {
  expect(parse(type, toDraft(type, value, context))).toEqual({ value })
})

test('an emptied field is null', () => {
  expect(parse({ kind: 'integer' }, ' ')).toEqual({ value: null })
  expect(parse({ kind: 'instant' }, { text: '', zone: 'UTC' })).toEqual({ value: null })
  expect(parse({ kind: 'set', of: { kind: 'string' } }, [])).toEqual({ value: null })
})

test.each<[EditorType, unknown, string]>([
  [{ kind: 'decimal', max: 1e6 }, '1.2e9', '填 0 到 1,000,000 之间的数，例：30000'],
  [{ kind: 'integer', min: 1, max: 5 }, '2.5', '填 1 到 5 之间的整数，例：3'],
  [{ kind: 'percent' }, '171', '填 0 到 100 之间的百分数，例：71'],
  [{ kind: 'date' }, '2026-02-30', '填日期，例：2026-09-15'],
  [{ kind: 'geo' }, '31.57', '填纬度, 经度，例：31.57, 120.30'],
  [{ kind: 'string', max: 3 }, '太长的字', '填文字，最多 3 个字']
])('%o: %s gets told what to enter', (type, text, error) => expect(parse(type, text)).toEqual({ error }))

test('numbers as people type them', () => {
  expect(readNumber('1,234.5')).toBe(1234.5)
  expect(readNumber('３０')).toBe(30)
  expect(readNumber('−8')).toBe(-8)
  expect(readNumber('30万')).toBe(300_000)
  expect(readNumber('1.1k')).toBe(1100)
  expect(readNumber('')).toBeNull()
  expect(readNumber('1e9')).toBeNull()
})

test('amounts as people type them', () => {
  expect(readMoney('¥30万', 'CNY')).toEqual({ amount: 30_000_000, currency: 'CNY' })
  expect(readMoney('usd 19.99', 'CNY')).toEqual({ amount: 1999, currency: 'USD' })
  expect(readMoney('5,000 JPY', 'CNY')).toEqual({ amount: 5000, currency: 'JPY' })
  expect(readMoney('1.2M', 'CNY')).toEqual({ amount: 120_000_000, currency: 'CNY' })
  expect(readMoney('很多', 'CNY')).toBeNull()
})

describe('dates as people type them', () => {
  test.each([
    '2026-09-15',
    '2026/9/15',
    '9-15',
    '9月15日',
    '2026年9月15日',
    '15 Sep',
    'Sep 15, 2026',
    '20260915',
    '明天',
    'tomorrow'
  ])('%s', (text) => expect(readDate(text, context.today)).toBe('2026-09-15'))
  test('what is none', () => {
    expect(readDate('2025-02-29', context.today)).toBeNull()
    expect(readDate('2-29', context.today)).toBeNull()
    expect(readDate('13-01', context.today)).toBeNull()
    expect(readPartialDate('2-29')).toBe('--02-29')
    expect(readTime('9:30')).toBe('09:30')
    expect(readTime('0930')).toBe('09:30')
    expect(readTime('9点')).toBe('09:00')
    expect(readTime('25:00')).toBeNull()
  })
  test('wall clock to instant, also over a change of summer time', () => {
    expect(instantAt('2026-09-15', '09:49', 'Asia/Shanghai')).toBe('2026-09-15T01:49:00.000Z')
    expect(instantAt('2026-03-29', '01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00.000Z')
    expect(instantAt('2026-03-29', '03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(instantAt('2026-10-25', '12:00', 'Europe/Berlin')).toBe('2026-10-25T11:00:00.000Z')
  })
})

test.each<[EditorType, unknown, string]>([
  [{ kind: 'integer', unit: { zh: '天', en: 'days' } }, 60, '60 天'],
  [{ kind: 'integer', min: 1000, max: 2200 }, 2009, '2009'],
  [{ kind: 'integer', max: 9000 }, 2009, '2,009'],
  [{ kind: 'percent' }, 0.71, '71 %'],
  [{ kind: 'boolean' }, false, '否'],
  [{ kind: 'date' }, '2027-03-31', '2027年3月31日'],
  [{ kind: 'instant' }, { at: '2026-09-15T01:49:00.000Z', zone: 'Asia/Shanghai' }, '明天 09:49'],
  [{ kind: 'enum', values: { a: { zh: '国有', en: 'State' } } }, 'a', '国有'],
  [{ kind: 'set', of: { kind: 'string' } }, ['+8613800138000', '+8651055500142'], '138 0013 8000、0510-5550-0142'],
  [{ kind: 'money' }, null, '']
])('%o shown', (type, value, text) => expect(displayValue(type, value, 'zh-CN', context)).toBe(text))
