import { create } from 'zustand'
import type { AccountRow } from './list-query.ts'

export const views = ['all', 'mine', 'key', 'prospects', 'noVisit'] as const
export type View = (typeof views)[number]

interface ListState {
  view: View
  text: string
  /** The customer looked at beside the list. */
  peek: string | null
}

/** Kept while the app runs: who comes back to the list finds it as it was left. */
export const useListState = create<ListState>()(() => ({ view: 'all', text: '', peek: null }))

const over = new Set(['lost', 'retired'])
const viewFilters: Readonly<Record<View, (row: AccountRow) => boolean>> = {
  all: () => true,
  mine: (row) => row.mine,
  key: (row) => row.keyAccount,
  prospects: (row) => row.status === 'prospect' || row.status === 'suspect',
  noVisit: (row) => row.nextVisit === null && !over.has(row.status ?? '')
}

/** The rows of a view, and of a search in the order of its answer. */
export function rowsOf(rows: readonly AccountRow[], view: View, found: readonly string[] | null): AccountRow[] {
  const kept = rows.filter(viewFilters[view])
  if (!found) return kept
  const place = new Map(found.map((id, index) => [id, index]))
  return kept.filter((row) => place.has(row.id)).toSorted((a, b) => place.get(a.id)! - place.get(b.id)!)
}
