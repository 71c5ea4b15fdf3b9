import type { Label, Role } from './fields.ts'
import type { Hlc } from './hlc.ts'

/**
 * A life cycle is a table. The state of a record is the fold of its events in (hlc, device) order; an event the table
 * does not allow is kept, flagged, and changes nothing (PROTOCOL "Merge").
 */
export interface LifeCycle {
  /** The guarded field that holds the state. */
  readonly field: string
  readonly states: Readonly<Record<string, Label>>
  readonly events: Readonly<Record<string, Transition>>
  /** Derived counters: field → the event it counts. */
  readonly counts?: Readonly<Record<string, string>>
}

export interface Transition {
  readonly label: Label
  /** States it may start from; `null` is "not there yet". */
  readonly from: readonly (string | null)[]
  /** A fixed state, or `given`: the state named by the event's `to` (creation from an import). */
  readonly to: string
  /** A fact happened; an intention may be overruled by a fact. */
  readonly kind: 'fact' | 'intention' | 'review'
  readonly who: readonly Role[]
  /** Guarded fields the event sets from its own arguments. */
  readonly sets?: readonly string[]
  /** Takes the facts back: the fields return to what was planned. */
  readonly voids?: boolean
  /** Calls the record off (cancel, missed): a later fact overrules it. */
  readonly exit?: boolean
  readonly reason?: 'always' | 'late'
  readonly online?: boolean
}

/** One event as it is stored in the record's `events` list. `hlc` and `device` are stamped from its op. */
export interface LifeEvent {
  id: string
  event: string
  at: { at: string; zone: string }
  byUserId: string
  reason?: string | null
  args?: Record<string, unknown> | null
  hlc?: Hlc
  device?: string
}

export type Verdict = 'applied' | 'overruled' | 'illegal'
export interface Folded {
  state: string | null
  /** Guarded fields and their values, as set by the events that took effect. */
  set: Record<string, unknown>
  verdicts: Map<string, Verdict>
  /** How often each event took effect: counts are counts of events (PROTOCOL). */
  counts: Record<string, number>
}

const order = (a: LifeEvent, b: LifeEvent): number => {
  const [x, y] = [a.hlc ?? '', b.hlc ?? '']
  return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Folds the events to the state they mean. The result does not depend on the order in which they arrived. */
export function fold(cycle: LifeCycle, events: readonly LifeEvent[]): Folded {
  const verdicts = new Map<string, Verdict>()
  const counts: Record<string, number> = {}
  let set: Record<string, unknown> = {}
  let state: string | null = null
  /** The guarded fields as they were planned before facts began; what a `voids` event goes back to. */
  let beforeFacts: Record<string, unknown> | undefined
  let calledOff: LifeEvent | undefined
  for (const event of events.toSorted(order)) {
    const rule = Object.hasOwn(cycle.events, event.event) ? cycle.events[event.event] : undefined
    if (!rule || !rule.from.includes(state)) {
      verdicts.set(event.id, rule?.kind === 'intention' && beforeFacts ? 'overruled' : 'illegal')
      continue
    }
    if (rule.voids) {
      state = rule.to
      set = beforeFacts ?? set
      beforeFacts = undefined
    } else {
      if (rule.kind === 'fact' && !beforeFacts) {
        beforeFacts = set
        // A plan called off before the fact is overruled by it: the visit did take place.
        if (calledOff) verdicts.set(calledOff.id, 'overruled')
      }
      // A new plan after facts were settled may be overruled by new facts only.
      if (rule.kind === 'intention') beforeFacts = undefined
      calledOff = rule.exit ? event : undefined
      state = rule.to === 'given' ? String(event.args?.['to']) : rule.to
      const given = (rule.sets ?? []).filter((key) => event.args && key in event.args)
      set = { ...set, ...Object.fromEntries(given.map((key) => [key, event.args![key]])) }
    }
    verdicts.set(event.id, 'applied')
    counts[event.event] = (counts[event.event] ?? 0) + 1
  }
  return { state, set, verdicts, counts }
}
