import type { DueItem } from '@fieldfile/protocol/ipc'
import { expect, test } from 'vitest'
import { dueNow, emptyBook, forgetSnoozes, inQuietHours, snooze, type Book } from './due.ts'

const item = (id: string, fireAt: number, more: Partial<DueItem> = {}): DueItem => ({
  id,
  rule: 'N-01',
  level: 'notice',
  fireAt,
  until: fireAt + 1000,
  title: 'title',
  body: 'body',
  generic: 'generic',
  path: '/today',
  ...more
})
const never = { from: '00:00', to: '00:00' }
const night = { from: '21:00', to: '07:00' }
const look = (items: DueItem[], book: Book, now: number, quiet = never, minute = 12 * 60) =>
  dueNow(items, book, now, quiet, minute)
const minute = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const ids = (items: DueItem[]) => items.map(({ id }) => id)

test('fires once when due, in the order of time; says when the next one is due', () => {
  const items = [item('b', 20), item('a', 10), item('c', 30)]
  const due = look(items, emptyBook, 20)
  expect(ids(due.single)).toEqual(['a', 'b'])
  expect(due.nextAt).toBe(30)
  expect(look(items, due.book, 20)).toMatchObject({ single: [], digest: [], nextAt: 30 })
})

test('what has run out is not shown, and comes back if the clock does', () => {
  const items = [item('a', 10)]
  expect(look(items, emptyBook, 1010).single).toEqual([])
  expect(ids(look(items, emptyBook, 1009).single)).toEqual(['a'])
})

test('more than three at once: one digest of all', () => {
  const items = ['a', 'b', 'c', 'd'].map((id, i) => item(id, i))
  expect(ids(look(items.slice(0, 3), emptyBook, 10).single)).toEqual(['a', 'b', 'c'])
  const due = look(items, emptyBook, 10)
  expect(due.single).toEqual([])
  expect(ids(due.digest)).toEqual(['a', 'b', 'c', 'd'])
  expect(look(items, due.book, 10).digest).toEqual([])
})

test('quiet hours hold back all but alarms, until they end', () => {
  const items = [item('notice', 10, { until: 9e9 }), item('alarm', 10, { level: 'alarm' })]
  const atNight = look(items, emptyBook, 20, night, 23 * 60)
  expect(ids(atNight.single)).toEqual(['alarm'])
  expect(ids(look(items, atNight.book, 500, night, 7 * 60).single)).toEqual(['notice'])
})

test.each([
  [{ from: '21:00', to: '07:00' }, ['21:00', '23:59', '00:00', '06:59'], ['07:00', '12:00', '20:59']],
  [{ from: '12:00', to: '13:30' }, ['12:00', '13:29'], ['11:59', '13:30', '00:00']],
  [{ from: '08:00', to: '08:00' }, [], ['08:00', '07:59']]
])('quiet hours %o', (quiet, inside, outside) => {
  const isQuiet = (clock: string) => inQuietHours(quiet, minute(clock))
  expect(inside.filter(isQuiet)).toEqual(inside)
  expect(outside.filter(isQuiet)).toEqual([])
})

test('snoozed: comes again once, at its new time, even past its end', () => {
  const items = [item('a', 10)]
  const first = look(items, emptyBook, 10)
  const book = snooze(first.book, 'a', 600_000)
  expect(look(items, book, 599_999)).toMatchObject({ single: [], nextAt: 600_000 })
  const again = look(items, book, 600_000)
  expect(ids(again.single)).toEqual(['a'])
  expect(look(items, again.book, 600_001).single).toEqual([])
  const twice = look(items, snooze(again.book, 'a', 700_000), 700_000)
  expect(ids(twice.single)).toEqual(['a'])
})

test('a snooze of what is no longer asked for is forgotten', () => {
  const book = snooze(snooze(emptyBook, 'a', 1), 'b', 2)
  expect(forgetSnoozes(book, [item('b', 10)]).snoozed).toEqual({ b: 2 })
})

test('the book is bounded', () => {
  let book: Book = emptyBook
  for (let i = 0; i < 25; i++) {
    const items = Array.from({ length: 1000 }, (_, n) => item(`${i}-${n}`, 1))
    book = look(items, book, 1).book
  }
  expect(book.shown.size).toBe(20_000)
  expect(book.shown.has('24-999')).toBe(true)
})
