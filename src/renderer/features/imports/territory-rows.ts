import { guessTerritories } from '@fieldfile/domain/imports/territory'
import type { ImportBatchView, ImportSettings } from '@fieldfile/protocol'
import type { TerritoryName } from './import-queries.ts'

export interface TerritoryRow {
  value: string
  rows: number
  /** What the program takes it for; null when it does not know. */
  guess: string | null
}

/** The values of the column, those nobody knows first, then the most frequent. */
export function territoryRows(view: ImportBatchView, territories: readonly TerritoryName[]): TerritoryRow[] {
  const guessed = guessTerritories(
    view.territoryValues.map(({ value }) => value),
    territories
  )
  return view.territoryValues
    .map(({ value, rows }) => ({ value, rows, guess: guessed[value] ?? null }))
    .toSorted((a, b) => Number(a.guess !== null) - Number(b.guess !== null) || b.rows - a.rows)
}

export const assignedTo = ({ territory }: ImportSettings, value: string): string | null =>
  Object.hasOwn(territory.byValue, value) ? (territory.byValue[value] ?? null) : null

/** Rows that would be left out because no territory is chosen for them. */
export function unassignedRows(view: ImportBatchView, settings: ImportSettings): number {
  const { column, fallback } = settings.territory
  if (fallback) return 0
  // The values belong to the column the server knows; a new one is on its way.
  if (column === null || column !== view.settings.territory.column)
    return column === null ? (view.counts?.rows ?? 0) : 0
  return view.territoryValues
    .filter(({ value }) => assignedTo(settings, value) === null)
    .reduce((sum, { rows }) => sum + rows, 0)
}

/** `华东 / 宁镇扬`: a patch with the region above it. */
export function territoryOptions(territories: readonly TerritoryName[], english: boolean) {
  const byId = new Map(territories.map((t) => [t.id, t]))
  const nameOf = (t: TerritoryName): string => (english ? (t.nameEn ?? t.name) : t.name)
  const pathOf = (t: TerritoryName, deep = 0): string => {
    const parent = t.parentId && deep < 8 ? byId.get(t.parentId) : undefined
    return parent ? `${pathOf(parent, deep + 1)} / ${nameOf(t)}` : nameOf(t)
  }
  return territories
    .map((t) => ({
      value: t.id,
      label: pathOf(t),
      search: [t.name, t.nameEn, t.code, pathOf(t)].join(' ').toLowerCase()
    }))
    .toSorted((a, b) => a.label.localeCompare(b.label))
}
