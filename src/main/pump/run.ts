import type { NetState } from '@fieldfile/protocol/ipc'
import type { Log } from '../store/log.ts'
import { initialState, netState, wantsLive, type Effect, type PumpEvent } from './state.ts'
import { step } from './step.ts'

export interface PumpDeps {
  now: () => number
  /** In [0, 1). */
  chance: () => number
  /** Calls once at a time of `now`; gives back how to take it back. */
  timer: (at: number, act: () => void) => () => void
  /** Asks the window for one round. */
  round(reason: string): void
  /** Told when something of it has changed. */
  onNetState(state: NetState): void
  /** Opens or closes the live socket. */
  onWantsLive(wanted: boolean): void
  log: Log
  online: boolean
}

export interface Pump {
  tell(event: PumpEvent): void
  netState(): NetState
}

/** Acts out what `step` decides: one timer, one round, one state that the window sees. */
export function createPump(deps: PumpDeps): Pump {
  let state = initialState(deps.online)
  let cancel: (() => void) | null = null

  function setTimer(before: number | null): void {
    if (state.wakeAt === before) return
    cancel?.()
    cancel = state.wakeAt === null ? null : deps.timer(state.wakeAt, () => tell({ type: 'wake' }))
  }
  function act({ reason }: Effect): void {
    deps.log('pump.round', { reason })
    deps.round(reason)
  }
  function tell(event: PumpEvent): void {
    const before = state
    const next = step(state, event, deps.now(), deps.chance())
    state = next.state
    // A timer that has fired is gone, even where the next one is due at the same moment.
    setTimer(event.type === 'wake' ? null : before.wakeAt)
    const net = netState(state)
    if (JSON.stringify(net) !== JSON.stringify(netState(before))) deps.onNetState(net)
    if (state.phase !== before.phase)
      deps.log('pump.phase', { phase: state.phase, code: state.code, after: event.type })
    if (wantsLive(state) !== wantsLive(before)) deps.onWantsLive(wantsLive(state))
    for (const effect of next.effects) act(effect)
  }
  return { tell, netState: () => netState(state) }
}
