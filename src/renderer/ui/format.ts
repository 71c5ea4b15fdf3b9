/** How facts are written in the two languages. Pure: the present moment and the zone are passed in. */
export type Locale = 'zh-CN' | 'en'

export interface MoneyValue {
  /** Minor units, e.g. fen. */
  amount: number
  /** ISO 4217. */
  currency: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const weekdays = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
} as const
const minus = '−'
const parts = (isoDate: string) => isoDate.split('-').map(Number) as [number, number, number]
const dayNumber = (isoDate: string) => Date.parse(`${isoDate.slice(0, 10)}T00:00:00Z`) / 86_400_000

export interface DateOptions {
  /** ISO date; the year is left out when it is this year's. Without it the year is always left out. */
  today?: string
  weekday?: boolean
  year?: boolean
}

/** `2026-09-03` → `9月3日`, `3 Sep`. */
export function formatDate(
  isoDate: string,
  locale: Locale,
  { today, weekday = false, year }: DateOptions = {}
): string {
  const [y, m, d] = parts(isoDate.slice(0, 10))
  const withYear = year ?? (today !== undefined && !today.startsWith(`${isoDate.slice(0, 4)}-`))
  const day = weekday ? formatWeekday(isoDate, locale) : ''
  if (locale === 'en') return `${day ? `${day} ` : ''}${d} ${months[m - 1]}${withYear ? ` ${y}` : ''}`
  return `${withYear ? `${y}年` : ''}${m}月${d}日${day ? ` ${day}` : ''}`
}

/** `--09-03` → `9月3日`; `1980-09-03` → `1980年9月3日`. */
export function formatPartialDate(value: string, locale: Locale): string {
  return value.startsWith('--')
    ? formatDate(`2000-${value.slice(2)}`, locale)
    : formatDate(value, locale, { year: true })
}

/** `2026-09` or `2026-09-03` → `9月`, `Sep`; with the year `2026年9月`, `Sep 2026`. */
export function formatMonth(isoMonth: string, locale: Locale, withYear = false): string {
  const [y, m] = parts(`${isoMonth.slice(0, 7)}-01`)
  if (locale === 'en') return `${months[m - 1]}${withYear ? ` ${y}` : ''}`
  return `${withYear ? `${y}年` : ''}${m}月`
}

export function formatWeekday(isoDate: string, locale: Locale): string {
  return weekdays[locale][new Date(`${isoDate.slice(0, 10)}T00:00:00Z`).getUTCDay()]!
}

/** `14–18 Sep`, `9月14–18日`, across months `28 Sep – 2 Oct`, `9月28日–10月2日`. */
export function formatDateRange(from: string, to: string, locale: Locale): string {
  if (from === to) return formatDate(from, locale)
  if (from.slice(0, 7) !== to.slice(0, 7)) {
    return `${formatDate(from, locale)}${locale === 'en' ? ' – ' : '–'}${formatDate(to, locale)}`
  }
  const [, m, first] = parts(from)
  const last = parts(to)[2]
  return locale === 'en' ? `${first}–${last} ${months[m - 1]}` : `${m}月${first}–${last}日`
}

const zoned = new Map<string, Intl.DateTimeFormat>()
/** The wall clock of an instant in a zone: ISO date and `HH:mm`. */
export function wallClock(instant: string | number, zone: string): { date: string; time: string } {
  let format = zoned.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
      hourCycle: 'h23'
    })
    zoned.set(zone, format)
  }
  const at = Object.fromEntries(format.formatToParts(new Date(instant)).map((p) => [p.type, p.value]))
  return { date: `${at['year']}-${at['month']}-${at['day']}`, time: `${at['hour']}:${at['minute']}` }
}

export const formatTime = (instant: string | number, zone: string): string => wallClock(instant, zone).time
export const formatTimeRange = (from: string, to: string, zone: string): string =>
  `${formatTime(from, zone)}–${formatTime(to, zone)}`

