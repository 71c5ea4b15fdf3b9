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
  /** A state; or `given`: the state named by the argument `to` (creation from an import); or `same`: it stays. */
  readonly to: string
  /** A fact happened; an intention may be overruled by a fact. */
  readonly kind: 'fact' | 'intention' | 'review'
  readonly who: readonly Role[]
  /** Guarded fields the event sets from its own arguments. */
  readonly sets?: readonly string[]
  /** Guarded fields it takes from the event itself, unless an argument of that name says otherwise. */
  readonly stamps?: Readonly<Record<string, 'at' | 'position' | 'reason' | 'byUserId'>>
  /** Fields that are set already stay: of several check-ins the first counts. */
  readonly first?: boolean
  /** Takes the facts back: the fields return to what was planned. */
  readonly voids?: boolean
  /** Calls the record off (cancel, missed): a later fact overrules it. What it set ends with it. */
  readonly exit?: boolean
  readonly reason?: 'always' | 'late'
  readonly online?: boolean
}

/** One event as it is stored in the record's `events` list. `hlc`, `device`, `dseq` and `n` are stamped from its op. */
export interface LifeEvent {
  id: string
  event: string
  at: { at: string; zone: string }
  byUserId: string
  reason?: string | null
  args?: Record<string, unknown> | null
  position?: { lat: number; lon: number } | null
  /** How far the device's clock was from the server's when last compared, in ms. */
  offsetMs?: number | null
  hlc?: Hlc
  device?: string
  /** The op's place in its device's sequence, and the event's place in the op. */
  dseq?: number
  n?: number
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

/**
 * (hlc, device), for the HLC ends with the device. Events of one op share its HLC, and so do ops whose clock ran ahead
 * and was clamped: they keep the order in which they were made.
 */
const order = (a: LifeEvent, b: LifeEvent): number =>
  compare(a.hlc ?? '', b.hlc ?? '') || (a.dseq ?? 0) - (b.dseq ?? 0) || (a.n ?? 0) - (b.n ?? 0) || compare(a.id, b.id)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Folds the events to the state they mean. The result does not depend on the order in which they arrived. */
export function fold(cycle: LifeCycle, events: readonly LifeEvent[]): Folded {
  const verdicts = new Map<string, Verdict>()
  const counts: Record<string, number> = {}
  let set: Record<string, unknown> = {}
  let state: string | null = null
  /** The guarded fields as they were planned before facts began; what a `voids` event goes back to. */
  let beforeFacts: Record<string, unknown> | undefined
  /** The event that called it off, and the guarded fields as they were before. */
  let calledOff: { event: LifeEvent; set: Record<string, unknown> } | undefined
  for (const event of events.toSorted(order)) {
    const rule = ruleOf(cycle, event.event)
    const to: string | null | undefined = rule && targetOf(cycle, rule, event, state)
    if (!rule || to === undefined || !rule.from.includes(state)) {
      verdicts.set(event.id, rule?.kind === 'intention' && beforeFacts ? 'overruled' : 'illegal')
      continue
    }
    if (rule.voids) {
      set = beforeFacts ?? set
      beforeFacts = undefined
      calledOff = undefined
    } else {
      if (calledOff && rule.to !== 'same') set = calledOff.set
      if (rule.kind === 'fact' && !beforeFacts) {
        beforeFacts = set
        // A plan called off before the fact is overruled by it: the visit did take place.
        if (calledOff) {
          verdicts.set(calledOff.event.id, 'overruled')
          counts[calledOff.event.event]! -= 1
        }
      }
      // A new plan after facts were settled may be overruled by new facts only.
      if (rule.kind === 'intention') beforeFacts = undefined
      if (rule.to !== 'same') calledOff = rule.exit ? { event, set } : undefined
      set = { ...set, ...valuesOf(rule, event, set) }
    }
    state = to
    verdicts.set(event.id, 'applied')
    counts[event.event] = (counts[event.event] ?? 0) + 1
  }
  return { state, set, verdicts, counts }
}

/** The row of the table for an event; undefined for one of a newer version. */
export const ruleOf = (cycle: LifeCycle, event: string): Transition | undefined =>
  Object.hasOwn(cycle.events, event) ? cycle.events[event] : undefined

function targetOf(
  cycle: LifeCycle,
  rule: Transition,
  event: LifeEvent,
  state: string | null
): string | null | undefined {
  if (rule.to === 'same') return state
  if (rule.to !== 'given') return rule.to
  const named = event.args?.['to']
  return typeof named === 'string' && Object.hasOwn(cycle.states, named) ? named : undefined
}

function valuesOf(rule: Transition, event: LifeEvent, current: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [field, source] of Object.entries(rule.stamps ?? {})) values[field] = event[source] ?? null
  for (const field of rule.sets ?? []) {
    if (event.args && Object.hasOwn(event.args, field)) values[field] = event.args[field]
  }
  if (rule.first) for (const field of Object.keys(values)) if ((current[field] ?? null) !== null) delete values[field]
  return values
}

/** The guarded fields a life cycle's events set, without the state itself. */
export const guardedFields = (cycle: LifeCycle): Set<string> =>
  new Set(Object.values(cycle.events).flatMap((rule) => [...(rule.sets ?? []), ...Object.keys(rule.stamps ?? {})]))
