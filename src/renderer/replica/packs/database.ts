import { Dexie, type EntityTable } from 'dexie'
import type { Bytes } from '../vault/bytes.ts'

export type { Table } from 'dexie'

/** All an index may hold: hashed names, counters, times of day. Everything else is inside `body`, sealed. */
export interface Named {
  k: string
  body: Bytes
}
export interface PackRow extends Named {
  /** Raised with every write of the pack: a merge puts its result only if nobody was faster. */
  gen: number
  /** 1 once it was compressed. */
  small: 0 | 1
}
export interface OverlayRow extends Named {
  n: number
}
interface SentRow {
  dseq: number
  at: number
  body: Bytes
}

export interface Database extends Dexie {
  hot: EntityTable<PackRow, 'k'>
  history: EntityTable<PackRow, 'k'>
  overlay: EntityTable<OverlayRow, 'k'>
  outbox: EntityTable<{ dseq: number; body: Bytes }, 'dseq'>
  sent: EntityTable<SentRow, 'dseq'>
  refused: EntityTable<Named, 'k'>
  undo: EntityTable<Named & { at: number }, 'k'>
  meta: EntityTable<Named, 'k'>
}

/**
 * Strict: the bytes have left the process when the transaction ends. Relaxed: the journal has them already, or the server
 * still does. The choice is Dexie's per connection, so there is one of each.
 */
export function openDatabase(name: string, durability: 'strict' | 'relaxed'): Database {
  const db = new Dexie(name, { chromeTransactionDurability: durability }) as Database
  db.version(1).stores({
    hot: 'k',
    history: 'k,small',
    overlay: 'k',
    outbox: 'dseq',
    sent: 'dseq,at',
    refused: 'k',
    undo: 'k,at',
    meta: 'k'
  })
  return db
}

export const deleteDatabase = (name: string): Promise<void> => Dexie.delete(name)
