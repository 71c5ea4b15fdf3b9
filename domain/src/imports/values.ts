import { cleanText, valueSchema, type ErrorCode, type Field, type FieldType } from '@fieldfile/protocol'
import { parsePhone } from '../identity/phone.ts'
import { normalUscc } from '../identity/uscc.ts'

export type Parsed = { ok: true; value: unknown; cleaned: boolean } | { ok: false; code: ErrorCode }
const good = (value: unknown, cleaned = false): Parsed => ({ ok: true, value, cleaned })
const bad = (code: ErrorCode): Parsed => ({ ok: false, code })

const maxCell = 32_767
/** Separators of several values in one cell, as people write phones and mails. */
const separators = /[;；、,，\n|]|\s\/\s|\s{2,}/

/**
 * Turns the text of a cell into a field's value. Hidden characters are taken out and reported as `cleaned`. An empty cell gives null.
 * `fieldName` tells phones apart: they are numbers only by meaning.
 */
export function parseCell(text: string, field: Field, fieldName: string): Parsed {
  if (text.length > maxCell) return bad('ROW_CELL_TOO_LONG')
  const clean = cleanText(text).trim()
  const cleaned = clean !== text.trim()
  if (clean === '' || nothing.test(clean)) return good(null, cleaned)
  const parsed = parseAs(readings[fieldName]?.(clean) ?? clean, field.type, isPhone(fieldName))
  if (!parsed.ok) return parsed
  if (parsed.value !== null && !valueSchema(field.type).safeParse(parsed.value).success) return bad('BAD_VALUE')
  return { ...parsed, cleaned }
}

/** How databases and people write that there is nothing. */
const nothing = /^(null|n\/a|#n\/a|\\n|[-—–/]{1,2})$/i

/** Fields whose form is narrower than what people write. Undefined: as it stands. */
const readings: Readonly<Record<string, (text: string) => string | undefined>> = {
  uscc: normalUscc,
  country: (text) => countries().get(text.toLowerCase()) ?? text.toUpperCase(),
  foundedYear: (text) => {
    const date = parseDate(text)
    return date.ok ? String(date.value).slice(0, 4) : /^(\d{4})年?$/.exec(text)?.[1]
  }
}

let known: Map<string, string> | undefined
/** Names of countries in both languages → ISO 3166 code. */
function countries(): Map<string, string> {
  if (known) return known
  known = new Map(Object.entries({ usa: 'US', 'u.s.a.': 'US', uk: 'GB', 'u.k.': 'GB', prc: 'CN', 中国大陆: 'CN' }))
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  for (const locale of ['zh-CN', 'en']) {
    const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' })
    for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
      const name = names.of(code)?.toLowerCase()
      if (name && !known.has(name)) known.set(name, code)
    }
  }
  return known
}

export const isPhone = (fieldName: string): boolean => /^(phones?|mobiles|workPhone|fax)$/.test(fieldName)

function parseAs(text: string, type: FieldType, phone: boolean): Parsed {
  if (phone && (type.kind === 'string' || type.kind === 'set')) return parsePhones(text, type.kind === 'set')
  switch (type.kind) {
    case 'string':
    case 'text':
      return text.length > type.max ? bad('ROW_CELL_TOO_LONG') : good(text)
    case 'integer':
    case 'decimal':
      return parseNumber(text)
    case 'percent': {
      const number = parseNumber(text.replace(/[%％]$/, ''))
      return number.ok && /[%％]$/.test(text) ? good((number.value as number) / 100) : number
    }
    case 'money': {
      const number = parseNumber(text.replace(/^[¥￥]|元$/g, ''))
      return number.ok ? good({ amount: Math.round((number.value as number) * 100), currency: 'CNY' }) : number
    }
    case 'boolean':
      return parseBoolean(text)
    case 'date':
      return parseDate(text)
    case 'partialDate':
      return parsePartialDate(text)
    case 'instant': {
      const date = parseDate(text)
      return date.ok
        ? good({ at: new Date(`${date.value as string}T00:00:00+08:00`).toISOString(), zone: 'Asia/Shanghai' })
        : date
    }
    case 'enum':
      return parseEnum(text, type.values)
    case 'set': {
      const parts = text
        .split(separators)
        .map((part) => part.trim())
        .filter(Boolean)
      const parsed = parts.map((part) => parseAs(part, type.of, false))
      const failed = parsed.find((p) => !p.ok)
      return failed ?? good([...new Set(parsed.map((p) => (p as { value: unknown }).value))])
    }
    default:
      return bad('BAD_VALUE')
  }
}

function parsePhones(text: string, many: boolean): Parsed {
  const parts = text
    .split(separators)
    .map((part) => part.trim())
    .filter(Boolean)
  const numbers = parts.map(readPhone)
  if (numbers.some((n) => n === null)) return bad('ROW_BAD_PHONE')
  return good(many ? [...new Set(numbers)] : numbers[0])
}

/** E.164 where the number is one; a foreign local number stays as it is written, without a country it cannot be completed. */
function readPhone(text: string): string | null {
  const parsed = parsePhone(text)
  if (parsed.ok) return parsed.phone
  const digits = text.replaceAll(/\D/g, '').length
  return parsed.problem === 'letters' || digits < 5 || digits > 20 ? null : text
}

function parseNumber(text: string): Parsed {
  const plain = text.replaceAll(/[,，\s]/g, '')
  return /^[-+]?\d+(\.\d+)?$/.test(plain) ? good(Number(plain)) : bad('BAD_VALUE')
}

const yes = new Set(['1', 'true', 'yes', 'y', '是', '有'])
const no = new Set(['0', 'false', 'no', 'n', '否', '无'])
function parseBoolean(text: string): Parsed {
  const word = text.toLowerCase()
  return yes.has(word) ? good(true) : no.has(word) ? good(false) : bad('BAD_VALUE')
}

/** 2026-09-14, 2026/9/14, 2026.9.14, 2026年9月14日, 20260914. */
function parseDate(text: string): Parsed {
  const m = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (!m) return bad('BAD_VALUE')
  return asDate(m[1]!, m[2]!, m[3]!)
}

function asDate(year: string, month: string, dayOfMonth: string): Parsed {
  const date = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  return new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date ? good(date) : bad('BAD_VALUE')
}

/** A birthday may have no year; 29 February without one is kept. */
function parsePartialDate(text: string): Parsed {
  const whole = parseDate(text)
  if (whole.ok) return whole
  const m = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  if (!m) return bad('BAD_VALUE')
  const inLeapYear = asDate('2024', m[1]!, m[2]!)
  return inLeapYear.ok ? good(`-${(inLeapYear.value as string).slice(4)}`) : inLeapYear
}

function parseEnum(text: string, values: Readonly<Record<string, { zh: string; en: string }>>): Parsed {
  const word = text.normalize('NFKC').toLowerCase()
  const found = Object.entries(values).find(([code, label]) =>
    [code, label.zh, label.en].some((w) => w.toLowerCase() === word)
  )
  return found ? good(found[0]) : bad('BAD_VALUE')
}
