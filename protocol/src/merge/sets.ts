import type { FieldChange } from '../op.ts'
import { metaOf, type FieldMeta, type Row } from '../row.ts'

const keyOf = (element: unknown): string => (typeof element === 'string' ? element : JSON.stringify(element))

/**
 * Add-wins observed-remove set. The version that added an element is kept in the field's meta; an element without one
 * came with the record. A remove takes away only what its author had seen.
 */
export function changeSet(
  row: Row,
  name: string,
  change: Extract<FieldChange, { base: number; add?: unknown }>,
  author: FieldMeta,
  creating: boolean
): boolean {
  const { add = [], remove = [], base } = change as { add?: unknown[]; remove?: unknown[]; base: number }
  const before = metaOf(row, name)
  const el = { ...row.meta[name]?.el }
  const elements = new Map(((row.body[name] as unknown[] | undefined | null) ?? []).map((e) => [keyOf(e), e]))
  let changed = false
  for (const element of remove) {
    const key = keyOf(element)
    if (!elements.has(key)) continue
    const added = Object.hasOwn(el, key) ? el[key] : before
    if (added && added.ver > base && added.device !== author.device) continue
    elements.delete(key)
    delete el[key]
    changed = true
  }
  for (const element of add) {
    const key = keyOf(element)
    changed = changed || !elements.has(key)
    elements.set(key, element)
    if (!creating) el[key] = { ver: author.ver, device: author.device }
  }
  if (!changed) return false
  row.body[name] = [...elements.values()]
  if (!creating) {
    // Elements that came with the record keep its version when the field gets a meta of its own.
    if (before && !row.meta[name]) for (const key of elements.keys()) el[key] ??= { ver: before.ver, device: before.device }
    row.meta[name] = { ...author, el }
  }
  return true
}
