import { wallClock } from '../../ui/index.ts'
import type { TaskRow } from './tasks-query.ts'

const groups = ['late', 'today', 'week', 'later', 'none'] as const
export type Group = (typeof groups)[number]

const dayMs = 86_400_000
/** Calendar days until an instant, in the zone. */
export const daysUntil = (instant: string, now: number, zone: string): number =>
  (Date.parse(wallClock(instant, zone).date) - Date.parse(wallClock(now, zone).date)) / dayMs

export function groupOf(due: string | null, now: number, zone: string): Group {
  if (!due) return 'none'
  if (Date.parse(due) < now) return 'late'
  const days = daysUntil(due, now, zone)
  return days === 0 ? 'today' : days <= 7 ? 'week' : 'later'
}

/** The rows by how soon they are due; empty groups are left out. */
export function byDue(rows: readonly TaskRow[], now: number, zone: string): { group: Group; rows: TaskRow[] }[] {
  return groups
    .map((group) => ({ group, rows: rows.filter((row) => groupOf(row.due, now, zone) === group) }))
    .filter((found) => found.rows.length > 0)
}
