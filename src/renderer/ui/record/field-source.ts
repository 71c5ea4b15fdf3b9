import type { Field, RecordType, Role } from '@fieldfile/protocol'
import { displayValue } from '../display.ts'
import type { ValueContext } from '../editor-types.ts'
import type { FieldSourceProps } from '../field-row.tsx'
import { formatAge, wallClock, type Locale } from '../format.ts'
import type { RecordContext, RecordView } from './record-view.ts'
import { isFilled, writersOf } from './record-view.ts'
import { recordWord } from './words.ts'

const dayMs = 86_400_000

/** What editing and showing the values of a record needs. */
export function valueContext(field: Field, view: Pick<RecordView, 'names'>, context: RecordContext): ValueContext {
  const to =
    field.type.kind === 'reference'
      ? field.type.to
      : field.type.kind === 'set' && field.type.of.kind === 'reference'
        ? field.type.of.to
        : null
  const { search } = context
  return {
    today: wallClock(context.now, context.zone).date,
    zone: context.zone,
    currency: context.currency ?? 'CNY',
    nameOf: (id) => view.names[id],
    search: to && search ? (query) => search(to, query) : undefined
  }
}

/** Where a value comes from and how old it is: `唐岳 · 14 个月前`, `ERP · 今天`. */
function sourceLine(view: RecordView, name: string, field: Field, context: RecordContext, locale: Locale): string {
  const set = view.set[name] ?? view.set['*']
  if (!set) return ''
  if (field.merge === 'derived')
    return [recordWord(locale, 'computed'), formatAge(set.at, context.now, locale)].join(' · ')
  const origin = field.merge === 'master' ? originOf(view, locale) : undefined
  const by = origin ?? (set.by ? view.names[set.by] : undefined) ?? originOf(view, locale)
  return [by, formatAge(set.at, context.now, locale)].filter(Boolean).join(' · ')
}

const origins: Readonly<Record<string, readonly [string, string]>> = {
  import: ['导入', 'Import'],
  erp: ['ERP', 'ERP'],
  web: ['网页', 'Web'],
  rule: ['规则', 'Rule']
}
function originOf(view: RecordView, locale: Locale): string | undefined {
  return origins[String(view.body['source'])]?.[locale === 'en' ? 1 : 0]
}

export const roleNames = (list: readonly Role[], locale: Locale): string =>
  list.map((role) => recordWord(locale, role)).join(locale === 'en' ? ', ' : '、')

/** The grey line of a field: the worst that is to say about it comes first. */
export function fieldSource(
  type: RecordType,
  view: RecordView,
  name: string,
  context: RecordContext,
  locale: Locale
): FieldSourceProps {
  const field = type.fields[name]!
  const source = isFilled(view.body[name]) ? sourceLine(view, name, field, context, locale) : undefined
  const show = (value: unknown) => displayValue(field.type, value, locale, valueContext(field, view, context))
  const refused = view.refused[name]
  if (refused) {
    const lead = [
      context.explain?.(refused.code),
      isFilled(refused.value) && recordWord(locale, 'refusedValue', { value: show(refused.value) })
    ]
    return { state: 'refused', lead: lead.filter(Boolean).join(' ') || undefined }
  }
  const conflict = view.conflicts[name]
  if (conflict) {
    const { onDecide } = context
    return {
      state: 'conflict',
      lead: isFilled(conflict.value) ? recordWord(locale, 'other', { value: show(conflict.value) }) : undefined,
      action: onDecide && { label: recordWord(locale, 'decide'), onAct: () => onDecide(conflict.id) }
    }
  }
  if (view.unsent.includes(name)) return { state: 'unsent', source }
  if (view.origin === 'server') return { source: [recordWord(locale, 'server'), source].filter(Boolean).join(' · ') }
  const shelfLife = context.shelfLife?.[name]
  const set = view.set[name] ?? view.set['*']
  if (source && shelfLife && set && context.now - set.at > shelfLife * dayMs) return { state: 'stale', source }
  return { source }
}

/** Why a field cannot be edited here, or undefined. */
export function lockReason(type: RecordType, view: RecordView, name: string, locale: Locale): string | undefined {
  if (view.editable.includes(name)) return undefined
  // What is computed, imported or folded from events is nobody's to type.
  const { merge } = type.fields[name]!
  if (merge !== 'register' && merge !== 'text' && merge !== 'set') return undefined
  const writers = writersOf(type, name)
  return recordWord(locale, 'change', { roles: roleNames(writers, locale) })
}
