import { isHistory, type Row } from '@fieldfile/protocol'
import type { StoredRow } from '../store.ts'

/** In which of an account's two packs a row lies. */
export type Part = 'hot' | 'history'

/** The pack a row belongs to: its table, and a name that is hashed before it reaches the disk. */
export interface Home {
  part: Part
  name: string
}

/**
 * Rows of one account lie together. What hangs from no account is spread by type and id, not by bucket: a row keeps its
 * id, while its buckets change.
 */
export function homeOfRow({ type, id, rootId }: Pick<Row, 'type' | 'id' | 'rootId'>): Home {
  if (rootId === null) return { part: 'hot', name: `none/${type}/${id.slice(-1).toLowerCase()}` }
  return { part: isHistory(type) ? 'history' : 'hot', name: `account/${rootId}` }
}
export const homeOf = ({ type, id, row }: Pick<StoredRow, 'type' | 'id' | 'row'>): Home =>
  homeOfRow({ type, id, rootId: row.rootId })

export const sameHome = (a: Home, b: Home): boolean => a.part === b.part && a.name === b.name
