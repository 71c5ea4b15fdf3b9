import { namer } from '@fieldfile/domain/identity/record-view'
import { dayDrive, type DayDrive } from '@fieldfile/domain/visits/day-plan'
import type { Geo } from '@fieldfile/protocol'
import { types, type Task, type User, type Visit } from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import {
  accessOf,
  dateIn,
  gatesOf,
  hostOf,
  isAhead,
  isOpenTask,
  isShown,
  me,
  partOf,
  peopleOf,
  positionOf,
  visitRow,
  visitsOf,
  type Access,
  type Choice,
  type Host,
  type Me,
  type Name,
  type Part,
  type VisitRow
} from './rows.ts'

export interface Stop extends VisitRow {
  access: Access | null
  gates: Geo[]
  hosts: Host[]
  /** Our open tasks for this customer that are past their time. */
  overdue: TaskRow[]
}
export interface TaskRow {
  id: string
  title: string
  due: string | null
  account: string | null
  accountId: string | null
  late: boolean
  done: boolean
  assignee: string | null
}
export type Alarm =
  | {
      kind: 'preReg'
      key: string
      visitId: string
      account: string
      hours: number
      late: boolean
      host: Host | null
      start: string
    }
  | { kind: 'report'; key: string; visitId: string; account: string; hours: number }
  | { kind: 'missed'; key: string; visitId: string; account: string; start: string }
  | { kind: 'task'; key: string; taskId: string; title: string; account: string | null; days: number }

