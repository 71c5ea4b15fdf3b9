import { describe, expect, test } from 'vitest'
import * as f from './format.ts'

const zh = 'zh-CN'
const en = 'en'
const zone = 'Asia/Shanghai'
const now = '2026-09-14T08:00:00.000Z'

describe('dates', () => {
  test('day and month', () => {
    expect(f.formatDate('2026-09-03', zh)).toBe('9月3日')
    expect(f.formatDate('2026-09-03', en)).toBe('3 Sep')
  })
  test('the year only when it is another one', () => {
    expect(f.formatDate('2026-09-03', en, { today: '2026-09-14' })).toBe('3 Sep')
    expect(f.formatDate('2025-09-03', en, { today: '2026-09-14' })).toBe('3 Sep 2025')
    expect(f.formatDate('2025-09-03', zh, { today: '2026-09-14' })).toBe('2025年9月3日')
  })
  test('weekday', () => {
    expect(f.formatDate('2026-09-15', zh, { weekday: true })).toBe('9月15日 周二')
    expect(f.formatDate('2026-09-15', en, { weekday: true })).toBe('Tue 15 Sep')
  })
  test('partial dates and months', () => {
    expect(f.formatPartialDate('--09-03', zh)).toBe('9月3日')
    expect(f.formatPartialDate('1980-09-03', en)).toBe('3 Sep 1980')
    expect(f.formatMonth('2026-06', zh)).toBe('6月')
    expect(f.formatMonth('2026-06-30', en, true)).toBe('Jun 2026')
  })
  test('ranges', () => {
    expect(f.formatDateRange('2026-09-14', '2026-09-18', en)).toBe('14–18 Sep')
    expect(f.formatDateRange('2026-09-14', '2026-09-18', zh)).toBe('9月14–18日')
    expect(f.formatDateRange('2026-09-28', '2026-10-02', en)).toBe('28 Sep – 2 Oct')
  })
  test('instants in the zone they were meant', () => {
    expect(f.formatInstant('2026-09-13T22:00:00Z', zh, now, zone)).toBe('今天 06:00')
    expect(f.formatInstant('2026-09-13T10:42:00Z', en, now, zone)).toBe('yesterday 18:42')
    expect(f.formatInstant('2026-09-15T01:49:00Z', zh, now, zone)).toBe('明天 09:49')
    expect(f.formatInstant('2026-09-01T01:49:00Z', zh, now, zone)).toBe('9月1日 09:49')
    expect(f.formatTimeRange('2026-09-15T01:49:00Z', '2026-09-15T03:19:00Z', zone)).toBe('09:49–11:19')
    expect(f.wallClock('2026-01-01T16:00:00Z', zone)).toEqual({ date: '2026-01-02', time: '00:00' })
  })
})

test.each([
  ['2026-09-14T07:59:30Z', '刚才', 'just now'],
  ['2026-09-14T07:59:00Z', '1 分钟前', '1 min ago'],
  ['2026-09-14T05:00:00Z', '3 小时前', '3 h ago'],
  ['2026-09-13T08:00:00Z', '1 天前', '1 day ago'],
  ['2026-08-27T08:00:00Z', '18 天前', '18 days ago'],
  ['2025-07-10T08:00:00Z', '14 个月前', '14 months ago'],
  ['2022-07-10T08:00:00Z', '4 年前', '4 years ago']
])('age of %s', (then, chinese, english) => {
  expect(f.formatAge(then, now, zh)).toBe(chinese)
  expect(f.formatAge(then, now, en)).toBe(english)
})

test('durations, distances, sizes', () => {
  expect(f.formatDuration(328, zh)).toBe('5 小时 28 分')
  expect(f.formatDuration(328, en)).toBe('5 h 28 min')
  expect(f.formatDuration(60, en)).toBe('1 h')
  expect(f.formatDuration(0, zh)).toBe('0 分')
  expect(f.formatDuration(-27, en)).toBe('−27 min')
  expect(f.formatDistance(48.4, zh)).toBe('48 公里')
  expect(f.formatBytes(4_100_000, en)).toBe('4.1 MB')
  expect(f.formatBytes(0, en)).toBe('0 B')
})

const cny = (yuan: number) => ({ amount: Math.round(yuan * 100), currency: 'CNY' })

describe('money', () => {
  test.each([
    [20_830_000, '¥2,083 万', '¥20.83 M'],
    [486_200, '¥48.62 万', '¥486,200'],
    [9_999, '¥9,999', '¥9,999'],
    [120_000_000, '¥1.2 亿', '¥120 M'],
    [1_200_000_000, '¥12 亿', '¥1.2 bn'],
    [-300_000, '−¥30 万', '−¥300,000'],
    [12.5, '¥12.50', '¥12.50'],
    [0, '¥0', '¥0']
  ])('%d', (yuan, chinese, english) => {
    expect(f.formatMoney(cny(yuan), zh)).toBe(chinese)
    expect(f.formatMoney(cny(yuan), en)).toBe(english)
  })
  test('exact, and other currencies', () => {
    expect(f.formatMoneyExact(cny(486_200), zh)).toBe('¥486,200')
    expect(f.formatMoneyExact({ amount: 5000, currency: 'JPY' }, en)).toBe('JP¥5,000')
    expect(f.formatMoneyExact({ amount: 5000, currency: 'CHF' }, en)).toBe('CHF 50')
    expect(f.currencyDigits('not a code')).toBe(2)
  })
})

test('numbers carry a real minus and an asked-for plus', () => {
  expect(f.formatNumber(1_234_567.891, en)).toBe('1,234,567.89')
  expect(f.formatNumber(-8, zh)).toBe('−8')
  expect(f.formatNumber(43, en, { sign: true })).toBe('+43')
  expect(f.formatNumber(-0.001, en)).toBe('0')
  expect(f.formatPercent(0.71, zh)).toBe('71 %')
  expect(f.formatPercent(0.061, en, { sign: true })).toBe('+6.1 %')
})

test.each([
  ['+8613800138000', '138 0013 8000'],
  ['+8651055500142', '0510-5550-0142'],
  ['+861055500142', '010-5550-0142'],
  ['+864001234567', '400-123-4567'],
  ['+49301234567', '+49 301 234 567'],
  ['+8651055500142;ext=12', '0510-5550-0142 转 12'],
  ['内线 12', '内线 12']
])('phone %s', (phone, shown) => expect(f.formatPhone(phone, zh)).toBe(shown))
