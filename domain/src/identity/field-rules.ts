import type { Label } from '@fieldfile/protocol'
import { normalizePhone, parsePhone, type PhoneProblem } from './phone.ts'
import { normalUscc, usccProblem } from './uscc.ts'

/** Rules of who a company or person is that a field's type cannot say. Each says what to enter. */

const phoneFields = new Set(['phones', 'mobiles', 'workPhone', 'fax'])

const phoneWords: Readonly<Record<PhoneProblem, (text: string) => Label>> = {
  areaCode: (text) => ({
    zh: `“${text}”缺区号，例：0510-${text}`,
    en: `“${text}” has no area code, e.g. 0510-${text}`
  }),
  length: (text) => ({
    zh: `“${text}”位数不对。填手机 11 位，或区号加 7–8 位，例：0510-5550 0142 转 801`,
    en: `“${text}” has the wrong length. Enter 11 digits for a mobile, or area code and number, e.g. 0510-5550 0142 ext. 801`
  }),
  letters: (text) => ({
    zh: `“${text}”里有不是电话的字。只填号码，例：138 0013 8000`,
    en: `“${text}” is not only a number. Enter the number, e.g. 138 0013 8000`
  })
}

function usccWords(code: string): Label | null {
  const found = usccProblem(code)
  switch (found?.problem) {
    case undefined:
      return null
    case 'length':
      return { zh: `填 18 位代码，现在是 ${found.length} 位`, en: `Enter all 18 characters; there are ${found.length}` }
    case 'character':
      return {
        zh: `第 ${found.at} 位“${found.character}”不会出现在代码里。核对是否 0、1、5、2`,
        en: `Character ${found.at}, “${found.character}”, is never used. Compare: is it 0, 1, 5 or 2?`
      }
    default:
      return {
        zh: `校验位不对：按前 17 位应为 ${found!.expected}。核对 18 位代码`,
        en: `The last character should be ${found!.expected} by the first 17. Compare all 18`
      }
  }
}

/** What is wrong with a value, in both languages, or null. Takes what was entered or what is stored. */
export function identityProblem(field: string, value: unknown): Label | null {
  if (field === 'uscc') return usccWords(normalUscc(String(value)))
  if (!phoneFields.has(field)) return null
  for (const text of [value].flat().map(String)) {
    const parsed = parsePhone(text)
    if (!parsed.ok) return phoneWords[parsed.problem](text)
  }
  return null
}

const storedPhone = (text: unknown): unknown => normalizePhone(String(text)) ?? text

/** The form in which a value is stored. */
export function normalIdentity(field: string, value: unknown): unknown {
  if (field === 'uscc') return normalUscc(String(value))
  if (!phoneFields.has(field)) return value
  return Array.isArray(value) ? [...new Set(value.map(storedPhone))] : storedPhone(value)
}