export interface Today {
  me: Me
  part: Part
  now: number
  today: string
  date: string
  person: { id: string; name: string } | null
  people: Choice[]
  stops: Stop[]
  drive: DayDrive
  hasHome: boolean
  alarms: Alarm[]
  tasks: TaskRow[]
  /** The day of the next planned visit after this one, when this day has none. */
  nextDay: string | null
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const done = new Set(['refused', 'checkedOut', 'reported', 'reviewed', 'closed'])

/** One day of one person, or of the team. */
export const todayQuery = defineQuery(
  'visits.today',
  (db, { date, userId, english }: { date: string | null; userId: string | null; english: boolean }): Today => {
    const name = namer(db, types, english)
    const now = db.now()
    const { zone } = db.user
    const part = partOf(db.user)
    const people = peopleOf(db, name)
    const who = part === 'own' ? db.user.id : (userId ?? (part === 'prepare' ? (people[0]?.value ?? null) : null))
    const today = dateIn(new Date(now).toISOString(), zone)
    const day = date ?? today
    const all = visitsOf(db, who)
    const onDay = all.filter(({ body }) => isShown(body.state) && startOf(body) && dateIn(startOf(body)!, zone) === day)
    const tasks = who ? openTasksOf(db, who, name, now) : []
    const stops = onDay
      .map((visit) => stopOf(db, visit, name, now, day, tasks))
      .toSorted((a, b) => (a.start ?? '').localeCompare(b.start ?? ''))
    const home = who ? (db.get<User>('user', who)?.body.homePosition ?? null) : null
    return {
      me: me(db),
      part,
      now,
      today,
      date: day,
      person: who ? { id: who, name: name('user', who) ?? '—' } : null,
      people,
      stops,
      drive: who ? driveOf(db, home, stops, onDay) : dayDrive(null, []),
      hasHome: home !== null,
      alarms: alarmsOf(db, all, stops, tasks, name, now, today),
      tasks: who
        ? [...tasks, ...doneToday(db, who, name, now, zone, today)].filter((task) => isForDay(task, day, today, zone))
        : [],
      nextDay: nextDay(all, day, zone)
    }
  }
)

const startOf = (body: Rec<Visit>['body']): string | null => body.plannedStart?.at ?? body.checkInAt?.at ?? null

function stopOf(db: ReadDb, visit: Rec<Visit>, name: Name, now: number, date: string, tasks: readonly TaskRow[]): Stop {
  const { body } = visit
  return {
    ...visitRow(db, visit, name, now),
    access: accessOf(db, body.siteId, name, date),
    gates: gatesOf(db, body.siteId),
    hosts: (body.personIds ?? []).map((id) => hostOf(db, id, name)),
    overdue: tasks.filter((task) => task.late && task.accountId === body.accountId)
  }
}

function driveOf(
  db: ReadDb,
  home: User['homePosition'],
  stops: readonly Stop[],
  visits: readonly Rec<Visit>[]
): DayDrive {
  const siteOf = new Map(visits.map(({ id, body }) => [id, body.siteId]))
  return dayDrive(
    home ?? null,
    stops.map(({ id, start, end }) => ({
      id,
      from: Date.parse(start ?? ''),
      to: Date.parse(end ?? ''),
      position: positionOf(db, siteOf.get(id))
    }))
  )
}

function taskRow({ id, body }: Rec<Task>, name: Name, now: number): TaskRow {
  const due = body.dueAt?.at ?? null
  const isDone = body.status === 'done'
  return {
    id,
    title: body.title ?? '—',
    due,
    account: name('account', body.accountId),
    accountId: body.accountId ?? null,
    late: !isDone && due !== null && Date.parse(due) < now,
    done: isDone,
    assignee: name('user', body.assigneeUserId)
  }
}

const byDue = (a: TaskRow, b: TaskRow) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.title.localeCompare(b.title)

function openTasksOf(db: ReadDb, userId: string, name: Name, now: number): TaskRow[] {
  return db
    .where<Task>('task', 'assigneeUserId', userId)
    .filter(({ body }) => isOpenTask(body.status) && (!body.snoozeUntil || Date.parse(body.snoozeUntil.at) <= now))
    .map((task) => taskRow(task, name, now))
    .toSorted(byDue)
}

/** Ticked today: they stay where they were, struck through. */
function doneToday(db: ReadDb, userId: string, name: Name, now: number, zone: string, today: string): TaskRow[] {
  return db
    .where<Task>('task', 'assigneeUserId', userId)
    .filter(({ body }) => {
      if (body.status !== 'done') return false
      const last = (body.events ?? []).findLast((event) => event.event === 'complete')
      return last?.at ? dateIn(last.at.at, zone) === today : false
    })
    .map((task) => taskRow(task, name, now))
    .toSorted(byDue)
}

/** Due that day; today also what is late, and what was ticked today. */
const isForDay = (task: TaskRow, day: string, today: string, zone: string): boolean =>
  (task.done && day === today) ||
  (task.due !== null && !task.done && (dateIn(task.due, zone) === day || (day === today && task.late)))

function alarmsOf(
  db: ReadDb,
  all: readonly Rec<Visit>[],
  stops: readonly Stop[],
  tasks: readonly TaskRow[],
  name: Name,
  now: number,
  today: string
): Alarm[] {
  const preReg = stops.flatMap((stop): Alarm[] => {
    const hours = stop.access?.preRegHours ?? 0
    if (!stop.start || !isAhead(stop.state) || (stop.preReg !== 'toDo' && stop.preReg !== 'refused')) return []
    const late = Date.parse(stop.start) - now < hours * hourMs
    const host = stop.hosts.find((h) => h.phone) ?? stop.hosts[0] ?? null
    return [
      {
        kind: 'preReg',
        key: `p${stop.id}`,
        visitId: stop.id,
        account: stop.account,
        hours,
        late,
        host,
        start: stop.start
      }
    ]
  })
  const reports = all.flatMap(({ id, body }): Alarm[] => {
    const since = body.checkOutAt ? now - Date.parse(body.checkOutAt.at) : 0
    return body.state === 'checkedOut' && since > dayMs
      ? [
          {
            kind: 'report',
            key: `r${id}`,
            visitId: id,
            account: name('account', body.accountId) ?? '—',
            hours: Math.floor(since / hourMs)
          }
        ]
      : []
  })
  const missed = all
    .map((visit) => visitRow(db, visit, name, now))
    .filter((row) => row.maybeMissed && row.start && Date.parse(row.start) > now - 14 * dayMs)
    .map((row): Alarm => ({
      kind: 'missed',
      key: `m${row.id}`,
      visitId: row.id,
      account: row.account,
      start: row.start!
    }))
  const late = tasks
    .filter((task) => task.late && dateIn(task.due!, db.user.zone) < today)
    .map((task): Alarm => ({
      kind: 'task',
      key: `t${task.id}`,
      taskId: task.id,
      title: task.title,
      account: task.account,
      days: Math.max(1, Math.floor((now - Date.parse(task.due!)) / dayMs))
    }))
  return [...preReg, ...reports, ...missed, ...late]
}

function nextDay(all: readonly Rec<Visit>[], day: string, zone: string): string | null {
  const days = all
    .filter(({ body }) => isAhead(body.state) && body.plannedStart)
    .map(({ body }) => dateIn(body.plannedStart!.at, zone))
    .filter((date) => date > day)
  return days.toSorted()[0] ?? null
}

/** The stop to go to now: the one we are at, else the first still ahead. */
export const nextStop = (stops: readonly Stop[]): Stop | null =>
  stops.find((stop) => stop.state === 'checkedIn') ?? stops.find((stop) => !done.has(stop.state)) ?? null
