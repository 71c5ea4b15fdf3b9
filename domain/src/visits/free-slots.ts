import { spansOverlap, type Span } from './plan.ts'

/** A stretch of working time of one day, epoch milliseconds. */
export interface Slot extends Span {}

export interface SlotQuestion {
  /** Stretches in which visits may be placed, in the order they are tried. */
  readonly windows: readonly Span[]
  readonly busy: readonly Span[]
  readonly durationMin: number
  /** Kept free before and after every visit, for the way. */
  readonly gapMin?: number
  /** Nothing is placed before this moment. */
  readonly notBefore?: number
  readonly stepMin?: number
}

/** The first free place, or null. Starts stand on the step of the window (every half hour by default). */
export function firstFreeSlot(question: SlotQuestion): Slot | null {
  const { windows, busy, durationMin, gapMin = 30, notBefore = -Infinity, stepMin = 30 } = question
  const [length, gap, step] = [durationMin * 60_000, gapMin * 60_000, stepMin * 60_000]
  const blocked = busy.map(({ from, to }) => ({ from: from - gap, to: to + gap }))
  for (const window of windows) {
    for (let from = window.from; from + length <= window.to; from += step) {
      const slot = { from, to: from + length }
      if (from >= notBefore && !blocked.some((span) => spansOverlap(span, slot))) return slot
    }
  }
  return null
}

export interface Wish {
  readonly id: string
  readonly durationMin: number
  /** When the place may be visited; without it any window will do. */
  readonly windows?: readonly Span[]
  /** Notice the gate asks for: nothing is placed before it. */
  readonly notBefore?: number
}

/**
 * Places several visits into what is free, in the order given. Days are filled in turn, the emptiest first, so that one
 * day does not take them all. Those that find no place come back with null.
 */
export function placeAll(
  days: readonly Span[],
  busy: readonly Span[],
  wishes: readonly Wish[],
  options: { gapMin?: number; notBefore?: number } = {}
): { id: string; slot: Slot | null }[] {
  const taken = [...busy]
  const load = (day: Span) =>
    taken.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, day.to) - Math.max(span.from, day.from)), 0)
  return wishes.map(({ id, durationMin, windows, notBefore }) => {
    const emptiest = days.toSorted((a, b) => load(a) - load(b) || a.from - b.from)
    const open = windows ? emptiest.flatMap((day) => windows.flatMap((w) => common(day, w))) : emptiest
    const slot = firstFreeSlot({
      windows: open,
      busy: taken,
      durationMin,
      gapMin: options.gapMin,
      notBefore: Math.max(options.notBefore ?? -Infinity, notBefore ?? -Infinity)
    })
    if (slot) taken.push(slot)
    return { id, slot }
  })
}

const common = (a: Span, b: Span): Span[] => {
  const span = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
  return span.from < span.to ? [span] : []
}
