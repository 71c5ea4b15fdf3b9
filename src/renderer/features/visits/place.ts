import { placeAll } from '@fieldfile/domain/visits/free-slots'
import { instantAt, wallClock } from '../../ui/index.ts'
import type { Candidate } from './candidates-query.ts'
import type { Week } from './week-query.ts'

export interface Placed {
  candidate: Candidate
  date: string
  time: string
  start: { at: string; zone: string }
}

/** When visits are placed by themselves; by hand any hour will do. */
const workFrom = '09:00'
const workTo = '17:30'
const hourMs = 3_600_000
const halfHourMs = hourMs / 2

/** Finds a free place in the week for each customer, in the order given. Working days only, never in the past. */
export function placeInWeek(week: Week, chosen: readonly Candidate[]): { placed: Placed[]; left: Candidate[] } {
  const { zone } = week.me
  const at = (date: string, time: string) => Date.parse(instantAt(date, time, zone))
  const days = week.days
    .filter((day) => day.workday && day.date >= week.today)
    .map((day) => ({ from: at(day.date, workFrom), to: at(day.date, workTo) }))
  const busy = week.days.flatMap((day) =>
    day.visits.flatMap((visit) =>
      visit.start && visit.end ? [{ from: Date.parse(visit.start), to: Date.parse(visit.end) }] : []
    )
  )
  const byId = new Map(chosen.map((candidate) => [candidate.id, candidate]))
  // The clock stands on the minute; visits start on the half hour.
  const soonest = Math.ceil(week.now / halfHourMs) * halfHourMs
  const found = placeAll(
    days,
    busy,
    chosen.map((candidate) => ({
      id: candidate.id,
      durationMin: candidate.durationMin,
      windows: candidate.windows ?? undefined,
      notBefore: week.now + candidate.preRegHours * hourMs
    })),
    { notBefore: soonest }
  )
  const placed = found.flatMap(({ id, slot }): Placed[] => {
    if (!slot) return []
    const { date, time } = wallClock(slot.from, zone)
    return [{ candidate: byId.get(id)!, date, time, start: { at: new Date(slot.from).toISOString(), zone } }]
  })
  const done = new Set(placed.map(({ candidate }) => candidate.id))
  return { placed, left: chosen.filter((candidate) => !done.has(candidate.id)) }
}
