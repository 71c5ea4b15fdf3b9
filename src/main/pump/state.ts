import type { NetState, RoundReport } from '@fieldfile/protocol/ipc'

/** Written bounds of every wait of the pump (STYLE rule 9). */
export const bounds = {
  /** The first back-off, doubled by each failure in a row … */
  backOffMinMs: 1_000,
  /** … up to this; no wait is longer, whatever the server asks for. */
  backOffMaxMs: 5 * 60_000,
  /** A round in idle, because the live socket may have missed something. */
  safetyMs: 5 * 60_000,
  /** A round that shows no sign of life for so long is given up. */
  roundMs: 5 * 60_000,
  /** After a sleep, what was under way is most likely dead. */
  afterSleepMs: 60_000,
  /** A worker that says so soon after a round was asked for that it has started is the one that was asked. */
  sameStartMs: 2_000,
  /** What waits for a person is still tried once an hour: an administrator may have solved it. */
  blockedMs: 60 * 60_000,
  /** Unlocking the screen starts a round when the last one is older than this. */
  unlockMs: 30_000,
  /** A clock further off than this is worth a word. */
  clockOffMs: 5 * 60_000,
  /** So much is the way an answer takes, and not worth telling. */
  clockNoiseMs: 1_000
} as const

export type Phase = NetState['phase']

export interface PumpState {
  phase: Phase
  /** Why it waits or is blocked; in `syncing`, why the round before failed. */
  code: string | null
  /** When the timer fires, whatever it is for in this phase; null: no timer. */
  wakeAt: number | null
  lastSyncAt: number | null
  /** When the round that runs, or ran last, was asked for. */
  roundAt: number | null
  clockOffset: number
  /** Failures in a row. */
  tries: number
  /** Something asked for a round while one was running: another follows. */
  again: boolean
  online: boolean
  /** Someone is signed in. */
  signedIn: boolean
  /** The window has loaded and its worker listens. */
  ready: boolean
  /** When the computer went to sleep, null while it is awake. */
  asleepSince: number | null
}

export type Reason =
  | 'saved'
  | 'person'
  | 'start'
  | 'live'
  | 'safety'
  | 'retry'
  | 'again'
  | 'online'
  | 'resume'
  | 'unlock'

/** Everything that can happen to the pump. */
export type PumpEvent =
  | { type: 'signedIn' }
  | { type: 'signedOut'; code: string | null }
  | { type: 'online' }
  | { type: 'offline' }
  | { type: 'suspend' }
  | { type: 'resume' }
  | { type: 'unlock' }
  /** The page was loaded anew or is gone: a round that ran in it will not end. */
  | { type: 'windowGone' }
  /** Someone asks for a round. Where the window does, its worker listens. */
  | { type: 'wanted'; reason: 'saved' | 'person' | 'start'; listening: boolean }
  | { type: 'live' }
  /** A request of the running round was answered. */
  | { type: 'progress' }
  | { type: 'done'; report: RoundReport }
  | { type: 'clock'; offset: number }
  | { type: 'wake' }

export type Effect = { type: 'round'; reason: Reason }
export type Step = { state: PumpState; effects: Effect[] }

export const initialState = (online: boolean): PumpState => ({
  phase: online ? 'idle' : 'offline',
  code: null,
  wakeAt: null,
  lastSyncAt: null,
  roundAt: null,
  clockOffset: 0,
  tries: 0,
  again: false,
  online,
  signedIn: false,
  ready: false,
  asleepSince: null
})

/** What the window is told. A clock that is far off is mentioned only while nothing else is. */
export function netState({ online, wakeAt, lastSyncAt, clockOffset, code, ...state }: PumpState): NetState {
  // A round that was under way when the network went needs a moment to fail.
  const phase = state.phase === 'syncing' && !online ? 'offline' : state.phase
  const clockOff = phase === 'idle' && Math.abs(clockOffset) > bounds.clockOffMs
  return {
    phase,
    // In `syncing` it says why the try before failed, so that a message about it does not flicker.
    code: clockOff ? 'CLOCK_OFF' : phase === 'idle' || phase === 'offline' ? null : code,
    nextAt: phase === 'waiting' ? wakeAt : null,
    lastSyncAt,
    clockOffset
  }
}

/** The live socket is worth having whenever a round could run. */
export const wantsLive = (state: PumpState): boolean =>
  state.signedIn && state.online && state.asleepSince === null && state.phase !== 'blocked'
