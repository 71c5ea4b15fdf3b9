/** Wall time of a zone, without a library: the offset is read from Intl and corrected once. */

const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit'
  })
  formats.set(zone, made)
  return made
}

export interface WallTime {
  /** `2026-09-15` */
  date: string
  /** `08:30` */
  time: string
}

/** What the clock on the wall of a zone shows at an instant. */
export function wallTimeOf(ms: number, zone: string): WallTime {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value])
  )
  return { date: `${part['year']}-${part['month']}-${part['day']}`, time: `${part['hour']}:${part['minute']}` }
}

const offsetAt = (ms: number, zone: string): number => {
  const { date, time } = wallTimeOf(ms, zone)
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(ms / 60_000) * 60_000
}

/**
 * The instant at which a zone's wall shows this date and time. A time that a change of clocks skips is taken as much
 * later as was skipped; of a time that comes twice, the first is meant (RFC 5545 §3.3.5).
 */
export function instantOf({ date, time }: WallTime, zone: string): number {
  const utc = Date.parse(`${date}T${time}:00Z`)
  const before = utc - offsetAt(utc - 86_400_000, zone)
  const after = utc - offsetAt(utc + 86_400_000, zone)
  const fits = [before, after].filter((ms) => utc - ms === offsetAt(ms, zone))
  return fits.length > 0 ? Math.min(...fits) : before
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
