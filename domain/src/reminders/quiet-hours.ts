import { addDays, instantOf, wallTimeOf } from './wall-time.ts'

export interface QuietHours {
  /** `20:00` */
  from: string
  /** `08:00` */
  to: string
}
export const usualQuietHours: QuietHours = { from: '20:00', to: '08:00' }

/** Moves an instant that falls into the quiet hours of a zone to their end (DOMAIN §6). */
export function afterQuiet(ms: number, zone: string, { from, to }: QuietHours = usualQuietHours): number {
  const { date, time } = wallTimeOf(ms, zone)
  if (from === to) return ms
  const overNight = from > to
  const quiet = overNight ? time >= from || time < to : time >= from && time < to
  if (!quiet) return ms
  return instantOf({ date: overNight && time >= from ? addDays(date, 1) : date, time: to }, zone)
}
