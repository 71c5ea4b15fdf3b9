import { namer } from '@fieldfile/domain/identity/record-view'
import { types, type Task } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

export interface TaskRow {
  id: string
  title: string
  kind: string | null
  /** Instant in UTC. */
  due: string | null
  assignee: string | null
  mine: boolean
  accountId: string | null
  account: string | null
  unsent: boolean
}

export interface TaskList {
  me: string
  now: number
  zone: string
  /** Open tasks by due time, those without one last. */
  rows: TaskRow[]
}

const open: readonly unknown[] = ['open', 'inProgress', 'waiting']

export const list = defineQuery('tasks.list', (db, { english }: { english: boolean }): TaskList => {
  const name = namer(db, types, english)
  const now = db.now()
  const rows = db
    .all<Task>('task')
    .filter(({ body }) => open.includes(body.status) && !(body.snoozeUntil && Date.parse(body.snoozeUntil.at) > now))
    .map(({ type, id, body }): TaskRow => ({
      id,
      title: body.title ?? '—',
      kind: body.kind ?? null,
      due: body.dueAt?.at ?? null,
      assignee: name('user', body.assigneeUserId),
      mine: body.assigneeUserId === db.user.id,
      accountId: body.accountId ?? null,
      account: name('account', body.accountId),
      unsent: db.state(type, id).unsent.length > 0
    }))
    .toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.title.localeCompare(b.title))
  return { me: db.user.id, now, zone: db.user.zone, rows }
})
