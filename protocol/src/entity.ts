import { f, type Field, type Label, type Rights, type ValueOf } from './fields.ts'
import type { LifeCycle } from './life-cycle.ts'

/** Which bucket a record that hangs from no account belongs to (RIGHTS.md, "Buckets"). */
export type HomeBucket =
  | { kind: 'catalogue'; name: string } // g:<name>, held by everybody
  | { kind: 'user'; field: string } // u:<the user named by this field>
  | { kind: 'department'; name: string } // d:<name>

export interface Entity {
  readonly type: string
  /** The number in DOMAIN §3. */
  readonly code: string
  readonly label: Label
  /** `self`: an account. `account`: hangs from the account named by `accountId`, if any. `none`: hangs from nothing. */
  readonly root: 'self' | 'account' | 'none'
  readonly home?: readonly HomeBucket[]
  /** Fields that say what a record is called, first non-empty wins. */
  readonly title: readonly string[]
  readonly groups: Readonly<Record<string, Label>>
  readonly fields: Readonly<Record<string, Field>>
  readonly rights: Rights
  readonly lifeCycle?: LifeCycle
  /** Bodies never change after creation: a correction is a new record. */
  readonly appendOnly?: boolean
  /** Offered as the target of an import. */
  readonly importable?: boolean
}

/** Fields every record has (DOMAIN §3.0). `id` and `deleted` are the row's own; who changed what when is in its meta. */
export const commonFields = {
  accountId: f.ref('account', '客户', 'Account', { index: true, noImport: true }),
  source: f.enum(
    '来源',
    'Source',
    {
      manual: ['手工', 'Manual'],
      visit: ['拜访', 'Visit'],
      import: ['导入', 'Import'],
      erp: ['ERP', 'ERP'],
      callCentre: ['呼叫中心', 'Call centre'],
      web: ['网页', 'Web'],
      rule: ['规则', 'Rule']
    },
    { merge: 'immutable', noImport: true }
  ),
  createdAt: f.instant('创建时间', 'Created', { merge: 'immutable', noImport: true }),
  createdBy: f.ref('user', '创建人', 'Created by', { merge: 'immutable', noImport: true }),
  tags: f.strings('标签', 'Tags', { max: 40 })
} as const

export type Fields<E extends { fields: Readonly<Record<string, Field>> }> = E['fields'] & typeof commonFields
/** The body of a record: every field may be absent (not filled) or null (cleared). */
export type BodyOf<E extends { fields: Readonly<Record<string, Field>> }> = {
  [K in keyof Fields<E>]?: ValueOf<Fields<E>[K]> | null
}

/** Declares an entity. An account is its own root, so it has no `accountId`. */
export const defineEntity = <const E extends Entity>(entity: E): E => entity

/** A record type as it is stored and sent: an entity, or one of its facets (`person:private`). */
export interface RecordType {
  readonly type: string
  readonly entity: Entity
  readonly facet: string | null
  readonly fields: Readonly<Record<string, Field>>
}

/** All record types of a set of entities: each entity, and one more for each facet its fields name. */
export function recordTypes(entities: readonly Entity[]): Map<string, RecordType> {
  const all = new Map<string, RecordType>()
  for (const entity of entities) {
    const own: Record<string, Field> = { ...commonFields }
    const facets = new Map<string, Record<string, Field>>()
    for (const [name, field] of Object.entries(entity.fields)) {
      if (!field.facet) own[name] = field
      else {
        const fields = facets.get(field.facet) ?? { accountId: commonFields.accountId }
        fields[name] = field
        facets.set(field.facet, fields)
      }
    }
    all.set(entity.type, { type: entity.type, entity, facet: null, fields: own })
    for (const [facet, fields] of facets) {
      const type = `${entity.type}:${facet}`
      all.set(type, { type, entity, facet, fields })
    }
  }
  return all
}
