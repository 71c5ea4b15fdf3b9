import { types } from '@fieldfile/protocol/entities/index'

type Locale = 'zh-CN' | 'en'

/** The word of a code, by the definition of its field. */
export function codeLabel(type: string, field: string, code: string | null | undefined, locale: Locale): string | null {
  const kind = code ? types.get(type)?.fields[field]?.type : undefined
  if (!kind || !code) return null
  const values =
    kind.kind === 'enum' ? kind.values : kind.kind === 'set' && kind.of.kind === 'enum' ? kind.of.values : {}
  const label = values[code]
  return label ? (locale === 'en' ? label.en : label.zh) : code
}

/** What a field is called. */
export function fieldLabel(type: string, field: string, locale: Locale): string {
  const label = types.get(type)?.fields[field]?.label
  return label ? (locale === 'en' ? label.en : label.zh) : field
}
