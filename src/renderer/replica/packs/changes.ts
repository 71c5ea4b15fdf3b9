import { keyOf } from '../memory.ts'
import type { Key, StoredRow } from '../store.ts'
import { homeOf, sameHome, type Home } from './home.ts'

/** A row as it is from now on, or gone, and every pack that may hold an older copy of it. */
export interface Changed {
  type: string
  id: string
  stored: StoredRow | null
  homes: Home[]
}

type Known = (type: string, id: string) => StoredRow | undefined

/** What a page changes, by row. `earlier` are changes that no pack has yet. */
export function changesOf(
  page: { puts: readonly StoredRow[]; removed: readonly Key[] },
  known: Known,
  earlier: (key: string) => Changed | undefined
): Map<string, Changed> {
  const changes = new Map<string, Changed>()
  const add = (type: string, id: string, stored: StoredRow | null): void => {
    const key = keyOf(type, id)
    const homes = [...(earlier(key)?.homes ?? [])]
    const before = known(type, id)
    for (const row of [before, stored]) {
      if (!row) continue
      const home = homeOf(row)
      if (!homes.some((h) => sameHome(h, home))) homes.push(home)
    }
    changes.set(key, { type, id, stored, homes })
  }
  for (const stored of page.puts) add(stored.type, stored.id, stored)
  for (const { type, id } of page.removed) add(type, id, null)
  return changes
}

/** The packs to be written for some changes, each with the changes that concern it. */
export function byHome(changes: Iterable<Changed>): Map<string, { home: Home; changes: Changed[] }> {
  const all = new Map<string, { home: Home; changes: Changed[] }>()
  for (const change of changes) {
    for (const home of change.homes) {
      const key = `${home.part}/${home.name}`
      const entry = all.get(key)
      if (entry) entry.changes.push(change)
      else all.set(key, { home, changes: [change] })
    }
  }
  return all
}

/** The rows of a pack with changes laid over them; a row that moved elsewhere leaves. */
export function merged(rows: readonly StoredRow[], home: Home, changes: readonly Changed[]): StoredRow[] {
  const all = new Map(rows.map((row) => [keyOf(row.type, row.id), row]))
  for (const { type, id, stored } of changes) {
    if (stored && sameHome(homeOf(stored), home)) all.set(keyOf(type, id), stored)
    else all.delete(keyOf(type, id))
  }
  return [...all.values()]
}
