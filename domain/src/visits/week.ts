const dayMs = 86_400_000
const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** 1 is Monday (ISO 8601). */
export const weekdayOf = (date: string): number => ((new Date(utc(date)).getUTCDay() + 6) % 7) + 1
export const plusDays = (date: string, days: number): string =>
  new Date(utc(date) + days * dayMs).toISOString().slice(0, 10)
/** The Monday of the week a date lies in. */
export const mondayOf = (date: string): string => plusDays(date, 1 - weekdayOf(date))
export const weekDates = (monday: string): string[] => [0, 1, 2, 3, 4, 5, 6].map((n) => plusDays(monday, n))

/** ISO 8601: the week belongs to the year its Thursday lies in. */
export function isoWeek(date: string): number {
  const thursday = plusDays(mondayOf(date), 3)
  return Math.floor((utc(thursday) - utc(`${thursday.slice(0, 4)}-01-01`)) / dayMs / 7) + 1
}

/** Minutes since midnight of `HH:mm`. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

export interface OpenHours {
  readonly weekday?: number | null
  readonly from?: string | null
  readonly to?: string | null
}
/** Visiting hours of one weekday, earliest first. */
export const hoursOn = (hours: readonly OpenHours[] | null | undefined, date: string): { from: string; to: string }[] =>
  (hours ?? [])
    .flatMap((h) => (h.weekday === weekdayOf(date) && h.from && h.to ? [{ from: h.from, to: h.to }] : []))
    .toSorted((a, b) => a.from.localeCompare(b.from))
