import type { Instant } from '@fieldfile/protocol'

/** A visit's planned time as the planner needs it. */
export interface Planned {
  readonly id: string
  readonly ownerUserId?: string | null
  readonly state?: string | null
  readonly plannedStart?: Instant | null
  readonly durationMin?: number | null
}

export const defaultDurationMin = 60
/** States in which the planned time still takes up the day. */
const holding = new Set([
  'suggested',
  'planned',
  'confirmed',
  'checkedIn',
  'checkedOut',
  'reported',
  'reviewed',
  'closed'
])

export interface Span {
  /** Epoch milliseconds, end exclusive. */
  from: number
  to: number
}

export function spanOf(visit: Planned): Span | null {
  if (!visit.plannedStart) return null
  const from = Date.parse(visit.plannedStart.at)
  return { from, to: from + (visit.durationMin ?? defaultDurationMin) * 60_000 }
}

export const spansOverlap = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to

/** Other visits of the same person whose planned time meets this span. Warned about, never forbidden: plans may be true. */
export function overlapping<V extends Planned>(
  span: Span,
  ownerUserId: string,
  visits: readonly V[],
  exceptId?: string
): V[] {
  return visits.filter((v) => {
    if (v.id === exceptId || v.ownerUserId !== ownerUserId || !holding.has(v.state ?? '')) return false
    const other = spanOf(v)
    return other !== null && spansOverlap(span, other)
  })
}

/** Moving needs a reason when the customer agreed already, or less than a day is left (§5.3). */
export const moveNeedsReason = (visit: Planned, now: number): boolean =>
  visit.state === 'confirmed' || (visit.plannedStart ? Date.parse(visit.plannedStart.at) - now < 24 * 3_600_000 : false)

/** A planned visit whose time is over a day past without any fact: shown as "missed?" until the server decides (§5.3). */
export const maybeMissed = (visit: Planned, now: number): boolean => {
  const span = spanOf(visit)
  return span !== null && ['planned', 'confirmed'].includes(visit.state ?? '') && span.to + 24 * 3_600_000 < now
}
