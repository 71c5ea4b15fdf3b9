import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** One connection, held for as long as a transaction needs it. */
export interface Session {
  /** `name` makes it a prepared statement on PostgreSQL: parsed and planned once for each connection. */
  query<R = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<R[]>
}

export interface Database {
  readonly engine: 'postgres' | 'pglite'
  readonly kysely: Kysely<Tables>
  /**
   * Queries that `work` starts without awaiting go out together: on PostgreSQL they share a round trip. One that
   * fails aborts the transaction, so that a COMMIT sent behind it rolls back.
   */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>
  /**
   * Waits until nobody else, on any node, holds the lock of this name. The answer gives it back; so does the end of the
   * process. It is no transaction: what runs under it commits as it goes.
   */
  lock(name: string): Promise<() => Promise<void>>
  /** Hears NOTIFY. The answer stops listening. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** What was read before the locks no longer holds under them: as a serialization failure. */
export class Stale extends Error {
  readonly code = '40001'
  constructor() {
    super('a record changed its place before it was locked')
  }
}

/** Codes of PostgreSQL after which the same transaction may succeed. */
const transient = new Set(['40001', '40P01', '23505', '22012'])
export const isTransient = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && transient.has(String(error.code))
