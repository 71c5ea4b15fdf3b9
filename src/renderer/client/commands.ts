import type { LookupRequest } from '@fieldfile/protocol'
import type { Change, LookedUp, OutboxEntry, Saved } from '../replica/messages.ts'
import { request } from './connection.ts'

export { WriteError } from './connection.ts'

/** Saves changes as one group: all or none. Resolves when they are durable here; rejects with a WriteError. */
export const write = (...changes: (Change | readonly Change[])[]): Promise<Saved> =>
  request({ t: 'write', changes: changes.flat() as Change[] })

/** Takes a write back by its group. The answer names the undo, which can be taken back too. */
export const undo = (group: string): Promise<Saved> => request({ t: 'undo', group })

/** Asks the server for records this device does not hold; queries see them from then on, with `origin: 'server'`. */
export const lookup = (question: Omit<LookupRequest, 'limit'> & { limit?: number }): Promise<LookedUp> =>
  request({ t: 'lookup', request: { limit: 100, ...question } })

/** What is unsent or was refused, oldest first. */
export const outbox = (): Promise<OutboxEntry[]> => request({ t: 'outbox' })

/** Sends a refused edit again, with corrected values. */
export const retryRefused = (opId: string, values: Record<string, unknown>): Promise<Saved> =>
  request({ t: 'retryRefused', opId, values })

/** Gives a refused edit up for good. */
export const dropRefused = (opId: string): Promise<void> => request({ t: 'dropRefused', opId })
