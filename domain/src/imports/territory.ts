/** What an import needs to know of a territory. */
export interface Patch {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly provinces: readonly string[]
  readonly parentId: string | null
}

const administrative = /(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区)$/
/** A province or city without its administrative suffix: 江苏省 → 江苏. */
export const placeName = (text: string): string => text.normalize('NFKC').trim().replace(administrative, '')

/**
 * The territory for each value of the chosen column: by the provinces and cities it covers, its name or its code.
 * A patch wins over the region above it. Values without one are null and have to be assigned by a person.
 */
export function guessTerritories(
  values: readonly string[],
  territories: readonly Patch[]
): Record<string, string | null> {
  const parents = new Set(territories.map((t) => t.parentId))
  const deepestFirst = territories.toSorted((a, b) => Number(parents.has(a.id)) - Number(parents.has(b.id)))
  const find = (value: string): string | null => {
    const place = placeName(value)
    if (!place) return null
    return (
      deepestFirst.find(
        (t) => t.code === place || placeName(t.name) === place || t.provinces.some((p) => placeName(p) === place)
      )?.id ?? null
    )
  }
  return Object.fromEntries(values.map((value) => [value, find(value)]))
}