/** `今天 06:00`, `昨天 18:42`, `明天 09:49`, else the date; English likewise. */
export function formatInstant(instant: string | number, locale: Locale, now: string | number, zone: string): string {
  const { date, time } = wallClock(instant, zone)
  const today = wallClock(now, zone).date
  return `${formatDay(date, locale, today)} ${time}`
}

/** A date by its distance from today: `今天`, `yesterday`, else `9月3日`. */
export function formatDay(isoDate: string, locale: Locale, today: string): string {
  const near = { 'zh-CN': ['昨天', '今天', '明天'], en: ['yesterday', 'today', 'tomorrow'] } as const
  const distance = dayNumber(isoDate) - dayNumber(today)
  return near[locale][distance + 1] ?? formatDate(isoDate, locale, { today })
}

/** How long ago: `刚才`, `1 分钟前`, `14 个月前`; `just now`, `1 min ago`, `14 months ago`. */
export function formatAge(then: string | number, now: string | number, locale: Locale): string {
  const minutes = Math.max(0, Math.floor((Number(new Date(now)) - Number(new Date(then))) / 60_000))
  if (minutes < 1) return locale === 'en' ? 'just now' : '刚才'
  const ago = locale === 'en' ? ' ago' : '前'
  const days = Math.floor(minutes / 1440)
  if (minutes < 60) return unit(minutes, locale, '分钟', 'min', 'min') + ago
  if (minutes < 1440) return unit(Math.floor(minutes / 60), locale, '小时', 'h', 'h') + ago
  if (days < 60) return unit(days, locale, '天', 'day', 'days') + ago
  // Mean Gregorian month: exact enough for an age in months.
  const wholeMonths = Math.floor(days / 30.436_875)
  if (wholeMonths < 36) return unit(wholeMonths, locale, '个月', 'month', 'months') + ago
  return unit(Math.floor(wholeMonths / 12), locale, '年', 'year', 'years') + ago
}

/** Minutes → `5 小时 28 分`, `5 h 28 min`. */
export function formatDuration(minutes: number, locale: Locale): string {
  const whole = Math.round(Math.abs(minutes))
  const h = Math.floor(whole / 60)
  const m = whole % 60
  const text = [
    h > 0 ? unit(h, locale, '小时', 'h', 'h') : '',
    m > 0 || h === 0 ? unit(m, locale, '分', 'min', 'min') : ''
  ]
  return (minutes < 0 ? minus : '') + text.filter(Boolean).join(' ')
}

/** `3 天`, `1 day`, `3 days`. */
function unit(n: number, locale: Locale, zh: string, one: string, many: string): string {
  return `${formatNumber(n, locale)} ${locale === 'en' ? (n === 1 ? one : many) : zh}`
}

export interface NumberOptions {
  /** At most this many decimals. */
  digits?: number
  /** At least this many decimals. */
  fixed?: number
  /** `+` before a positive number. */
  sign?: boolean
}

/** Grouped by thousands, with a real minus sign. */
export function formatNumber(
  n: number,
  locale: Locale,
  { digits = 2, fixed = 0, sign = false }: NumberOptions = {}
): string {
  const text = Math.abs(n).toLocaleString(locale, {
    maximumFractionDigits: Math.max(digits, fixed),
    minimumFractionDigits: fixed
  })
  const zero = !/[1-9]/.test(text)
  return (n < 0 && !zero ? minus : sign && n > 0 && !zero ? '+' : '') + text
}

/** A share of 1 → `71 %`. */
export const formatPercent = (share: number, locale: Locale, options: NumberOptions = {}): string =>
  `${formatNumber(share * 100, locale, { digits: 1, ...options })} %`

