import { namer } from '@fieldfile/domain/identity/record-view'
import { dueRatio, usualDurationMin, visitsPerYear } from '@fieldfile/domain/visits/coverage'
import { weekDates } from '@fieldfile/domain/visits/week'
import { types, type Account, type Person, type Site, type Task, type Visit } from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import { hostOf, isAhead, isOpenTask, type Choice, type Host, type Name } from './rows.ts'
import { openWindows } from './week-query.ts'

/** A customer that could be visited. */
export interface Candidate {
  id: string
  name: string
  abcClass: string | null
  city: string | null
  /** Intervals since the last visit; null where none is due. */
  ratio: number | null
  lastVisit: string | null
  /** The next visit that is planned already. */
  placed: { id: string; start: string } | null
  overdueTasks: number
  doNotContactUntil: string | null
  siteId: string | null
  preRegHours: number
  durationMin: number
  /** When the site may be visited in the week asked for, epoch milliseconds; null where no hours are known. */
  windows: { from: number; to: number }[] | null
}

const happened = new Set(['checkedIn', 'checkedOut', 'reported', 'reviewed', 'closed'])
const shown = 60

/** The customers of one person without a planned visit, most overdue first; with a text, all that match it. */
export const candidates = defineQuery(
  'visits.candidates',
  (
    db,
    { userId, text, monday, english }: { userId: string; text: string; monday: string; english: boolean }
  ): { rows: Candidate[]; total: number } => {
    const name = namer(db, types, english)
    const now = db.now()
    const rows = accountsFor(db, userId, text)
      .map((account) => candidate(db, account, name, now, monday))
      .filter((row) => text.trim() !== '' || (row.placed === null && row.ratio !== null))
    if (text.trim() === '') rows.sort((a, b) => b.ratio! - a.ratio! || a.name.localeCompare(b.name, 'zh-CN'))
    return { rows: rows.slice(0, shown), total: rows.length }
  }
)

function accountsFor(db: ReadDb, userId: string, text: string): Rec<Account>[] {
  if (text.trim() === '') return db.where<Account>('account', 'ownerUserId', userId)
  const hits = db.search(['account', 'person', 'site'], text.trim(), 100)
  const ids = new Set(hits.flatMap(({ type, id }) => (type === 'account' ? id : (db.get(type, id)?.rootId ?? []))))
  return [...ids].flatMap((id) => db.get<Account>('account', id) ?? [])
}

function candidate(db: ReadDb, { id, body, meta }: Rec<Account>, name: Name, now: number, monday: string): Candidate {
  const visits = db.where<Visit>('visit', 'accountId', id)
  const sites = db.where<Site>('site', 'accountId', id)
  const last = visits
    .flatMap(({ body: v }) => (happened.has(v.state ?? '') ? (v.checkInAt?.at ?? []) : []))
    .toSorted()
    .at(-1)
  const ahead = visits
    .filter(({ body: v }) => isAhead(v.state) && v.plannedStart && Date.parse(v.plannedStart.at) > now - 86_400_000)
    .toSorted((a, b) => a.body.plannedStart!.at.localeCompare(b.body.plannedStart!.at))[0]
  const site = sites.find((s) => s.body.kind === 'plant') ?? sites[0]
  const since = body.customerSince
    ? Date.parse(body.customerSince)
    : body.createdAt
      ? Date.parse(body.createdAt.at)
      : null
  const tasks = db.where<Task>('task', 'accountId', id).filter(({ body: t }) => isOpenTask(t.status))
  return {
    id,
    name: name('account', id) ?? '—',
    abcClass: body.abcClass ?? null,
    city: site?.body.city ?? body.city ?? null,
    ratio: dueRatio(visitsPerYear(body), last ? Date.parse(last) : null, since ?? createdAt(meta), now),
    lastVisit: last ?? null,
    placed: ahead ? { id: ahead.id, start: ahead.body.plannedStart!.at } : null,
    overdueTasks: tasks.filter(({ body: t }) => t.dueAt && Date.parse(t.dueAt.at) < now).length,
    doNotContactUntil: body.doNotContactUntil ?? null,
    siteId: site?.id ?? null,
    preRegHours: site?.body.preRegHours ?? 0,
    durationMin: usualDurationMin(body.abcClass),
    windows: openWindows(site?.body, weekDates(monday), db.user.zone) ?? null
  }
}

/** When the record was made, where nothing better is known. */
const createdAt = (meta: Rec['meta']): number | null => {
  const hlc = meta['*']?.hlc
  return hlc ? Number.parseInt(hlc.slice(0, 12), 16) : null
}

export interface PlanContext {
  account: {
    id: string
    name: string
    abcClass: string | null
    doNotContactUntil: string | null
    address: string | null
  }
  sites: (Choice & { preRegHours: number; hours: { weekday: number; from: string; to: string }[] })[]
  persons: Host[]
  durationMin: number
  ownerUserId: string | null
}

/** What the plan form needs to know of a customer. */
export const planContext = defineQuery(
  'visits.planContext',
  (db, { accountId, english }: { accountId: string | null; english: boolean }): PlanContext | null => {
    const account = accountId ? db.get<Account>('account', accountId) : undefined
    if (!account) return null
    const name = namer(db, types, english)
    const { id, body } = account
    return {
      account: {
        id,
        name: name('account', id) ?? '—',
        abcClass: body.abcClass ?? null,
        doNotContactUntil: body.doNotContactUntil ?? null,
        address: body.address ?? body.city ?? null
      },
      sites: db
        .where<Site>('site', 'accountId', id)
        .toSorted((a, b) => Number(b.body.kind === 'plant') - Number(a.body.kind === 'plant'))
        .map((site) => ({
          value: site.id,
          label: name('site', site.id) ?? '—',
          hint: site.body.city ?? undefined,
          preRegHours: site.body.preRegHours ?? 0,
          hours: (site.body.visitingHours ?? []).flatMap(({ weekday, from, to }) =>
            weekday && from && to ? [{ weekday, from, to }] : []
          )
        })),
      persons: db
        .where<Person>('person', 'accountId', id)
        .map((person) => hostOf(db, person.id, name))
        .filter((person) => !person.gone),
      durationMin: usualDurationMin(body.abcClass),
      ownerUserId: body.ownerUserId ?? null
    }
  }
)

/** Customers found by name, pinyin, initials, number, or by a person or plant of theirs; without a text the most due. */
export const findAccounts = defineQuery(
  'visits.findAccounts',
  (db, { text, english }: { text: string; english: boolean }): Choice[] => {
    const name = namer(db, types, english)
    return accountsFor(db, db.user.id, text)
      .slice(0, 20)
      .map(({ id, body }) => ({ value: id, label: name('account', id) ?? '—', hint: body.city ?? undefined }))
  }
)
