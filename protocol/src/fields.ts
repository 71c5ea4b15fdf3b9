import { z } from 'zod'

/** A word in both languages. Definitions carry their own words, so that a new field is one line. */
export interface Label {
  readonly zh: string
  readonly en: string
}

/** How concurrent changes of a field meet (DOMAIN §3.0, PROTOCOL "Merge"). */
export type MergeKind =
  | 'register' // last writer by HLC, the loser is kept
  | 'text' // as register; long text, conflicts are always shown
  | 'set' // add-wins observed-remove set
  | 'append' // rows with ids, only ever added
  | 'guarded' // folded from the record's events, see LifeCycle
  | 'immutable' // written at creation
  | 'master' // written by import or server
  | 'derived' // computed, never sent

/** An instant and the zone in which it was meant. `at` is UTC, ISO 8601 with milliseconds. */
export interface Instant {
  at: string
  zone: string
}
/** `amount` in minor units (fen), `currency` ISO 4217. */
export interface Money {
  amount: number
  currency: string
}
/** WGS-84 degrees. */
export interface Geo {
  lat: number
  lon: number
}

export type FieldType =
  | { kind: 'string'; max: number; pattern?: RegExp }
  | { kind: 'text'; max: number }
  | { kind: 'integer'; min: number; max: number; unit?: Label }
  | { kind: 'decimal'; min: number; max: number; unit?: Label }
  | { kind: 'percent' }
  | { kind: 'money' }
  | { kind: 'boolean' }
  | { kind: 'date' }
  | { kind: 'partialDate' }
  | { kind: 'instant' }
  | { kind: 'enum'; values: Readonly<Record<string, Label>> }
  | { kind: 'reference'; to: string }
  | { kind: 'geo' }
  | { kind: 'json' }
  | { kind: 'set'; of: FieldType }
  | { kind: 'list'; of: Readonly<Record<string, Field>> }

export interface FieldOptions {
  required?: boolean
  /** Queryable: an index in memory on the device. */
  index?: boolean
  /** Part of the search string (names, phones, codes). */
  search?: boolean
  /** Personal data: consent, audit, masking, erasure. */
  pd?: boolean
  /** Lives in a record of its own, `type:facet`, held only by those who may see it (RIGHTS.md). */
  facet?: string
  group?: string
  /** Rights that differ from the entity's, in the same notation. */
  rights?: Rights
  /** Other names a column of this field may have in an imported file. */
  alias?: readonly string[]
  /** Not offered as an import target. */
  noImport?: boolean
  /** A short hint shown under the field. */
  hint?: Label
}

/** `T` is the value's type; it exists for the compiler only. */
export interface Field<T = unknown> extends FieldOptions {
  readonly label: Label
  readonly type: FieldType
  readonly merge: MergeKind
  readonly $?: T
}

/** Role → letters of DOMAIN §8.1: R read, C create, W create and edit, A approve, P propose; scope o own, t territory, a all. */
export type Rights = Readonly<Partial<Record<Role, string>>>
export const roles = ['REP', 'MGR', 'DSK', 'MKT', 'SVC', 'CC', 'FIN', 'EXE', 'ADM'] as const
export type Role = (typeof roles)[number]

type Opt = FieldOptions & { merge?: MergeKind }
const make =
  <T>(type: FieldType, merge: MergeKind) =>
  (zh: string, en: string, { merge: own, ...options }: Opt = {}): Field<T> => ({
    label: { zh, en },
    type,
    merge: own ?? merge,
    ...options
  })

type Numeric = Opt & { min?: number; max?: number; unit?: Label }
const numeric =
  (kind: 'integer' | 'decimal') =>
  (zh: string, en: string, { min = 0, max = 1e9, unit, ...rest }: Numeric = {}): Field<number> =>
    make<number>({ kind, min, max, unit }, 'register')(zh, en, rest)

