import { errors, isErrorCode, type Retry } from '@fieldfile/protocol/errors'
import type { RoundReport } from '@fieldfile/protocol/ipc'
import { backOff } from './back-off.ts'
import { bounds, type Phase, type PumpEvent, type PumpState, type Reason, type Step } from './state.ts'

/** What one event does in one phase. `chance` is in [0, 1) and only spreads waits. */
type Handler<E extends PumpEvent> = (state: PumpState, event: E, now: number, chance: number) => Step
type Row = { [T in PumpEvent['type']]: Handler<Extract<PumpEvent, { type: T }>> }

/** Decides everything the pump does: rounds, waits and what the window is told. Acts nowhere. */
export function step(state: PumpState, event: PumpEvent, now: number, chance: number): Step {
  const handler = table[state.phase][event.type] as Handler<PumpEvent>
  return handler(state, event, now, chance)
}

const stay = (state: PumpState): Step => ({ state, effects: [] })
const become = (state: PumpState, change: Partial<PumpState>): Step => stay({ ...state, ...change })

/** The phase between rounds. Without anyone signed in nothing is due. */
const rest = (state: PumpState, now: number): Step =>
  become(state, {
    phase: state.online ? 'idle' : 'offline',
    code: null,
    again: false,
    wakeAt: state.online && state.signedIn ? now + bounds.safetyMs : null
  })

/** Starts the one round there is, or rests where it could not run. */
function round(state: PumpState, now: number, reason: Reason): Step {
  if (!state.signedIn || !state.ready || !state.online) return rest(state, now)
  const syncing = { ...state, phase: 'syncing' as const, again: false, roundAt: now, wakeAt: now + bounds.roundMs }
  return { state: syncing, effects: [{ type: 'round', reason }] }
}

function wait(state: PumpState, now: number, chance: number, code: string | null, retryAfterMs: number | null): Step {
  const own = backOff(state.tries, chance, { minMs: bounds.backOffMinMs, maxMs: bounds.backOffMaxMs })
  const delay = Math.min(bounds.backOffMaxMs, Math.max(own, retryAfterMs ?? 0))
  return become(state, { phase: 'waiting', code, again: false, tries: state.tries + 1, wakeAt: now + delay })
}

const block = (state: PumpState, now: number, code: string): Step =>
  become(state, { phase: 'blocked', code, again: false, tries: 0, wakeAt: now + bounds.blockedMs })

const needsPerson = new Set<Retry>(['never', 'edit', 'sign-in', 'update'])

function afterRound(state: PumpState, report: RoundReport, now: number, chance: number): Step {
  const { ok, code, retryAfterMs, more } = report
  if (!ok && !state.online) return rest(state, now)
  if (ok) {
    const done = { ...state, lastSyncAt: now, tries: 0, code: null }
    return more || state.again ? round(done, now, 'again') : rest(done, now)
  }
  if (isErrorCode(code) && needsPerson.has(errors[code].retry)) return block(state, now, code)
  return wait(state, now, chance, code, retryAfterMs)
}

const networkCodes = new Set<string | null>(['SERVER_UNREACHABLE', 'CAPTIVE_PORTAL', 'OFFLINE', 'NOT_READY'])

// ---- handlers shared by several phases
const signedIn: Handler<{ type: 'signedIn' }> = (state, _event, now) =>
  round({ ...state, signedIn: true, tries: 0, code: null }, now, 'start')
/** Ended by the server: blocked until a person signs in. By the person: at rest, and the worker stops. */
const signedOut: Handler<{ type: 'signedOut'; code: string | null }> = (state, { code }, now) => {
  const out = { ...state, signedIn: false, tries: 0, again: false, lastSyncAt: null }
  return code ? become(out, { phase: 'blocked', code, wakeAt: null }) : rest({ ...out, ready: false }, now)
}
const offline: Handler<{ type: 'offline' }> = (state, _event, now) => rest({ ...state, online: false }, now)
const stillOnline: Handler<{ type: 'online' }> = (state) => become(state, { online: true })
const suspend: Handler<{ type: 'suspend' }> = (state, _event, now) => become(state, { asleepSince: now })
/** The second resume of one sleep does nothing (SECURITY, "Disk, clock, network"). */
const resume: Handler<{ type: 'resume' }> = (state, _event, now) =>
  state.asleepSince === null ? stay(state) : round({ ...state, asleepSince: null, tries: 0 }, now, 'resume')
const unlock: Handler<{ type: 'unlock' }> = (state, _event, now) =>
  state.lastSyncAt !== null && Math.abs(now - state.lastSyncAt) < bounds.unlockMs
    ? stay(state)
    : round(state, now, 'unlock')
