import { signInDays, type Session } from '@fieldfile/protocol'
import { lastSyncOf, type Status } from '../../client/index.ts'

/** danger: do it before leaving; warn: know it. */
export type Verdict = 'ok' | 'warn' | 'danger'
export type Item = 'lastSync' | 'waiting' | 'visits' | 'documents' | 'lease' | 'space' | 'lock'

export interface Facts {
  status: Pick<Status, 'net' | 'completedAt' | 'waiting' | 'refused' | 'conflicts' | 'lockable'>
  session: Pick<Session, 'remembered'>
  /** Bytes; null where the system does not say. */
  free: number | null
  visits: { missing: number }
  now: number
}

const hour = 3_600_000
const day = 24 * hour
/** A working day. */
const oldSyncMs = 12 * hour
const fewDays = 14
/** DOMAIN N-31. */
const littleSpace = 1e9

/** When syncing asks to sign in, if the server is not met before; null where it never was. */
export const signInEnds = (lastSync: number | null): number | null =>
  lastSync === null ? null : lastSync + signInDays * day
export const daysLeft = (end: number, now: number): number => Math.max(0, Math.floor((end - now) / day))

const signInCodes: ReadonlySet<string | null> = new Set(['TOKEN_INVALID', 'SESSION_REVOKED'])
export const signInEnded = ({ net }: Pick<Status, 'net'>): boolean =>
  net.phase === 'blocked' && signInCodes.has(net.code)

/** How each line of the look stands. */
export function readiness({ status, session, free, visits, now }: Facts): Record<Item, Verdict> {
  const last = lastSyncOf(status)
  const end = signInEnds(last)
  const days = end === null ? 0 : daysLeft(end, now)
  return {
    lastSync: last === null ? 'danger' : now - last > oldSyncMs ? 'warn' : 'ok',
    waiting: status.waiting + status.refused > 0 ? 'danger' : status.conflicts > 0 ? 'warn' : 'ok',
    visits: visits.missing > 0 ? 'danger' : 'ok',
    documents: 'warn',
    lease: signInEnded(status) || days === 0 ? 'danger' : !session.remembered || days < fewDays ? 'warn' : 'ok',
    space: free !== null && free < littleSpace ? 'danger' : 'ok',
    lock: status.lockable ? 'ok' : 'warn'
  }
}
