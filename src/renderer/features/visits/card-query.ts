import { namer } from '@fieldfile/domain/identity/record-view'
import { farFromGateM, metresToGate } from '@fieldfile/domain/visits/distance'
import { offeredSteps, visitHistory, type HistoryStep } from '@fieldfile/domain/visits/history'
import { currentRows, outcomeByItem } from '@fieldfile/domain/visits/lists'
import { moveNeedsReason, overlapping, spanOf } from '@fieldfile/domain/visits/plan'
import { missingInReport, type Missing } from '@fieldfile/domain/visits/report'
import type { Geo, LifeEvent } from '@fieldfile/protocol'
import {
  types,
  type Account,
  type Interaction,
  type Person,
  type Task,
  type Visit,
  type VisitReport
} from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import {
  accessOf,
  dateIn,
  gatesOf,
  hostOf,
  me,
  visitRow,
  visitsOf,
  type Access,
  type Host,
  type Me,
  type Name,
  type VisitRow
} from './rows.ts'

export interface AgendaItem {
  id: string
  item: string
  outcome: 'done' | 'partly' | 'notDone' | null
  note: string | null
  /** The row that says so, which a later one replaces. */
  rowId: string | null
}
export interface Promise_ {
  id: string
  side: 'ours' | 'theirs' | 'task'
  text: string
  due: string | null
  taskId: string | null
  done: boolean
  owner: string | null
}
interface Note {
  id: string
  at: string
  body: string
  by: string | null
  unsent: boolean
}
export interface ReportView {
  id: string | null
  summary: string
  openQuestionAsked: boolean | null
  openQuestionAnswer: string
  nextVisitProposal: string | null
  noNextStepReason: string
  comments: { id: string; text: string; by: string | null; at: string }[]
  score: number | null
  unsent: readonly string[]
  conflicts: number
  mayEdit: boolean
  mayReview: boolean
}

export interface VisitCard {
  me: Me
  now: number
  row: VisitRow
  /** In whose zone the time was agreed, where it is not ours. */
  zone: string | null
  purposes: readonly string[]
  access: Access | null
  siteId: string | null
  /** Where to go without a site: the company's own address. */
  address: string | null
  city: string | null
  gates: Geo[]
  /** Metres from the nearest gate at check-in. */
  distanceM: number | null
  far: boolean
  toMeet: Host[]
  met: string[]
  /** Everybody of this customer who is still there. */
  persons: Host[]
  courtesy: string | null
  agenda: AgendaItem[]
  notes: Note[]
  promises: Promise_[]
  /** Commitments whose task has not been made yet. */
  withoutTask: { id: string; side: 'ours' | 'theirs'; text: string; due: string | null; ownerId: string | null }[]
  report: ReportView
  missing: Missing[]
  history: (HistoryStep & { by: string | null; overruler: string | null })[]
  offered: string[]
  moveNeedsReason: boolean
  overlaps: { id: string; account: string; start: string }[]
  cancelReason: string | null
  refusalKind: string | null
  rescheduleCount: number
  preparedBy: string | null
  conflicts: number
  /** May change the visit's own fields here: agenda, people, objective. */
  mayEdit: boolean
  /** Codes of refused fields, worst to know first. */
  refused: string[]
  ownerUserId: string | null
}

const empty: Pick<
  ReportView,
  'summary' | 'openQuestionAsked' | 'openQuestionAnswer' | 'nextVisitProposal' | 'noNextStepReason' | 'score'
> = {
  summary: '',
  openQuestionAsked: null,
  openQuestionAnswer: '',
  nextVisitProposal: null,
  noNextStepReason: '',
  score: null
}

