import type { EditorType, ValueContext } from './editor-types.ts'
import {
  formatDate,
  formatInstant,
  formatMoneyExact,
  formatNumber,
  formatPartialDate,
  formatPercent,
  formatPhone,
  type Locale,
  type MoneyValue
} from './format.ts'
import { word } from './words.ts'

/** A whole number that always has four digits is a year: it is a name, not an amount. */
const isYear = (type: EditorType): boolean =>
  type.kind === 'integer' && (type.min ?? 0) >= 1000 && (type.max ?? Infinity) <= 9999

/** A value as text. Empty when there is none. */
export function displayValue(type: EditorType, value: unknown, locale: Locale, context: ValueContext): string {
  if (value === null || value === undefined || value === '') return ''
  switch (type.kind) {
    case 'integer':
    case 'decimal': {
      if (isYear(type)) return String(value)
      const text = formatNumber(value as number, locale, { digits: 6 })
      return type.unit ? `${text} ${locale === 'en' ? type.unit.en : type.unit.zh}` : text
    }
    case 'percent':
      return formatPercent(value as number, locale, { digits: 2 })
    case 'money':
      return formatMoneyExact(value as MoneyValue, locale)
    case 'boolean':
      return word(locale, value ? 'yes' : 'no')
    case 'date':
      return formatDate(value as string, locale, { today: context.today })
    case 'partialDate':
      return formatPartialDate(value as string, locale)
    case 'instant': {
      const { at, zone } = value as { at: string; zone: string }
      const text = formatInstant(at, locale, `${context.today}T12:00:00Z`, zone)
      return zone === context.zone ? text : `${text} (${zone})`
    }
    case 'enum': {
      const label = type.values[value as string]
      return label ? (locale === 'en' ? label.en : label.zh) : String(value)
    }
    case 'reference':
      return context.nameOf?.(value as string) ?? '—'
    case 'geo': {
      const { lat, lon } = value as { lat: number; lon: number }
      return `${lat.toFixed(5)}, ${lon.toFixed(5)}`
    }
    case 'set':
      return (value as unknown[])
        .map((one) => displayValue(type.of, one, locale, context))
        .join(locale === 'en' ? ', ' : '、')
    case 'json':
    case 'list':
      return Array.isArray(value) ? word(locale, 'count', { n: value.length }) : JSON.stringify(value)
    default:
      return /^\+\d{8,}/.test(String(value)) ? formatPhone(String(value), locale) : String(value)
  }
}