/** The builders of field definitions: `name: f.string('公司名称', 'Name', { required: true })`. */
export const f = {
  string: (zh: string, en: string, { max = 120, pattern, ...o }: Opt & { max?: number; pattern?: RegExp } = {}) =>
    make<string>({ kind: 'string', max, pattern }, 'register')(zh, en, o),
  text: (zh: string, en: string, { max = 20_000, ...o }: Opt & { max?: number } = {}) =>
    make<string>({ kind: 'text', max }, 'text')(zh, en, o),
  integer: numeric('integer'),
  decimal: numeric('decimal'),
  percent: make<number>({ kind: 'percent' }, 'register'),
  money: make<Money>({ kind: 'money' }, 'register'),
  boolean: make<boolean>({ kind: 'boolean' }, 'register'),
  date: make<string>({ kind: 'date' }, 'register'),
  partialDate: make<string>({ kind: 'partialDate' }, 'register'),
  instant: make<Instant>({ kind: 'instant' }, 'register'),
  geo: make<Geo>({ kind: 'geo' }, 'register'),
  json: make<unknown>({ kind: 'json' }, 'immutable'),
  /** `values`: code → [zh, en]. */
  enum: <const V extends Record<string, readonly [string, string]>>(zh: string, en: string, values: V, o: Opt = {}) =>
    make<keyof V & string>({ kind: 'enum', values: words(values) }, 'register')(zh, en, o),
  /** A set of codes of an enumeration. */
  flags: <const V extends Record<string, readonly [string, string]>>(zh: string, en: string, values: V, o: Opt = {}) =>
    make<(keyof V & string)[]>({ kind: 'set', of: { kind: 'enum', values: words(values) } }, 'set')(zh, en, o),
  strings: (zh: string, en: string, { max = 200, ...o }: Opt & { max?: number } = {}) =>
    make<string[]>({ kind: 'set', of: { kind: 'string', max } }, 'set')(zh, en, o),
  ref: (to: string, zh: string, en: string, o: Opt = {}) =>
    make<string>({ kind: 'reference', to }, 'register')(zh, en, o),
  refs: (to: string, zh: string, en: string, o: Opt = {}) =>
    make<string[]>({ kind: 'set', of: { kind: 'reference', to } }, 'set')(zh, en, o),
  /** Append-only rows. Every row has an `id`; a correction names the row it replaces in `supersedesId`. */
  list: <const L extends Readonly<Record<string, Field>>>(zh: string, en: string, of: L, o: Opt = {}) =>
    make<ListRow<L>[]>({ kind: 'list', of }, 'append')(zh, en, o)
}

export type ListRow<L extends Readonly<Record<string, Field>>> = { id: string; supersedesId?: string } & {
  [K in keyof L]?: ValueOf<L[K]>
}
export type ValueOf<F> = F extends Field<infer T> ? T : never

function words(values: Record<string, readonly [string, string]>): Record<string, Label> {
  return Object.fromEntries(Object.entries(values).map(([code, [zh, en]]) => [code, { zh, en }]))
}

// Always with milliseconds, so that instants sort as strings.
const isoInstant = z.iso.datetime({ precision: 3 })
const isoDate = z.iso.date()
/** Characters that hide or reorder text: NUL and other controls, bidi overrides, lone surrogates. */
// oxlint-disable-next-line no-control-regex
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u
export const cleanText = (s: string): string => s.replaceAll(new RegExp(hidden.source, 'gu'), '')
const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine((s) => !hidden.test(s), { message: 'hidden characters' })
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

const schemas = new WeakMap<FieldType, z.ZodType>()
/** The schema of one value. `null` (a cleared value) is not part of it. Built once per definition: an import asks a million times. */
export function valueSchema(type: FieldType): z.ZodType {
  const known = schemas.get(type)
  if (known) return known
  const made = buildSchema(type)
  schemas.set(type, made)
  return made
}

function buildSchema(type: FieldType): z.ZodType {
  switch (type.kind) {
    case 'string':
      return type.pattern ? plain(type.max).regex(type.pattern) : plain(type.max)
    case 'text':
      return plain(type.max)
    case 'integer':
      return z.int().min(type.min).max(type.max)
    case 'decimal':
      return z.number().min(type.min).max(type.max)
    case 'percent':
      return z.number().min(0).max(1)
    case 'money':
      return z.strictObject({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) })
    case 'boolean':
      return z.boolean()
    case 'date':
      return isoDate
    case 'partialDate':
      return z.string().regex(/^(\d{4}|-)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
    case 'instant':
      return z.strictObject({ at: isoInstant, zone: plain(64) })
    case 'enum':
      return z.enum(Object.keys(type.values) as [string, ...string[]])
    case 'reference':
      return uuid
    case 'geo':
      return z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
    case 'json':
      return z.json()
    case 'set':
      return z.array(valueSchema(type.of)).max(2_000)
    case 'list':
      return rowSchema(type.of)
  }
}

/** One row of an append-only list. Unknown keys are kept: they come from a newer version. */
function rowSchema(of: Readonly<Record<string, Field>>): z.ZodType {
  const shape = Object.fromEntries(
    Object.entries(of).map(([key, field]) => {
      const schema = field.type.kind === 'list' ? z.array(valueSchema(field.type)) : valueSchema(field.type)
      return [key, field.required ? schema : schema.nullish()]
    })
  )
  return z.looseObject({ id: uuid, supersedesId: uuid.optional(), ...shape })
}