/** One visit with all that was captured in it, or null if it is not here. */
export const card = defineQuery(
  'visits.card',
  (db, { id, reportId, english }: { id: string; reportId: string; english: boolean }): VisitCard | null => {
    const visit = db.get<Visit>('visit', id)
    if (!visit) return null
    const { body } = visit
    const name = namer(db, types, english)
    const now = db.now()
    const row = visitRow(db, visit, name, now)
    const report = reportOf(db, id, reportId)
    const results = outcomeByItem(report?.body.results)
    const agenda = currentRows(body.agenda)
      .filter((a) => a.status !== 'dropped' && a.item)
      .toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
      .map((a): AgendaItem => {
        const result = results.get(a.item!)
        return {
          id: a.id,
          item: a.item!,
          outcome: result?.outcome ?? null,
          note: result?.note ?? null,
          rowId: result?.id ?? null
        }
      })
    const notes = db
      .where<Interaction>('interaction', 'visitId', id)
      .toSorted((a, b) => (a.body.at?.at ?? '').localeCompare(b.body.at?.at ?? ''))
    const { promises, withoutTask } = promisesOf(db, id, report, name)
    const state = db.state('visit', id)
    const account = db.get<Account>('account', row.accountId)?.body
    const gates = gatesOf(db, body.siteId)
    const distanceM = body.distanceToGateM ?? metresToGate(body.checkInPosition, gates)
    return {
      me: me(db),
      now,
      row,
      zone: body.plannedStart && body.plannedStart.zone !== db.user.zone ? body.plannedStart.zone : null,
      purposes: body.purposes ?? [],
      access: accessOf(db, body.siteId, name, dateIn(row.start ?? new Date(now).toISOString(), db.user.zone)),
      siteId: body.siteId ?? null,
      address: account?.address ?? null,
      city: account?.city ?? null,
      gates,
      distanceM,
      far: distanceM !== null && distanceM > farFromGateM,
      toMeet: (body.personIds ?? []).map((person) => hostOf(db, person, name)),
      met: body.metPersonIds ?? [],
      persons: db
        .where<Person>('person', 'accountId', row.accountId)
        .map((person) => hostOf(db, person.id, name))
        .filter((person) => !person.gone || (body.metPersonIds ?? []).includes(person.id))
        .toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN')),
      courtesy: body.courtesy ?? null,
      agenda,
      notes: notes.map((note) => ({
        id: note.id,
        at: note.body.at?.at ?? '',
        body: note.body.body ?? note.body.subject ?? '',
        by: name('user', note.body.createdBy),
        unsent: db.state('interaction', note.id).unsent.length > 0
      })),
      promises,
      withoutTask,
      report: reportView(db, report, reportId, name),
      missing: missingInReport({
        summary: report?.body.summary,
        recordCount: notes.length + promises.length,
        agendaItems: agenda.map((a) => a.item),
        answeredItems: agenda.filter((a) => a.outcome).map((a) => a.item),
        openQuestionAsked: report?.body.openQuestionAsked,
        metPersons: (body.metPersonIds ?? []).length,
        nextVisitProposal: report?.body.nextVisitProposal,
        commitments: promises.length,
        noNextStepReason: report?.body.noNextStepReason
      }),
      history: visitHistory((body.events ?? []) as unknown as LifeEvent[]).map((step) => ({
        ...step,
        by: name('user', step.byUserId),
        overruler: name('user', step.overruledBy?.byUserId)
      })),
      offered: offeredSteps(body.state ?? null, db.user.roles),
      moveNeedsReason: moveNeedsReason({ id, ...body }, now),
      overlaps: overlapsOf(db, visit, name),
      cancelReason: body.cancelReason ?? null,
      refusalKind: body.refusalKind ?? null,
      rescheduleCount: body.rescheduleCount ?? 0,
      preparedBy: body.preparedBy && body.preparedBy !== body.ownerUserId ? name('user', body.preparedBy) : null,
      conflicts: Object.keys(state.conflicts).length,
      mayEdit: state.mayEdit('objective'),
      refused: Object.values(state.refused).map(({ code }) => code),
      ownerUserId: body.ownerUserId ?? null
    }
  }
)

