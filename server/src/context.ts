import type { RecordType } from '@fieldfile/protocol'
import type { Database } from './db/database.ts'
import type { MovedBus } from './features/sync/moved.ts'

export interface Log {
  info(detail: object, message?: string): void
  warn(detail: object, message?: string): void
  error(detail: object, message?: string): void
}

/** What every part of the server is given: no part opens a database or reads a clock by itself. */
export interface ServerContext {
  readonly db: Database
  readonly tenant: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly newId: () => string
  readonly types: ReadonlyMap<string, RecordType>
  /** Hears of every commit of this process. */
  readonly moved: MovedBus
  readonly log: Log
}
