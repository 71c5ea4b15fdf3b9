const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const pad = (n: number | string, width = 2) => String(n).padStart(width, '0')

interface DateParts {
  year?: number
  month: number
  day: number
}

/** Reads a date as people type it: `2026-09-15`, `9/15`, `9月15日`, `15 Sep 2026`, `20260915`. Null when it is none. */
function readDateParts(text: string): DateParts | null {
  const s = text.trim().toLowerCase()
  const numeric =
    /^(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(s) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(s)
  if (numeric) return valid(numeric[1], Number(numeric[2]), Number(numeric[3]))
  const named = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?(?:,?\s+(\d{4}))?$/.exec(s)
  if (named) return valid(named[3], monthNames.indexOf(named[2]!) + 1, Number(named[1]))
  const american = /^([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?$/.exec(s)
  return american ? valid(american[3], monthNames.indexOf(american[1]!) + 1, Number(american[2])) : null
}

function valid(yearText: string | undefined, month: number, day: number): DateParts | null {
  const year = yearText ? Number(yearText) : undefined
  // Without a year 29 February may be true.
  const at = new Date(Date.UTC(year ?? 2000, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? { year, month, day } : null
}

const nearDays: Readonly<Record<string, number>> = {
  昨天: -1,
  yesterday: -1,
  今天: 0,
  today: 0,
  明天: 1,
  tomorrow: 1,
  后天: 2
}

/** An ISO date; a missing year is that of `today`; `明天` and `tomorrow` are read too. */
export function readDate(text: string, today: string): string | null {
  const near = nearDays[text.trim().toLowerCase()]
  if (near !== undefined)
    return new Date(Date.parse(`${today}T00:00:00Z`) + near * 86_400_000).toISOString().slice(0, 10)
  const parts = readDateParts(text)
  if (!parts) return null
  const iso = `${pad(parts.year ?? Number(today.slice(0, 4)), 4)}-${pad(parts.month)}-${pad(parts.day)}`
  return Number.isNaN(Date.parse(iso)) || new Date(iso).getUTCDate() !== parts.day ? null : iso
}

/** `--09-15`, or with a year `1980-09-15`. */
export function readPartialDate(text: string): string | null {
  const parts = readDateParts(text.trim().replace(/^--/, ''))
  return parts ? `${parts.year ? pad(parts.year, 4) : '-'}-${pad(parts.month)}-${pad(parts.day)}` : null
}

/** `09:30`, `9:30`, `0930`, `9点30`. */
export function readTime(text: string): string | null {
  const found = /^(\d{1,2})(?:[:：点时.]?(\d{2})分?|[点时])$/.exec(text.trim())
  if (!found) return null
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  return hour < 24 && minute < 60 ? `${pad(hour)}:${pad(minute)}` : null
}

/** The UTC instant at which clocks of `zone` show this; in a gap of summer time, the moment after it. */
export function instantAt(date: string, time: string, zone: string): string {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  let at = wanted - offsetMs(wanted, zone)
  at = wanted - offsetMs(at, zone)
  return new Date(at).toISOString()
}

function offsetMs(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit'
  })
  const p = Object.fromEntries(format.formatToParts(new Date(at)).map((part) => [part.type, part.value]))
  return (
    Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:00Z`) -
    Math.floor(at / 60_000) * 60_000
  )
}
