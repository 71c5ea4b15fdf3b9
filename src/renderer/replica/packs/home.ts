import type { StoredRow } from '../store.ts'

/** In which of an account's two packs a row lies. */
export type Part = 'hot' | 'history'

/**
 * What does not change any more once written and is read with its account (ADR 0010). Everything else is hot: in memory
 * from unlock on. Visits are hot also when closed, because the planner, reminders and lists ask for them across accounts.
 */
const historyTypes: ReadonlySet<string> = new Set(['interaction', 'visitReport'])

/** Whether records of a type may still lie on the disk unread. A facet lies where its record does. */
export const isHistory = (type: string): boolean => historyTypes.has(type.split(':', 1)[0]!)

/** The pack a row belongs to: its table, and a name that is hashed before it reaches the disk. */
export interface Home {
  part: Part
  name: string
}

/**
 * Rows of one account lie together. What hangs from no account is spread by type and id, not by bucket: a row keeps its
 * id, while its buckets change.
 */
export function homeOf({ type, id, row }: Pick<StoredRow, 'type' | 'id' | 'row'>): Home {
  if (row.rootId === null) return { part: 'hot', name: `none/${type}/${id.slice(-1).toLowerCase()}` }
  return { part: isHistory(type) ? 'history' : 'hot', name: `account/${row.rootId}` }
}

export const sameHome = (a: Home, b: Home): boolean => a.part === b.part && a.name === b.name
