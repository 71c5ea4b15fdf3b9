import type { RecordType, Role } from '@fieldfile/protocol'
import type { ReferenceOption } from '../editor-types.ts'

/** What the record widgets show of one record. Plain data: it comes from the worker. */
export interface RecordView {
  type: string
  id: string
  body: Readonly<Record<string, unknown>>
  /** Field → when it was last set (epoch milliseconds) and by whom. `*`: at creation. */
  set: Readonly<Record<string, { at: number; by: string | null }>>
  /** Id → what it is called. */
  names: Readonly<Record<string, string>>
  origin: 'device' | 'server'
  unsent: readonly string[]
  refused: Readonly<Record<string, { code: string; value: unknown }>>
  conflicts: Readonly<Record<string, { id: string; value?: unknown }>>
  editable: readonly string[]
  mayDelete: boolean
}

/** What the record widgets need from where they stand. */
export interface RecordContext {
  /** Epoch milliseconds. */
  now: number
  /** IANA. */
  zone: string
  /** ISO 4217, for amounts that name none. */
  currency?: string
  /** Finds records of a type to refer to. */
  search?: (to: string, query: string) => Promise<readonly ReferenceOption[]>
  /** What an error code means and what to do. */
  explain?: (code: string) => string
  /** Opens the decision between two values. */
  onDecide?: (conflictId: string) => void
  /** Field → how many days a value stays good. */
  shelfLife?: Readonly<Record<string, number>>
  /** A rule of the field beyond its type. Answers what to enter instead, or null. */
  check?: (field: string, value: unknown) => string | null
  /** A row of a list written out, where joining its values does not do. */
  rowText?: (field: string, row: Readonly<Record<string, unknown>>) => string | undefined
  /** The stored form of what was entered. */
  normalise?: (field: string, value: unknown) => unknown
}

/** Fields a person does not look for among the facts of a record. */
const technical = new Set(['accountId', 'source', 'createdAt', 'createdBy', 'events'])

export interface FieldGroup {
  /** Null: the fields that name no group. */
  key: string | null
  fields: string[]
}

/** The fields a form shows, in the order of the definition's groups. */
export function groupsOf(type: RecordType, hide: readonly string[] = []): FieldGroup[] {
  const hidden = new Set([...technical, ...hide])
  const groups = new Map<string | null, string[]>()
  for (const key of [...Object.keys(type.entity.groups), null]) groups.set(key, [])
  for (const [name, field] of Object.entries(type.fields)) {
    if (hidden.has(name) || field.type.kind === 'json') continue
    const group = field.group !== undefined && groups.has(field.group) ? field.group : null
    groups.get(group)!.push(name)
  }
  return [...groups].filter(([, fields]) => fields.length > 0).map(([key, fields]) => ({ key, fields }))
}

export const isFilled = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

/** Whose roles may read a type, for "who may see it". */
export function readersOf(type: RecordType): Role[] {
  const own = Object.values(type.fields).find((field) => field.rights)?.rights
  const rights = (type.facet && own) || type.entity.rights
  return (Object.keys(rights) as Role[]).filter((role) => /[RCWA]/.test(rights[role] ?? ''))
}

/** Whose roles may change a field. */
export function writersOf(type: RecordType, field: string): Role[] {
  const rights = type.fields[field]?.rights ?? type.entity.rights
  return (Object.keys(rights) as Role[]).filter((role) => /[WA]/.test(rights[role] ?? ''))
}
