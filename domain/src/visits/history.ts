import { fold, type LifeEvent, type Verdict } from '@fieldfile/protocol'
import { visitLifeCycle } from '@fieldfile/protocol/life-cycles/visit'

/** One step of a visit's history as a person reads it. */
export interface HistoryStep {
  id: string
  event: string
  at: string
  byUserId: string | null
  reason: string | null
  /** The planned time it set, if any. */
  plannedStart: string | null
  verdict: Verdict
  /** The fact that outranks it: the visit stands although it was called off (DOMAIN §5.3). */
  overruledBy: { event: string; at: string; byUserId: string | null } | null
}

const facts = new Set(
  Object.entries(visitLifeCycle.events)
    .filter(([, rule]) => rule.kind === 'fact')
    .map(([event]) => event)
)
const byOrder = (a: LifeEvent, b: LifeEvent) =>
  (a.hlc ?? '').localeCompare(b.hlc ?? '') || (a.dseq ?? 0) - (b.dseq ?? 0) || (a.n ?? 0) - (b.n ?? 0)

/** Every event, also those that changed nothing, oldest first. */
export function visitHistory(events: readonly LifeEvent[]): HistoryStep[] {
  const { verdicts } = fold(visitLifeCycle, events)
  const ordered = events.toSorted(byOrder)
  return ordered.map((event, i) => {
    const verdict = verdicts.get(event.id) ?? 'illegal'
    // The nearest fact that took effect: before it (it was too late to call off) or after it (it took place all the same).
    const fact =
      verdict === 'overruled'
        ? (ordered.slice(0, i).findLast((e) => isFact(e, verdicts)) ??
          ordered.slice(i + 1).find((e) => isFact(e, verdicts)))
        : undefined
    return {
      id: event.id,
      event: event.event,
      at: event.at.at,
      byUserId: event.byUserId ?? null,
      reason: event.reason ?? null,
      plannedStart: (event.args?.['plannedStart'] as { at: string } | undefined)?.at ?? null,
      verdict,
      overruledBy: fact ? { event: fact.event, at: fact.at.at, byUserId: fact.byUserId ?? null } : null
    }
  })
}

const isFact = (event: LifeEvent, verdicts: ReadonlyMap<string, Verdict>): boolean =>
  facts.has(event.event) && verdicts.get(event.id) === 'applied'

/** Steps the table offers from a state to someone with these roles; whether they may write is asked elsewhere. */
export function offeredSteps(state: string | null, roles: readonly string[]): string[] {
  return Object.entries(visitLifeCycle.events)
    .filter(
      ([, rule]) =>
        (rule.from as readonly (string | null)[]).includes(state) &&
        (rule.who as readonly string[]).some((role) => roles.includes(role))
    )
    .map(([event]) => event)
}
