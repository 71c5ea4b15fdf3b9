import { namer } from '@fieldfile/domain/identity/record-view'
import { types, type Account, type Task, type Visit } from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'

/** One customer in the list. Dates only, no ages: so the list is not sent again each minute. */
export interface AccountRow {
  id: string
  name: string
  abcClass: string | null
  decision: string | null
  status: string | null
  nature: string | null
  city: string | null
  ownerId: string | null
  owner: string | null
  mine: boolean
  keyAccount: boolean
  creditHold: boolean
  doNotContactUntil: string | null
  /** Instants in UTC. */
  lastVisit: string | null
  nextVisit: string | null
  openTasks: number
  firstDue: string | null
  phone: string | null
  fromServer: boolean
}

export interface AccountList {
  rows: AccountRow[]
  zone: string
  /** Holds its customers on this device; others look them up. */
  holds: boolean
}

const holders = ['REP', 'MGR', 'DSK'] as const

export const list = defineQuery('accounts.list', (db, { english }: { english: boolean }): AccountList => {
  const name = namer(db, types, english)
  const visits = visitsByAccount(db)
  const tasks = tasksByAccount(db)
  return {
    rows: db.all<Account>('account').map((rec) => accountRow(db, rec, name, visits.get(rec.id), tasks.get(rec.id))),
    zone: db.user.zone,
    holds: db.user.roles.some((role) => (holders as readonly string[]).includes(role))
  }
})

/** Customers found by their own name, or by a person or plant of theirs: ids, best first. */
export const search = defineQuery('accounts.search', (db, { text }: { text: string }): string[] | null => {
  if (text.trim() === '') return null
  const hits = db.search(['account', 'person', 'site'], text.trim(), 500)
  const ids = hits.map(({ type, id }) => (type === 'account' ? id : db.get(type, id)?.rootId))
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))]
})

type Visits = { last: string | null; next: string | null }
type Tasks = { open: number; first: string | null }

const done = new Set(['checkedIn', 'checkedOut', 'reported', 'reviewed', 'closed'])
const ahead = new Set(['planned', 'confirmed'])
export const isOpenTask = (status: string | null | undefined): boolean =>
  status === 'open' || status === 'inProgress' || status === 'waiting'

function visitsByAccount(db: ReadDb): Map<string, Visits> {
  const found = new Map<string, Visits>()
  for (const { body } of db.all<Visit>('visit')) {
    if (!body.accountId || !body.state) continue
    const visits = found.get(body.accountId) ?? { last: null, next: null }
    const at = (body.checkInAt ?? body.plannedStart)?.at ?? null
    if (at && done.has(body.state) && (!visits.last || at > visits.last)) visits.last = at
    if (at && ahead.has(body.state) && (!visits.next || at < visits.next)) visits.next = at
    found.set(body.accountId, visits)
  }
  return found
}

function tasksByAccount(db: ReadDb): Map<string, Tasks> {
  const found = new Map<string, Tasks>()
  for (const { body } of db.all<Task>('task')) {
    if (!body.accountId || !isOpenTask(body.status)) continue
    const tasks = found.get(body.accountId) ?? { open: 0, first: null }
    const due = body.dueAt?.at
    tasks.open += 1
    if (due && (!tasks.first || due < tasks.first)) tasks.first = due
    found.set(body.accountId, tasks)
  }
  return found
}

function accountRow(
  db: ReadDb,
  { id, body, origin }: Rec<Account>,
  name: (type: string, id: string | null | undefined) => string | null,
  visits: Visits | undefined,
  tasks: Tasks | undefined
): AccountRow {
  return {
    id,
    name: name('account', id) ?? '—',
    abcClass: body.abcClass ?? null,
    decision: body.portfolioDecision ?? null,
    status: body.lifecycleStatus ?? null,
    nature: body.customerNature ?? null,
    city: body.city ?? null,
    ownerId: body.ownerUserId ?? null,
    owner: name('user', body.ownerUserId),
    mine: body.ownerUserId === db.user.id || (body.teamUserIds ?? []).includes(db.user.id),
    keyAccount: body.keyAccount === true,
    creditHold: db.get<{ creditHold?: boolean }>('account:credit', id)?.body.creditHold === true,
    doNotContactUntil: body.doNotContactUntil ?? null,
    lastVisit: visits?.last ?? null,
    nextVisit: visits?.next ?? null,
    openTasks: tasks?.open ?? 0,
    firstDue: tasks?.first ?? null,
    phone: body.phones?.[0] ?? null,
    fromServer: origin === 'server'
  }
}
