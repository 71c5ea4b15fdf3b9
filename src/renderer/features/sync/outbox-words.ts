import { types } from '@fieldfile/protocol/entities/index'
import type { FieldChange, Label } from '@fieldfile/protocol'
import type { OutboxEntry } from '../../client/index.ts'
import { displayValue, type Locale, type ValueContext } from '../../ui/index.ts'

export const say = ({ zh, en }: Label, locale: Locale): string => (locale === 'en' ? en : zh)

/** `Account`, `Person`: the kind of record, also for its facets. */
export const kindWord = (type: string, locale: Locale): string => {
  const entity = types.get(type)?.entity
  return entity ? say(entity.label, locale) : type
}

export const fieldWord = (type: string, field: string, locale: Locale): string => {
  const label = types.get(type)?.fields[field]?.label
  return label ? say(label, locale) : field
}

/** The step of a life cycle, as its table calls it: `Check in`, `Cancel`. */
const stepWord = (type: string, event: string, locale: Locale): string => {
  const label = types.get(type)?.entity.lifeCycle?.events[event]?.label
  return label ? say(label, locale) : event
}

/** What a change is about, in plain words: the fields, and the steps by name. */
export function fieldWords({ type, fields }: Pick<OutboxEntry, 'type' | 'fields'>, locale: Locale): string[] {
  return Object.entries(fields).flatMap(([name, change]) =>
    name === 'events' && 'append' in change
      ? change.append.map((event) => stepWord(type, String(event['event']), locale))
      : [fieldWord(type, name, locale)]
  )
}

/** The value a change would set; for lists and sets what it adds. */
export const changedTo = (change: FieldChange): unknown =>
  'value' in change ? change.value : 'append' in change ? change.append : (change.add ?? [])

/** A change as text, to keep or to hand to a colleague. */
export function asText(
  entry: Pick<OutboxEntry, 'type' | 'fields'>,
  title: string,
  locale: Locale,
  context: ValueContext
): string {
  const lines = Object.entries(entry.fields).map(([name, change]) => {
    const type = types.get(entry.type)?.fields[name]?.type
    const value = changedTo(change)
    const shown = type && type.kind !== 'list' && type.kind !== 'json' ? displayValue(type, value, locale, context) : ''
    return `${fieldWord(entry.type, name, locale)}: ${shown || (typeof value === 'string' ? value : JSON.stringify(value))}`
  })
  return [`${kindWord(entry.type, locale)} · ${title}`, ...lines].join('\n')
}
