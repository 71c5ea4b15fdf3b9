import { types, type Interaction, type Task, type Visit, type VisitReport } from '@fieldfile/protocol/entities/index'
import { namer, type RecordSource } from './record-view.ts'

/** What is needed of the replica; `ReadDb` fits. */
export interface TimelineSource extends RecordSource {
  where<B = Record<string, unknown>>(
    type: string,
    field: string,
    value: string
  ): { readonly type: string; readonly id: string; readonly body: Readonly<B> }[]
}

export const departments = ['sales', 'marketing', 'service', 'callCentre', 'finance'] as const
export type Department = (typeof departments)[number]

/** Something that happened with a customer, whoever of us did it. */
export interface TimelineItem {
  kind: 'interaction' | 'visit' | 'task'
  id: string
  /** Instant in UTC, and the zone it was meant in. */
  at: string
  zone: string
  department: Department | null
  by: string | null
  /** Interaction: how; visit: its state. */
  how: string | null
  people: { id: string; name: string }[]
  text: string
  unsent: boolean
}

const roleDepartment: Readonly<Record<string, Department>> = {
  REP: 'sales',
  MGR: 'sales',
  DSK: 'sales',
  MKT: 'marketing',
  SVC: 'service',
  CC: 'callCentre',
  FIN: 'finance'
}
/** Whose work a user's is: the first of the roles that names a department. */
export const departmentOf = (roles: readonly string[] | null | undefined): Department | null =>
  (roles ?? []).map((role) => roleDepartment[role]).find((found) => found !== undefined) ?? null

/** Every contact, visit and finished task, all departments in one stream, newest first (W-08). */
export function timelineOf(
  db: TimelineSource,
  field: 'accountId' | 'personIds',
  id: string,
  english: boolean
): TimelineItem[] {
  const items = [
    ...interactions(db, field, id, english),
    ...visits(db, field, id, english),
    ...tasks(db, field, id, english)
  ]
  return items.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

type Named = { id: string; name: string }
function people(db: TimelineSource, ids: readonly string[] | null | undefined, english: boolean): Named[] {
  const name = namer(db, types, english)
  return (ids ?? []).flatMap((id) => {
    const found = name('person', id)
    return found ? [{ id, name: found }] : []
  })
}
const userDepartment = (db: TimelineSource, id: string | null | undefined): Department | null =>
  departmentOf(id ? (db.get('user', id)?.body['roles'] as string[] | undefined) : null)

function interactions(db: TimelineSource, field: string, id: string, english: boolean): TimelineItem[] {
  const name = namer(db, types, english)
  const all = db.where<Interaction>('interaction', field, id)
  const corrected = new Set(all.map(({ body }) => body.supersedesId))
  return all
    .filter((rec) => rec.body.at && !corrected.has(rec.id))
    .map(({ id: own, type, body }) => {
      const by = body.userIds?.[0] ?? body.createdBy
      return {
        kind: 'interaction',
        id: own,
        at: body.at!.at,
        zone: body.at!.zone,
        department: body.department ?? userDepartment(db, by),
        by: name('user', by),
        how: body.channel ?? null,
        people: people(db, body.personIds, english),
        text: [body.subject, body.body].filter(Boolean).join(english ? ': ' : '：'),
        unsent: db.state(type, own).unsent.length > 0
      }
    })
}

const happened = new Set(['checkedIn', 'checkedOut', 'reported', 'reviewed', 'closed', 'refused'])
function visits(db: TimelineSource, field: string, id: string, english: boolean): TimelineItem[] {
  const name = namer(db, types, english)
  return db
    .where<Visit>('visit', field === 'personIds' ? 'metPersonIds' : field, id)
    .flatMap(({ id: own, type, body }) => {
      const at = body.checkInAt ?? body.plannedStart
      if (!at || !body.state || !happened.has(body.state)) return []
      const report = db.where<VisitReport>('visitReport', 'visitId', own)[0]
      return [
        {
          kind: 'visit' as const,
          id: own,
          at: at.at,
          zone: at.zone,
          department: userDepartment(db, body.ownerUserId) ?? ('sales' as const),
          by: name('user', body.ownerUserId),
          how: body.state,
          people: people(db, body.metPersonIds, english),
          text: report?.body.summary ?? body.objective ?? '',
          unsent: db.state(type, own).unsent.length > 0
        }
      ]
    })
}

function tasks(db: TimelineSource, field: string, id: string, english: boolean): TimelineItem[] {
  const name = namer(db, types, english)
  return db.where<Task>('task', field, id).flatMap(({ id: own, type, body }) => {
    if (body.status !== 'done') return []
    const completed = (body.events ?? []).findLast(({ event }) => event === 'complete')
    if (!completed?.at) return []
    return [
      {
        kind: 'task' as const,
        id: own,
        at: completed.at.at,
        zone: completed.at.zone,
        department: userDepartment(db, body.assigneeUserId),
        by: name('user', body.assigneeUserId),
        how: null,
        people: people(db, body.personIds, english),
        text: [body.title, body.result].filter(Boolean).join(english ? ': ' : '：'),
        unsent: db.state(type, own).unsent.length > 0
      }
    ]
  })
}
