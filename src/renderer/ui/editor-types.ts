/** A word in both languages, as in the definitions of entities. */
interface Word {
  readonly zh: string
  readonly en: string
}

/** What kind of value a field holds. The field types of the protocol fit it as they are. */
export type EditorType =
  | { kind: 'string'; max?: number; pattern?: RegExp }
  | { kind: 'text'; max?: number }
  | { kind: 'integer'; min?: number; max?: number; unit?: Word }
  | { kind: 'decimal'; min?: number; max?: number; unit?: Word }
  /** 0…1 */
  | { kind: 'percent' }
  /** `{ amount, currency }`, the amount in minor units. */
  | { kind: 'money' }
  | { kind: 'boolean' }
  /** `2026-09-15` */
  | { kind: 'date' }
  /** `2026-09-15` or `--09-15` */
  | { kind: 'partialDate' }
  /** `{ at, zone }`, `at` in UTC */
  | { kind: 'instant' }
  | { kind: 'enum'; values: Readonly<Record<string, Word>> }
  | { kind: 'reference'; to?: string }
  /** `{ lat, lon }` in degrees */
  | { kind: 'geo' }
  | { kind: 'set'; of: EditorType }
  /** Only shown. */
  | { kind: 'json' }
  | { kind: 'list'; of?: unknown }

export interface ReferenceOption {
  value: string
  label: string
  /** What tells two of the same name apart. */
  hint?: string
}

/** What editing and showing a value needs besides the value. */
export interface ValueContext {
  /** ISO date, to complete `9-15`. */
  today: string
  /** IANA; for instants that have none yet. */
  zone: string
  /** For amounts that name none. */
  currency: string
  /** The name of a referenced record. */
  nameOf?: (id: string) => string | undefined
  /** Finds records to refer to. */
  search?: (query: string) => Promise<readonly ReferenceOption[]>
}
