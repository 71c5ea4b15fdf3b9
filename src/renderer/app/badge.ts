import { lastSyncOf, type Status } from '../client/index.ts'
import { formatAge, formatInstant, formatTime, wallClock, type Locale } from '../ui/format.ts'
import type { SyncState } from '../ui/index.ts'
import { heldUpBy } from './held-up.ts'

export interface Badge {
  state: SyncState
  at?: string
  waiting: number
  conflicts: number
  progress?: number
  /** Beside another state. */
  offline?: boolean
}

type Word = (key: 'signInNeeded' | 'networkNeedsSignIn' | 'updateNeeded' | 'blocked' | 'neverSynced') => string

const blocked: Readonly<Record<string, Parameters<Word>[0]>> = {
  CAPTIVE_PORTAL: 'networkNeedsSignIn',
  APP_TOO_OLD: 'updateNeeded',
  TOKEN_INVALID: 'signInNeeded',
  SESSION_REVOKED: 'signInNeeded'
}

/** What the sync badge says. Decided by what a person would do next: decide, remedy, wait, nothing. */
export function badgeOf(status: Status, now: number, locale: Locale, zone: string, word: Word): Badge {
  const { conflicts, waiting, progress, net } = status
  const counts = { waiting, conflicts }
  const lastSync = lastSyncOf(status)
  const last = lastSync === null ? word('neverSynced') : lastAt(lastSync, now, locale, zone)
  if (net.phase === 'blocked' || heldUpBy(net))
    return { ...counts, state: 'waiting', at: word(blocked[net.code ?? ''] ?? 'blocked') }
  // A server that does not answer is as good as no network: work goes on, the time says how old things are.
  const offline = net.phase === 'offline' || net.phase === 'waiting'
  if (conflicts > 0) return { ...counts, state: 'conflicts', ...(offline ? { offline } : { at: last }) }
  if (offline) return { ...counts, state: 'offline', at: last }
  if (progress)
    return { ...counts, state: 'syncing', progress: progress.total > 0 ? progress.done / progress.total : undefined }
  if (net.lastSyncAt === null) return { ...counts, state: 'syncing' }
  return { ...counts, state: waiting > 0 ? 'waiting' : 'synced', at: formatAge(net.lastSyncAt, now, locale) }
}

/** Today the time is enough. */
const lastAt = (at: number, now: number, locale: Locale, zone: string): string =>
  wallClock(at, zone).date === wallClock(now, zone).date ? formatTime(at, zone) : formatInstant(at, locale, now, zone)
