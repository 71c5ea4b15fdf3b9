import { collects } from '@fieldfile/domain/imports/mapping'
import { importTargets, type Target } from '@fieldfile/domain/imports/targets'
import { types } from '@fieldfile/protocol/entities/index'
import type { Locale } from '../../ui/index.ts'

/** Everything a column can go to, from the definitions. */
export const targets: readonly Target[] = importTargets(types)
const byPath = new Map(targets.map((target) => [target.path, target]))
export const targetOf = (path: string | null): Target | undefined => (path === null ? undefined : byPath.get(path))

const say = (label: { zh: string; en: string }, locale: Locale): string => (locale === 'en' ? label.en : label.zh)
export const entityWord = (type: string, locale: Locale): string => say(types.get(type)!.entity.label, locale)
export const fieldWord = ({ field }: Target, locale: Locale): string => say(field.label, locale)

/** A field with its record, where the same word means two: `联系人 · 姓名`. */
export function targetWord(path: string, locale: Locale): string {
  const target = targetOf(path)
  if (!target) return path
  const word = fieldWord(target, locale)
  return target.type === 'account' ? word : `${entityWord(target.type, locale)} · ${word}`
}

export interface TargetOption {
  value: string
  label: string
  /** What the search box looks through: the words of both languages and the other names. */
  search: string
  disabled: boolean
}
export interface TargetGroup {
  label: string
  options: TargetOption[]
}

/** What every record has, such as tags, comes behind the record's own fields. */
function ownFirst(type: string): Target[] {
  const own = types.get(type)!.entity.fields
  const all = targets.filter((target) => target.type === type)
  return [...all.filter(({ name }) => name in own), ...all.filter(({ name }) => !(name in own))]
}

/** The choices of one column, by record. A field another column fills is closed, unless it takes several. */
export function targetGroups(mapping: readonly (string | null)[], column: number, locale: Locale): TargetGroup[] {
  const taken = new Set(mapping.filter((path, i) => path !== null && i !== column))
  return ['account', 'site', 'person'].map((type) => ({
    label: entityWord(type, locale),
    options: ownFirst(type).map((target) => ({
      value: target.path,
      label: `${fieldWord(target, locale)}${target.field.required ? ' *' : ''}`,
      search: [target.field.label.zh, target.field.label.en, ...(target.field.alias ?? [])].join(' ').toLowerCase(),
      disabled: taken.has(target.path) && !collects(target)
    }))
  }))
}

/** Fields that are worth a value for all rows: required ones, and what steers the visits, where no column fills them. */
export function defaultTargets(mapping: readonly (string | null)[]): Target[] {
  const made = new Set(['account', ...mapping.flatMap((path) => path?.split('.')[0] ?? [])])
  return targets.filter(
    ({ path, type, field }) =>
      made.has(type) &&
      field.type.kind === 'enum' &&
      !mapping.includes(path) &&
      (field.required === true || path === 'account.customerNature')
  )
}
