import type { Field } from '@fieldfile/protocol'
import type { Rec } from './read.ts'

/** Whether `where` may ask for this field. */
export const isIndexed = ({ index, type }: Field): boolean =>
  index === true || type.kind === 'reference' || (type.kind === 'set' && type.of.kind === 'reference')

/** The texts under which a value is found. */
function indexKeys(value: unknown): string[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap(indexKeys)
  if (typeof value !== 'object') return [String(value)]
  const at = (value as { at?: unknown }).at
  return typeof at === 'string' ? [at] : []
}

/** value → records, of one field of one type. Built on the first question, then kept. */
export class FieldIndex {
  readonly #entries = new Map<string, Map<string, Rec>>()

  readonly field: string

  constructor(field: string) {
    this.field = field
  }

  find(value: string): Rec[] {
    return [...(this.#entries.get(value)?.values() ?? [])]
  }

  /** Replaces a record and returns the values whose answers it touches. */
  replace(id: string, before: Rec | undefined, after: Rec | undefined): string[] {
    const out = before ? indexKeys(before.body[this.field]) : []
    const into = after ? indexKeys(after.body[this.field]) : []
    for (const key of out) {
      const found = this.#entries.get(key)
      found?.delete(id)
      if (found?.size === 0) this.#entries.delete(key)
    }
    for (const key of into) {
      const found = this.#entries.get(key)
      if (found) found.set(id, after!)
      else this.#entries.set(key, new Map([[id, after!]]))
    }
    return [...out, ...into]
  }
}
