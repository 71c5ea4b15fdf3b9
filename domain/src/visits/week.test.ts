import { expect, test } from 'vitest'
import { hoursOn, isoWeek, minutesOf, mondayOf, plusDays, timeOf, weekDates, weekdayOf } from './week.ts'

test('weeks begin on Monday and belong to the year of their Thursday (ISO 8601)', () => {
  expect(isoWeek('2026-09-14')).toBe(38)
  expect(isoWeek('2026-01-01')).toBe(1)
  expect(isoWeek('2027-01-01')).toBe(53)
  expect(isoWeek('2024-12-30')).toBe(1)
  expect(mondayOf('2026-09-20')).toBe('2026-09-14')
  expect(weekdayOf('2026-09-14')).toBe(1)
  expect(weekDates('2026-09-28').at(-1)).toBe('2026-10-04')
  expect(plusDays('2026-03-01', -1)).toBe('2026-02-28')
})

test('clock times and minutes', () => {
  expect(minutesOf('09:49')).toBe(589)
  expect(timeOf(589)).toBe('09:49')
})

test('visiting hours of a day', () => {
  const hours = [
    { weekday: 2, from: '13:00', to: '16:30' },
    { weekday: 2, from: '09:00', to: '11:30' },
    { weekday: 3, from: '09:00', to: '11:30' }
  ]
  expect(hoursOn(hours, '2026-09-15').map((h) => h.from)).toEqual(['09:00', '13:00'])
  expect(hoursOn(null, '2026-09-15')).toEqual([])
})