/** The report everybody makes under the same id; else the newest there is. */
function reportOf(db: ReadDb, visitId: string, reportId: string): Rec<VisitReport> | undefined {
  const all = db.where<VisitReport>('visitReport', 'visitId', visitId)
  return (
    all.find((report) => report.id === reportId) ??
    all.toSorted((a, b) => (b.body.createdAt?.at ?? '').localeCompare(a.body.createdAt?.at ?? ''))[0]
  )
}

function reportView(db: ReadDb, report: Rec<VisitReport> | undefined, id: string, name: Name): ReportView {
  const state = db.state('visitReport', report?.id ?? id)
  const body = report?.body ?? {}
  return {
    ...empty,
    id: report?.id ?? null,
    summary: body.summary ?? '',
    openQuestionAsked: body.openQuestionAsked ?? null,
    openQuestionAnswer: body.openQuestionAnswer ?? '',
    nextVisitProposal: body.nextVisitProposal ?? null,
    noNextStepReason: body.noNextStepReason ?? '',
    comments: currentRows(body.reviewComments).map((comment) => ({
      id: comment.id,
      text: comment.text ?? '',
      by: name('user', comment.byUserId),
      at: comment.at?.at ?? ''
    })),
    score: body.score ?? null,
    unsent: state.unsent,
    conflicts: Object.keys(state.conflicts).length,
    // A report that is not there yet may be made by whoever visits.
    mayEdit: report ? state.mayEdit('summary') : db.user.roles.includes('REP'),
    mayReview: report ? state.mayEdit('score') : false
  }
}

function promisesOf(
  db: ReadDb,
  visitId: string,
  report: Rec<VisitReport> | undefined,
  name: Name
): { promises: Promise_[]; withoutTask: VisitCard['withoutTask'] } {
  const rows = (['ours', 'theirs'] as const).flatMap((side) =>
    currentRows(side === 'ours' ? report?.body.commitmentsOurs : report?.body.commitmentsTheirs).map((row) => ({
      side,
      row
    }))
  )
  const tasks = db.where<Task>('task', 'originId', visitId)
  // A commitment whose task was taken back is taken back too: rows of a list cannot be removed.
  const standing = rows.filter(({ row }) => !row.taskId || db.get('task', row.taskId))
  const promises = standing.map(({ side, row }): Promise_ => {
    const task = row.taskId ? db.get<Task>('task', row.taskId)?.body : undefined
    return {
      id: row.id,
      side,
      text: row.text ?? '',
      due: row.due ?? null,
      taskId: row.taskId ?? null,
      done: task?.status === 'done',
      owner: name('user', row.ownerId)
    }
  })
  const known = new Set(promises.flatMap(({ taskId }) => taskId ?? []))
  const others = tasks
    .filter(({ id }) => !known.has(id))
    .map(({ id, body }): Promise_ => ({
      id,
      side: 'task',
      text: body.title ?? '',
      due: body.dueAt ? dateIn(body.dueAt.at, db.user.zone) : null,
      taskId: id,
      done: body.status === 'done',
      owner: name('user', body.assigneeUserId)
    }))
  const withoutTask = rows
    .filter(({ row }) => !row.taskId)
    .map(({ side, row }) => ({
      id: row.id,
      side,
      text: row.text ?? '',
      due: row.due ?? null,
      ownerId: row.ownerId ?? null
    }))
  return { promises: [...promises, ...others], withoutTask }
}

function overlapsOf(db: ReadDb, visit: Rec<Visit>, name: Name): VisitCard['overlaps'] {
  const span = spanOf({ id: visit.id, ...visit.body })
  const owner = visit.body.ownerUserId
  if (!span || !owner || (visit.body.state !== 'planned' && visit.body.state !== 'confirmed')) return []
  const others = visitsOf(db, owner).map(({ id, body }) => ({ id, ...body }))
  return overlapping(span, owner, others, visit.id).map((other) => ({
    id: other.id,
    account: name('account', other.accountId) ?? '—',
    start: other.plannedStart!.at
  }))
}