/** Bytes → `4.1 MB`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const step = bytes < 1_000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  return `${formatNumber(bytes / 1_000 ** step, locale, { digits: step === 0 ? 0 : 1 })} ${['B', 'kB', 'MB', 'GB'][step]}`
}

export const formatDistance = (km: number, locale: Locale): string =>
  `${formatNumber(km, locale, { digits: km < 10 ? 1 : 0 })} ${locale === 'en' ? 'km' : '公里'}`

const symbols: Readonly<Record<string, string>> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', JPY: 'JP¥', HKD: 'HK$' }
const minorDigits = new Map<string, number>()
/** Decimals of a currency by ISO 4217; 2 when unknown. */
export function currencyDigits(currency: string): number {
  let digits = minorDigits.get(currency)
  if (digits === undefined) {
    try {
      digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    } catch {
      digits = 2
    }
    minorDigits.set(currency, digits)
  }
  return digits
}
export const currencySymbol = (currency: string): string => symbols[currency] ?? `${currency} `

/** To four figures: `¥2,083 万`, `¥1.2 亿`; `¥20.83 M`, below a million exact. */
export function formatMoney({ amount, currency }: MoneyValue, locale: Locale): string {
  const major = amount / 10 ** currencyDigits(currency)
  const size = Math.abs(major)
  const steps =
    locale === 'en'
      ? ([
          [1e9, ' bn'],
          [1e6, ' M']
        ] as const)
      : ([
          [1e8, ' 亿'],
          [1e4, ' 万']
        ] as const)
  for (const [scale, word] of steps) {
    if (size >= scale)
      return `${major < 0 ? minus : ''}${currencySymbol(currency)}${fourFigures(size / scale, locale)}${word}`
  }
  return formatMoneyExact({ amount, currency }, locale)
}

/** `¥486,200`; decimals only when there are any. */
export function formatMoneyExact({ amount, currency }: MoneyValue, locale: Locale): string {
  const digits = currencyDigits(currency)
  const major = Math.abs(amount) / 10 ** digits
  const text = formatNumber(major, locale, { digits, fixed: Number.isInteger(major) ? 0 : digits })
  return `${amount < 0 ? minus : ''}${currencySymbol(currency)}${text}`
}

function fourFigures(n: number, locale: Locale): string {
  const whole = Math.floor(n) === 0 ? 1 : Math.floor(Math.log10(n)) + 1
  return formatNumber(n, locale, { digits: Math.max(0, 4 - whole) })
}

/** E.164, with `;ext=12` or `x12`, as people write it: `138 0013 8000`, `0510-5550-0142`, `+49 301 234 567`. */
export function formatPhone(phone: string, locale: Locale): string {
  const [, number = phone, ext] = /^([^;x]*)(?:;ext=|x)(\d+)$/.exec(phone) ?? []
  const tail = ext ? (locale === 'en' ? ` ext. ${ext}` : ` 转 ${ext}`) : ''
  const digits = number.replaceAll(/[^\d+]/g, '')
  const chinese = /^\+86(\d+)$/.exec(digits)?.[1]
  if (chinese) return chinesePhone(chinese) + tail
  const foreign = /^\+(\d{1,3}?)(\d{6,12})$/.exec(digits)
  if (!foreign) return number + tail
  const [code, rest] = splitCountry(digits.slice(1))
  return `+${code} ${rest.replaceAll(/(\d{3})(?=\d{3})/g, '$1 ')}${tail}`
}

function chinesePhone(digits: string): string {
  if (/^1[3-9]\d{9}$/.test(digits)) return digits.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
  if (/^[48]00\d{7}$/.test(digits)) return digits.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3')
  // Beijing (10) and 2x have two-digit area codes, all others three.
  const area = /^(10|2\d)/.test(digits) ? 2 : 3
  const local = digits.slice(area)
  return local.length < 7 ? `+86 ${digits}` : `0${digits.slice(0, area)}-${local.slice(0, -4)}-${local.slice(-4)}`
}

// One- and two-digit country codes of ITU-T E.164; all others have three.
const shortCodes = /^(1|7|20|27|3[0123469]|4[013456789]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
function splitCountry(digits: string): [string, string] {
  const code = shortCodes.exec(digits)?.[0] ?? digits.slice(0, 3)
  return [code, digits.slice(code.length)]
}
