import type { EditorType, ValueContext } from './editor-types.ts'
import { currencyDigits, formatNumber, wallClock, type Locale, type MoneyValue } from './format.ts'
import { instantAt, readDate, readPartialDate, readTime } from './parse-date.ts'
import { word, type WordKey, type WordValues } from './words.ts'

/** What stands in the editor: text for what is typed, the value itself for what is chosen. */
export type Draft = unknown
export type Parsed = { value: unknown } | { error: string }

interface InstantDraft {
  text: string
  zone: string
}

export const isTyped = (type: EditorType): boolean =>
  ['string', 'text', 'integer', 'decimal', 'percent', 'money', 'date', 'partialDate', 'geo'].includes(type.kind)

/** The draft that stands for a value. */
export function toDraft(type: EditorType, value: unknown, context: ValueContext): Draft {
  if (type.kind === 'instant') return instantDraft(value as { at: string; zone: string } | null | undefined, context)
  if (value === null || value === undefined) return isTyped(type) ? '' : type.kind === 'set' ? [] : null
  if (type.kind === 'percent') return trimmed((value as number) * 100)
  if (type.kind === 'money') return moneyDraft(value as MoneyValue, context)
  if (type.kind === 'geo') {
    const { lat, lon } = value as { lat: number; lon: number }
    return `${lat}, ${lon}`
  }
  if (type.kind === 'partialDate') return (value as string).replace(/^--/, '')
  return isTyped(type) ? String(value) : value
}

const trimmed = (n: number) => String(Number(n.toFixed(6)))

function moneyDraft({ amount, currency }: MoneyValue, context: ValueContext): string {
  const text = trimmed(amount / 10 ** currencyDigits(currency))
  return currency === context.currency ? text : `${currency} ${text}`
}

function instantDraft(value: { at: string; zone: string } | null | undefined, context: ValueContext): InstantDraft {
  if (!value) return { text: '', zone: context.zone }
  const { date, time } = wallClock(value.at, value.zone)
  return { text: `${date} ${time}`, zone: value.zone }
}

/** The value of a draft, or what to enter instead. An emptied field is null. */
export function parseDraft(type: EditorType, draft: Draft, context: ValueContext, locale: Locale): Parsed {
  const ask = (key: WordKey, values?: WordValues): Parsed => ({ error: word(locale, key, values) })
  if (type.kind === 'instant') return parseInstant(draft as InstantDraft, context, ask)
  if (!isTyped(type)) return { value: Array.isArray(draft) && draft.length === 0 ? null : (draft ?? null) }
  const text = String(draft ?? '').trim()
  if (text === '') return { value: null }
  switch (type.kind) {
    case 'string':
    case 'text': {
      if (type.max !== undefined && text.length > type.max)
        return ask('askText', { max: formatNumber(type.max, locale) })
      if (type.kind === 'string' && type.pattern && !type.pattern.test(text)) return ask('askFormat')
      return { value: text }
    }
    case 'integer':
    case 'decimal':
      return parseNumber(type, text, locale)
    case 'percent': {
      const n = readNumber(text.replace(/[%％]$/, ''))
      return n === null || n < 0 || n > 100 ? ask('askPercent') : { value: Number((n / 100).toFixed(8)) }
    }
    case 'money': {
      const value = readMoney(text, context.currency)
      return value ? { value } : ask('askMoney')
    }
    case 'date': {
      const value = readDate(text, context.today)
      return value ? { value } : ask('askDate')
    }
    case 'partialDate': {
      const value = readPartialDate(text)
      return value ? { value } : ask('askPartialDate')
    }
    default: {
      const value = readGeo(text)
      return value ? { value } : ask('askGeo')
    }
  }
}

function parseInstant({ text, zone }: InstantDraft, context: ValueContext, ask: (key: WordKey) => Parsed): Parsed {
  if (text.trim() === '') return { value: null }
  const [, dateText = '', timeText = ''] = /^(.*\S)[\sT]+(\S+)$/.exec(text.trim()) ?? []
  const date = readDate(dateText, context.today)
  const time = readTime(timeText)
  return date && time ? { value: { at: instantAt(date, time, zone), zone } } : ask('askInstant')
}

function parseNumber(type: EditorType & { kind: 'integer' | 'decimal' }, text: string, locale: Locale): Parsed {
  const { kind, min = 0, max = 1e9 } = type
  const n = readNumber(text)
  if (n !== null && n >= min && n <= max && (kind === 'decimal' || Number.isInteger(n))) return { value: n }
  // A round number that would be accepted.
  const example = [30_000, 300, 30, 3, 0].find((e) => e >= min && e <= max && e * 10 <= Math.max(max, 30)) ?? min
  const numbers = { min: formatNumber(min, locale), max: formatNumber(max, locale), example: String(example) }
  return { error: word(locale, kind === 'integer' ? 'askInteger' : 'askDecimal', numbers) }
}

/** A number as typed: grouped by commas or spaces, full-width, with a real minus; `30万`, `300k`, `1.2M`. */
export function readNumber(text: string): number | null {
  const s = text
    .normalize('NFKC')
    .replace(/^−/, '-')
    .replaceAll(/[,\s']/g, '')
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(万|亿|k|m)?$/i.exec(s)
  if (!found) return null
  const scale = { 万: 1e4, 亿: 1e8, k: 1e3, m: 1e6 }[found[2]?.toLowerCase() ?? ''] ?? 1
  return scale === 1 ? Number(found[1]) : Number((Number(found[1]) * scale).toPrecision(15))
}

const signs: Readonly<Record<string, string>> = { '¥': 'CNY', '￥': 'CNY', $: 'USD', '€': 'EUR', '£': 'GBP' }

/** `300000`, `¥30万`, `USD 1.2M`, `300 EUR`. */
export function readMoney(text: string, fallback: string): MoneyValue | null {
  const found = /^([A-Za-z]{3}|[¥￥$€£])?\s*([^A-Za-z元]+[kKmM]?)\s*(元|[A-Za-z]{3})?$/.exec(text.trim())
  if (!found) return null
  const code = found[1] ?? found[3]
  const currency = !code ? fallback : code === '元' ? 'CNY' : (signs[code] ?? code.toUpperCase())
  const major = readNumber(found[2]!)
  if (major === null) return null
  const amount = Math.round(major * 10 ** currencyDigits(currency))
  return Number.isSafeInteger(amount) ? { amount, currency } : null
}

function readGeo(text: string): { lat: number; lon: number } | null {
  const [lat, lon, more] = text
    .normalize('NFKC')
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number)
  if (more !== undefined || !(Math.abs(lat!) <= 90) || !(Math.abs(lon!) <= 180)) return null
  return { lat: lat!, lon: lon! }
}