const windowGone: Handler<{ type: 'windowGone' }> = (state) => become(state, { ready: false })
const wanted: Handler<Extract<PumpEvent, { type: 'wanted' }>> = (state, { reason, listening }, now) =>
  round({ ...state, ready: state.ready || listening }, now, reason)
/** In back-off only a person may be impatient; the window's start counts as one. */
const wantedLater: typeof wanted = (state, event, now, chance) =>
  event.reason === 'saved' && state.ready ? stay(state) : wanted({ ...state, tries: 0 }, event, now, chance)
const live: Handler<{ type: 'live' }> = (state, _event, now) => round(state, now, 'live')
const clock: Handler<{ type: 'clock'; offset: number }> = (state, { offset }) =>
  Math.abs(offset - state.clockOffset) < bounds.clockNoiseMs ? stay(state) : become(state, { clockOffset: offset })
/** The timer of a phase. It also runs where a resume was never told: a computer that counts is awake. */
const wakeFor =
  (reason: Reason): Handler<{ type: 'wake' }> =>
  (state, _event, now) =>
    round({ ...state, asleepSince: null }, now, reason)

const table: Record<Phase, Row> = {
  idle: {
    signedIn,
    signedOut,
    online: stillOnline,
    offline,
    suspend,
    resume,
    unlock,
    windowGone,
    wanted,
    live,
    progress: stay,
    // A round that had been given up has ended after all.
    done: stay,
    clock,
    wake: wakeFor('safety')
  },
  offline: {
    signedIn: (state) => become(state, { signedIn: true }),
    signedOut,
    online: (state, _event, now) => round({ ...state, online: true, tries: 0 }, now, 'online'),
    offline: stay,
    suspend,
    resume: (state) => become(state, { asleepSince: null }),
    unlock: stay,
    windowGone,
    wanted: (state, { listening }) => become(state, { ready: state.ready || listening }),
    live: stay,
    progress: stay,
    done: stay,
    clock,
    wake: stay
  },
  syncing: {
    // Another person's round must not go on as this one's.
    signedIn,
    signedOut,
    online: (state) => become(state, { online: true, again: state.again || !state.online }),
    // What is under way fails by itself and is waited for: there is never a second round beside it.
    offline: (state) => become(state, { online: false }),
    suspend,
    resume: (state, _event, now) =>
      state.asleepSince === null
        ? stay(state)
        : become(state, { asleepSince: null, wakeAt: now + bounds.afterSleepMs }),
    unlock: stay,
    windowGone: (state, _event, now) => rest({ ...state, ready: false }, now),
    // A worker that has only just started does not know of the round.
    wanted: (state, { reason }, now) => {
      if (reason !== 'start') return become(state, { again: true })
      const isSame = state.roundAt !== null && Math.abs(now - state.roundAt) < bounds.sameStartMs
      return isSame ? stay(state) : round(state, now, 'start')
    },
    live: (state) => become(state, { again: true }),
    progress: (state, _event, now) => become(state, { wakeAt: now + bounds.roundMs }),
    done: (state, { report }, now, chance) => afterRound(state, report, now, chance),
    clock,
    wake: (state, _event, now, chance) => {
      const awake = { ...state, asleepSince: null }
      return state.online ? wait(awake, now, chance, 'SERVER_UNREACHABLE', null) : rest(awake, now)
    }
  },
  waiting: {
    signedIn,
    signedOut,
    online: stillOnline,
    offline,
    suspend,
    resume,
    unlock,
    windowGone,
    wanted: wantedLater,
    // It was the network that failed, and it is back. Anything else keeps its wait.
    live: (state, _event, now) => (networkCodes.has(state.code) ? round(state, now, 'live') : stay(state)),
    progress: stay,
    done: stay,
    clock,
    wake: wakeFor('retry')
  },
  blocked: {
    signedIn,
    signedOut,
    online: stillOnline,
    offline: (state) => become(state, { online: false }),
    suspend,
    resume: (state) => become(state, { asleepSince: null }),
    unlock: stay,
    windowGone,
    // `round` would forget why it is blocked where nobody is signed in.
    wanted: (state, event, now, chance) =>
      state.signedIn && state.online
        ? wantedLater(state, event, now, chance)
        : become(state, { ready: state.ready || event.listening }),
    live: stay,
    progress: stay,
    done: stay,
    clock,
    wake: (state, _event, now) =>
      state.online && state.ready ? round(state, now, 'retry') : become(state, { wakeAt: now + bounds.blockedMs })
  }
}
