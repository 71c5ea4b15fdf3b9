import { guessMapping } from '@fieldfile/domain/imports/mapping'
import type { Target } from '@fieldfile/domain/imports/targets'
import { guessTerritories, type Patch } from '@fieldfile/domain/imports/territory'
import { FieldfileError, valueSchema, type ImportSettings } from '@fieldfile/protocol'
import type { Table } from './read-file.ts'

/** Values of the territory column that are shown; the rest are few rows each and go to the fallback. */
const shownValues = 500

/** What the file most likely means. Everything is a guess until a person changes it. */
export function guessSettings(
  table: Table,
  how: Pick<ImportSettings, 'encoding' | 'hasHeader'>,
  targets: readonly Target[],
  territories: readonly Patch[]
): ImportSettings {
  const mapping = guessMapping(table.header, targets, table.rows.slice(0, 200))
  const found = mapping.findIndex((path) => path === 'account.province' || path === 'account.city')
  const column = found < 0 ? null : found
  return {
    encoding: how.encoding,
    hasHeader: how.hasHeader,
    mapping,
    defaults: defaultsFor(mapping),
    territory: { column, byValue: guessByValue(table, column, territories), fallback: null },
    onExisting: 'skip'
  }
}

export const guessByValue = (table: Table, column: number | null, territories: readonly Patch[]) =>
  guessTerritories(
    countValues(table, column).map(({ value }) => value),
    territories
  )

/** A contact's post is rarely one of the standard ones; the job title as it is written stays beside it. */
const defaultsFor = (mapping: readonly (string | null)[]): ImportSettings['defaults'] =>
  mapping.some((path) => path?.startsWith('person.')) && !mapping.includes('person.position')
    ? { 'person.position': 'other' }
    : {}

/** What a person chose must fit the file and the definitions. */
export function checkSettings(
  { mapping, defaults, territory }: ImportSettings,
  table: Table,
  targets: readonly Target[]
): void {
  const byPath = new Map(targets.map((t) => [t.path, t]))
  if (mapping.length > table.header.length || mapping.some((path) => path !== null && !byPath.has(path)))
    throw new FieldfileError('BAD_REQUEST', { field: 'mapping' })
  for (const [path, value] of Object.entries(defaults)) {
    const target = byPath.get(path)
    if (!target || (value !== null && !valueSchema(target.field.type).safeParse(value).success))
      throw new FieldfileError('BAD_REQUEST', { field: path })
  }
  if (territory.column !== null && territory.column >= table.header.length)
    throw new FieldfileError('BAD_REQUEST', { field: 'territory' })
}

/** The distinct values of a column, most frequent first. */
function countValues(table: Table, column: number | null): { value: string; rows: number }[] {
  if (column === null) return []
  const counts = new Map<string, number>()
  for (const row of table.rows) {
    const value = row[column]?.trim() ?? ''
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].map(([value, rows]) => ({ value, rows })).toSorted((a, b) => b.rows - a.rows)
}

export const shownTerritoryValues = (table: Table, column: number | null) =>
  countValues(table, column).slice(0, shownValues)
