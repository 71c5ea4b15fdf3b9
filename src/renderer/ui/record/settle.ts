import type { Field } from '@fieldfile/protocol'
import type { Locale } from '../format.ts'
import { word } from '../words.ts'
import type { RecordContext } from './record-view.ts'

/** The type to read what is typed by: patterns are judged after the rules, which say more and tidy up first. */
export const loose = (type: Field['type']): Field['type'] =>
  type.kind === 'string' && type.pattern ? { kind: 'string', max: type.max * 2 } : type

/** The value as it is stored, or what to enter instead. */
export function settle(
  name: string,
  field: Field,
  value: unknown,
  context: RecordContext,
  locale: Locale
): { value: unknown } | { error: string } {
  if (value === null) return { value }
  const error = context.check?.(name, value)
  if (error) return { error }
  const stored = context.normalise ? context.normalise(name, value) : value
  const { type } = field
  if (type.kind === 'string' && type.pattern && !type.pattern.test(String(stored)))
    return { error: word(locale, 'askFormat') }
  return { value: stored }
}
