import { namer } from '@fieldfile/domain/identity/record-view'
import { instantOf } from '@fieldfile/domain/reminders/wall-time'
import { dayDrive, knownMinutes, type DayDrive } from '@fieldfile/domain/visits/day-plan'
import { overlapping, spanOf } from '@fieldfile/domain/visits/plan'
import { mondayOf, weekDates, weekdayOf } from '@fieldfile/domain/visits/week'
import { types, type CalendarDay, type Site, type User, type Visit } from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import {
  dateIn,
  isShown,
  me,
  partOf,
  peopleOf,
  positionOf,
  visitRow,
  visitsOf,
  type Choice,
  type Me,
  type VisitRow
} from './rows.ts'

export interface WeekVisit extends VisitRow {
  date: string
  /** Names of the visits of the same person whose time meets this one's. */
  overlaps: string[]
  /** Minutes missing to get here from the stop before. */
  short: number
  /** Estimated minutes on the way here; null where a position is missing. */
  driveMin: number | null
  mine: boolean
}
export interface WeekDay {
  date: string
  visits: WeekVisit[]
  /** Visits and the way, minutes. */
  load: number
  driveMin: number
  /** Back home after the last stop, minutes of driving. */
  homeMin: number | null
  holiday: string | null
  /** A weekend day that is worked to make up for a holiday. */
  workday: boolean
}
export interface Week {
  me: Me
  part: 'own' | 'prepare' | 'team'
  now: number
  today: string
  monday: string
  person: { id: string; name: string } | null
  people: Choice[]
  days: WeekDay[]
  mayPlan: boolean
}

/** Seven days of one person; this week unless another Monday is named. */
export const week = defineQuery(
  'visits.week',
  (
    db,
    { monday: asked, userId, english }: { monday: string | null; userId: string | null; english: boolean }
  ): Week => {
    const name = namer(db, types, english)
    const now = db.now()
    const { zone, roles } = db.user
    const monday = asked ?? mondayOf(dateIn(new Date(now).toISOString(), zone))
    const people = peopleOf(db, name)
    const part = partOf(db.user)
    const who = part === 'own' ? db.user.id : (userId ?? people[0]?.value ?? null)
    const visits = who ? visitsOf(db, who).filter(({ body }) => isShown(body.state)) : []
    const home = who ? (db.get<User>('user', who)?.body.homePosition ?? null) : null
    const byDay = new Map<string, Rec<Visit>[]>()
    for (const visit of visits) {
      const start = visit.body.plannedStart?.at ?? visit.body.checkInAt?.at
      const day = start ? dateIn(start, zone) : ''
      byDay.set(day, [...(byDay.get(day) ?? []), visit])
    }
    return {
      me: me(db),
      part,
      now,
      today: dateIn(new Date(now).toISOString(), zone),
      monday,
      person: who ? { id: who, name: name('user', who) ?? '—' } : null,
      people,
      days: weekDates(monday).map((date) => {
        const own = byDay.get(date) ?? []
        const rows = own
          .map((visit) => ({ visit, row: visitRow(db, visit, name, now) }))
          .toSorted((a, b) => (a.row.start ?? '').localeCompare(b.row.start ?? ''))
        const drive = driveOf(db, home, rows)
        const busy = rows.reduce((sum, { row }) => sum + row.durationMin, 0)
        return {
          date,
          visits: rows.map(({ visit, row }, i) => ({
            ...row,
            date,
            overlaps: overlapsOf(visit, visits).map((v) => name('account', v.body.accountId) ?? '—'),
            short: drive.legs[i]?.short ?? 0,
            driveMin: drive.legs[i] ? Math.round(drive.legs[i].minutes) : null,
            mine: visit.body.ownerUserId === who
          })),
          load: busy + Math.round(knownMinutes(drive)),
          driveMin: Math.round(knownMinutes(drive)),
          homeMin: drive.home ? Math.round(drive.home.minutes) : null,
          ...holidayOf(db, date, english)
        }
      }),
      mayPlan: roles.some((role) => role === 'REP' || role === 'DSK' || role === 'MGR')
    }
  }
)

function overlapsOf(visit: Rec<Visit>, all: readonly Rec<Visit>[]): Rec<Visit>[] {
  const span = spanOf({ id: visit.id, ...visit.body })
  if (!span || !visit.body.ownerUserId) return []
  const byId = new Map(all.map((v) => [v.id, v]))
  const plans = all.map(({ id, body }) => ({ id, ...body }))
  return overlapping(span, visit.body.ownerUserId, plans, visit.id).map(({ id }) => byId.get(id)!)
}

function driveOf(
  db: ReadDb,
  home: User['homePosition'],
  rows: readonly { visit: Rec<Visit>; row: VisitRow }[]
): DayDrive {
  return dayDrive(
    home ?? null,
    rows.map(({ visit, row }) => ({
      id: row.id,
      from: Date.parse(row.start ?? ''),
      to: Date.parse(row.end ?? ''),
      position: positionOf(db, visit.body.siteId)
    }))
  )
}

function holidayOf(db: ReadDb, date: string, english: boolean): { holiday: string | null; workday: boolean } {
  const day = db.where<CalendarDay>('calendarDay', 'date', date)
  const holiday = day.find(({ body }) => body.kind === 'holiday')
  return {
    holiday: holiday ? ((english ? holiday.body.nameEn : holiday.body.name) ?? holiday.body.name ?? '') : null,
    workday: weekdayOf(date) <= 5 ? !holiday : day.some(({ body }) => body.kind === 'adjustedWorkday')
  }
}

/** When a site may be visited in a week, as instants; undefined where no hours are known. */
export function openWindows(
  site: Site | undefined,
  dates: readonly string[],
  zone: string
): { from: number; to: number }[] | undefined {
  const hours = site?.visitingHours ?? []
  if (hours.length === 0) return undefined
  return dates.flatMap((date) =>
    hours.flatMap(({ weekday, from, to }) =>
      weekday === weekdayOf(date) && from && to
        ? [{ from: instantOf({ date, time: from }, zone), to: instantOf({ date, time: to }, zone) }]
        : []
    )
  )
}
