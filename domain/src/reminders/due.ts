import { paths, type DueItem, type Instant } from '@fieldfile/protocol'
import { afterQuiet, usualQuietHours, type QuietHours } from './quiet-hours.ts'
import { addDays, instantOf, wallTimeOf } from './wall-time.ts'
import { say, type Language } from './words.ts'

/** What the rules read of a visit and of a task; more fields do no harm. */
export interface VisitLike {
  id: string
  accountName?: string
  state?: unknown
  plannedStart?: unknown
  travelMin?: unknown
}
export interface TaskLike {
  id: string
  title?: unknown
  status?: unknown
  dueAt?: unknown
  snoozeUntil?: unknown
}
export interface DueInput {
  /** Items whose time has passed by `until` are left out. */
  now: number
  /** The user's own zone: quiet hours are theirs. */
  zone: string
  language: Language
  quiet?: QuietHours
  visits: readonly VisitLike[]
  tasks: readonly TaskLike[]
}

const minute = 60_000
const day = 86_400_000
const usualTravelMin = 30
/** Time to get ready on top of the way (DOMAIN §6, N-01). */
const marginMin = 30
/** Main recomputes long before this runs out. */
const horizonMs = 60 * day

/** The reminders of visits and tasks that are still ahead, soonest first (N-01, N-06). */
export function dueReminders(input: DueInput): DueItem[] {
  // Years of past visits are not worth working out.
  const near = (at: unknown): boolean => {
    const ms = instantIn(at)?.ms ?? 0
    return ms > input.now - 10 * day && ms < input.now + horizonMs + 10 * day
  }
  return [
    ...input.visits.filter((v) => near(v.plannedStart)).flatMap((visit) => visitReminders(visit, input)),
    ...input.tasks.filter((t) => near(t.dueAt)).flatMap((task) => taskReminders(task, input))
  ]
    .filter((item) => item.until > input.now && item.fireAt < item.until && item.fireAt < input.now + horizonMs)
    .toSorted((a, b) => a.fireAt - b.fireAt || (a.id < b.id ? -1 : 1))
}

/** N-01: the day before at 17:00 where the visit is, and when it is time to leave. */
export function visitReminders(visit: VisitLike, { zone, language, quiet = usualQuietHours }: DueInput): DueItem[] {
  const planned = instantIn(visit.plannedStart)
  if (!planned || (visit.state !== 'planned' && visit.state !== 'confirmed')) return []
  const minutes = typeof visit.travelMin === 'number' ? visit.travelMin : usualTravelMin
  const { date, time } = wallTimeOf(planned.ms, planned.zone)
  const words = { account: visit.accountName || say(language, 'aCustomer'), date, time, minutes }
  const common = { rule: 'N-01', path: paths.visit(visit.id), until: planned.ms }
  return [
    {
      ...common,
      id: `N-01:${visit.id}:${planned.at}:day`,
      level: 'notice',
      fireAt: afterQuiet(instantOf({ date: addDays(date, -1), time: '17:00' }, planned.zone), zone, quiet),
      title: cut(say(language, 'visitTomorrow', words), 200),
      body: say(language, 'visitTomorrowBody', words),
      generic: say(language, 'visitTomorrowGeneric')
    },
    {
      ...common,
      id: `N-01:${visit.id}:${planned.at}:leave`,
      // Whoever must leave at six wants to be told at six: an alarm is not held back by quiet hours.
      level: 'alarm',
      fireAt: planned.ms - (minutes + marginMin) * minute,
      title: cut(say(language, 'visitSoon', words), 200),
      body: say(language, 'visitSoonBody', words),
      generic: say(language, 'visitSoonGeneric')
    }
  ]
}

const closed = new Set<unknown>(['done', 'cancelled'])

/** N-06: in the morning of the day, and when it falls due. */
export function taskReminders(task: TaskLike, { zone, language, quiet = usualQuietHours }: DueInput): DueItem[] {
  const due = instantIn(task.dueAt)
  if (!due || closed.has(task.status)) return []
  const snoozed = instantIn(task.snoozeUntil)?.ms ?? 0
  const { date, time } = wallTimeOf(due.ms, due.zone)
  const words = { title: String(task.title ?? ''), date, time }
  const morning = instantOf({ date, time: '09:00' }, due.zone)
  const common = {
    rule: 'N-06',
    level: 'notice',
    path: paths.record(task.id),
    until: due.ms + 7 * day,
    body: say(language, 'taskBody', words)
  } as const
  const at = (ms: number): number => afterQuiet(Math.max(ms, snoozed), zone, quiet)
  const items: DueItem[] = [
    {
      ...common,
      id: `N-06:${task.id}:${due.at}:due`,
      fireAt: at(due.ms),
      title: cut(say(language, 'taskDue', words), 200),
      generic: say(language, 'taskDueGeneric')
    }
  ]
  // Due before nine: one reminder is enough.
  if (morning < due.ms) {
    items.unshift({
      ...common,
      id: `N-06:${task.id}:${due.at}:today`,
      until: due.ms,
      fireAt: at(morning),
      title: cut(say(language, 'taskToday', words), 200),
      generic: say(language, 'taskTodayGeneric')
    })
  }
  return items
}

function instantIn(value: unknown): { ms: number; at: string; zone: string } | null {
  const instant = value as Partial<Instant> | null | undefined
  if (!instant || typeof instant.at !== 'string' || typeof instant.zone !== 'string') return null
  const ms = Date.parse(instant.at)
  return Number.isNaN(ms) ? null : { ms, at: instant.at, zone: instant.zone }
}

const cut = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text
