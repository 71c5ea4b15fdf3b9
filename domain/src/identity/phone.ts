import { compact } from './normal-text.ts'

export interface Phone {
  /** E.164, with `;ext=` (RFC 3966) where there is an extension: what is stored. */
  phone: string
  kind: 'mobile' | 'landline' | 'service' | 'foreign'
}
/** letters: something that is no number. areaCode: a local number whose city is not known. length: too short or long. */
export type PhoneProblem = 'letters' | 'areaCode' | 'length'
export type ParsedPhone = ({ ok: true } & Phone) | { ok: false; problem: PhoneProblem }

const extension = /(?:;ext=|转接?|分机号?|extension|ext\.?|x|#|,)[:：]?(\d{1,6})$/i
const mobile = /^1[3-9]\d{9}$/
const service = /^[48]00\d{7}$/
/** Area codes with the leading 0: 010 and 02x have three digits, the others four. Local numbers start with 2–8. */
const landline = /^0(10|2\d|[3-9]\d{2})([2-8]\d{6,7})$/

/**
 * Reads a telephone number as people in China write it: mobiles, landlines with area code, 400/800 numbers, foreign
 * numbers with + or 00, extensions after 转, ext., x, # or a hyphen. `areaCode` (`0510`) completes a local number.
 */
export function parsePhone(text: string, areaCode?: string): ParsedPhone {
  let rest = compact(text).replace(/^tel:/i, '')
  let ext = extension.exec(rest)?.[1]
  if (ext) rest = rest.replace(extension, '')
  else {
    // 0510-55500142-801: the third part of a landline is its extension.
    const parts = /^(\(?\+?(?:86)?[-)]?0?\d{2,4}\)?[-—–]?\d{7,8})[-—–](\d{1,6})$/.exec(rest)
    if (parts && !mobile.test(rest.replaceAll('-', ''))) [, rest, ext] = parts as unknown as [string, string, string]
  }
  if (/[^\d+()\-—–./·]/.test(rest) || rest.indexOf('+') > 0) return { ok: false, problem: 'letters' }
  const international = rest.startsWith('+') || rest.startsWith('00')
  const digits = rest.replaceAll(/\D/g, '')
  const done = (e164: string, kind: Phone['kind']): ParsedPhone => ({
    ok: true,
    phone: ext ? `${e164};ext=${ext}` : e164,
    kind
  })
  if (international) {
    const number = rest.startsWith('+') ? digits : digits.slice(2)
    // +86 (0)510 … is a common slip: the trunk 0 is not part of E.164.
    if (number.startsWith('86')) return chinese(number.slice(2), areaCode, done)
    return /^[1-9]\d{6,14}$/.test(number) ? done(`+${number}`, 'foreign') : { ok: false, problem: 'length' }
  }
  if (digits.startsWith('86') && (mobile.test(digits.slice(2)) || landline.test(withTrunk(digits.slice(2))))) {
    return chinese(digits.slice(2), areaCode, done)
  }
  return chinese(digits, areaCode, done)
}

const withTrunk = (digits: string): string => (digits.startsWith('0') ? digits : `0${digits}`)

function chinese(
  digits: string,
  areaCode: string | undefined,
  done: (e164: string, kind: Phone['kind']) => ParsedPhone
): ParsedPhone {
  if (mobile.test(digits)) return done(`+86${digits}`, 'mobile')
  if (service.test(digits)) return done(`+86${digits}`, 'service')
  if (/^[2-8]\d{6,7}$/.test(digits)) {
    return areaCode ? chinese(withTrunk(areaCode) + digits, undefined, done) : { ok: false, problem: 'areaCode' }
  }
  const full = withTrunk(digits)
  return landline.test(full) ? done(`+86${full.slice(1)}`, 'landline') : { ok: false, problem: 'length' }
}

/** The stored form, or null where the text is no number. */
export function normalizePhone(text: string, areaCode?: string): string | null {
  const parsed = parsePhone(text, areaCode)
  return parsed.ok ? parsed.phone : null
}

/** The digits of a stored number, for dialling: `tel:` takes the extension as RFC 3966 writes it. */
export const telUri = (phone: string): string => `tel:${phone}`
