import type { Random } from './random.ts'
import type { DemoRecord } from './record.ts'

/** Public holidays of 2026 and early 2027, as announced or fixed by the lunar calendar. */
const holidays: readonly (readonly [date: string, zh: string, en: string])[] = [
  ['2026-09-25', '中秋节', 'Mid-Autumn'],
  ...[1, 2, 3, 4, 5, 6, 7].map((d) => [`2026-10-0${d}`, '国庆节', 'National Day'] as const),
  ['2027-01-01', '元旦', "New Year's Day"],
  ['2027-02-06', '春节', 'Spring Festival']
]

export const makeCalendar = (random: Random, at: number): DemoRecord[] =>
  holidays.map(([date, zh, en]) => ({
    type: 'calendarDay',
    id: random.id(at),
    at,
    body: { date, kind: 'holiday', name: zh, nameEn: en }
  }))
