import type { FieldChange } from '../op.ts'
import { metaOf, type FieldMeta, type Row } from '../row.ts'

const keyOf = (element: unknown): string => (typeof element === 'string' ? element : JSON.stringify(element))

/** Who added an element, and when. `also` holds concurrent adds of other devices: a remove must have seen each. */
interface Tag {
  ver: number
  device: string
  also?: { ver: number; device: string }[]
}

/**
 * Add-wins observed-remove set (Shapiro et al. 2011). The versions that added an element are kept in the field's meta;
 * an element without one came with the record. A remove takes away only the adds its author had seen.
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
  const elements = new Map(((row.body[name] as unknown[] | undefined | null) ?? []).map((e) => [keyOf(e), e]))
  // A map, since an element may be called `__proto__`.
  const tags = new Map<string, Tag>(Object.entries(row.meta[name]?.el ?? {}))
  // Elements that came with the record keep its version when the field gets a meta of its own.
  if (before)
    for (const key of elements.keys()) if (!tags.has(key)) tags.set(key, { ver: before.ver, device: before.device })
  let changed = false
  for (const element of remove) {
    const key = keyOf(element)
    if (!elements.has(key)) continue
    const adds = addsOf(tags.get(key))
    const unseen = adds.filter((tag) => tag.ver > base && tag.device !== author.device)
    if (unseen.length > 0) {
      tags.set(key, tagOf(unseen))
      changed = changed || unseen.length < adds.length
      continue
    }
    elements.delete(key)
    tags.delete(key)
    changed = true
  }
  for (const element of add) {
    const key = keyOf(element)
    // Adding what is there counts too: whoever removes the older add has not seen this one.
    const others = addsOf(tags.get(key)).filter((tag) => tag.ver > base && tag.device !== author.device)
    const tag = tagOf([{ ver: author.ver, device: author.device }, ...others])
    changed = changed || !elements.has(key) || JSON.stringify(tags.get(key)) !== JSON.stringify(tag)
    elements.set(key, element)
    tags.set(key, tag)
  }
  if (!changed) return false
  row.body[name] = [...elements.values()]
  if (!creating) row.meta[name] = { ...author, el: Object.fromEntries(tags) }
  return true
}

const addsOf = (tag: Tag | undefined): { ver: number; device: string }[] =>
  tag ? [{ ver: tag.ver, device: tag.device }, ...(tag.also ?? [])] : []
const tagOf = ([first, ...also]: { ver: number; device: string }[]): Tag => ({
  ...first!,
  ...(also.length > 0 ? { also } : {})
})
