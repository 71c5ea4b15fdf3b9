import type { Random } from './random.ts'
import type { DemoRecord } from './record.ts'

/** Public holidays of 2026 and early 2027 as announced or fixed by the lunar calendar, and two seasons. */
const holidays: readonly [
  string,
  string,
  string,
  'holiday' | 'adjustedWorkday' | 'peakSeason' | 'overhaulSeason',
  number
][] = [
  ['2026-09-25', '中秋节', 'Mid-Autumn', 'holiday', 21],
  ...['01', '02', '03', '04', '05', '06', '07'].map((d): [string, string, string, 'holiday', number] => [
    `2026-10-${d}`,
    '国庆节',
    'National Day',
    'holiday',
    45
  ]),
  ['2026-10-15', '秋季检修', 'Autumn overhaul', 'overhaulSeason', 45],
  ['2026-11-11', '旺季', 'Peak season', 'peakSeason', 45],
  ['2027-01-01', '元旦', "New Year's Day", 'holiday', 21],
  ['2027-02-06', '春节', 'Spring Festival', 'holiday', 45]
]

export const makeCalendar = (random: Random, at: number): DemoRecord[] =>
  holidays.map(([date, zh, en, kind, leadDays]) => ({
    type: 'calendarDay',
    id: random.id(at),
    at,
    body: { date, kind, name: zh, nameEn: en, leadDays }
  }))
