import type { Geo } from '@fieldfile/protocol'
import { driveMinutes, roadKm } from './distance.ts'
import type { Span } from './plan.ts'

/** One stop of a day as far as driving needs it. */
export interface DayStop extends Span {
  readonly id: string
  readonly position: Geo | null
}

/** The way to a stop. */
export interface Leg {
  km: number
  /** Estimated. */
  minutes: number
  /** Minutes missing between the end before and this start; 0 when there is time enough. Never for the first leg. */
  short: number
}

export interface DayDrive {
  /** Before each stop, in order; null where a position is not known. */
  legs: (Leg | null)[]
  /** From the last stop back to where the day began. */
  home: Leg | null
  /** When the person is back, epoch milliseconds; null if it cannot be computed. */
  backAt: number | null
  /** Sums over all legs; null unless every one is known. */
  km: number | null
  minutes: number | null
}

const legBetween = (from: Geo | null, to: Geo | null, gapMin: number): Leg | null => {
  if (!from || !to) return null
  const km = roadKm(from, to)
  const minutes = driveMinutes(km)
  return { km, minutes, short: Math.max(0, Math.round(minutes) - gapMin) }
}

/** The driving of one day: from home along the stops in their order and back (C-31 distances; nothing is moved). */
export function dayDrive(home: Geo | null, stops: readonly DayStop[]): DayDrive {
  const legs = stops.map((stop, i) => {
    const before = stops[i - 1]
    const gap = before ? Math.max(0, Math.round((stop.from - before.to) / 60_000)) : Infinity
    return legBetween(before ? before.position : home, stop.position, gap)
  })
  const last = stops.at(-1)
  const back = last ? legBetween(last.position, home, Infinity) : null
  const all = [...legs, back]
  const known = stops.length > 0 && all.every((leg) => leg !== null)
  return {
    legs,
    home: back,
    backAt: last && back ? last.to + back.minutes * 60_000 : null,
    km: known ? all.reduce((sum, leg) => sum + leg!.km, 0) : null,
    minutes: known ? all.reduce((sum, leg) => sum + leg!.minutes, 0) : null
  }
}

/** Sums of what is known: minutes driven, also when one stop has no position. */
export const knownMinutes = ({ legs, home }: DayDrive): number =>
  [...legs, home].reduce((sum, leg) => sum + (leg?.minutes ?? 0), 0)

export interface Lane {
  lane: number
  lanes: number
}

/** Side-by-side places for spans that overlap: each cluster shares its width among as many lanes as it needs. */
export function lanesOf(spans: readonly ({ id: string } & Span)[]): Map<string, Lane> {
  const placed = new Map<string, Lane>()
  let cluster: { id: string; lane: number }[] = []
  let ends: number[] = []
  let until = -Infinity
  const close = () => {
    for (const { id, lane } of cluster) placed.set(id, { lane, lanes: ends.length })
    cluster = []
    ends = []
  }
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (span.from >= until) close()
    const free = ends.findIndex((end) => end <= span.from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = span.to
    cluster.push({ id: span.id, lane })
    until = Math.max(until, span.to)
  }
  close()
  return placed
}
