import { wallClock } from '../../ui/index.ts'

const dayMs = 86_400_000
const dayNumber = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / dayMs

/** Calendar days from an instant to now, in the zone: yesterday evening is one day ago. */
export const daysSince = (instant: string, now: number, zone: string): number =>
  dayNumber(wallClock(now, zone).date) - dayNumber(wallClock(instant, zone).date)

/** Days a due moment lies behind; 0 or less: not late. An hour late today is late by no day yet. */
export const daysLate = (due: string | null, now: number, zone: string): number =>
  due && Date.parse(due) < now ? Math.max(1, daysSince(due, now, zone)) : 0

export const isLate = (due: string | null, now: number): boolean => due !== null && Date.parse(due) < now
