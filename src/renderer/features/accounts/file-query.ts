import { namer, recordView, type RecordView } from '@fieldfile/domain/identity/record-view'
import { mayRead, type Role } from '@fieldfile/protocol'
import {
  types,
  type Account,
  type DictionaryItem,
  type Person,
  type Posting,
  type Site,
  type Task,
  type Visit
} from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import { accountCompleteness, type CompletenessView } from './completeness-facts.ts'
import { isOpenTask } from './list-query.ts'
import { timelineOf, type TimelineItem } from '@fieldfile/domain/identity/timeline'

export interface Choice {
  value: string
  label: string
  hint?: string
}

export interface PersonCard {
  id: string
  name: string
  position: string | null
  title: string | null
  status: string | null
  leftAt: string | null
  successorId: string | null
  mobiles: readonly string[]
  workPhone: string | null
  authority: readonly string[]
  /** Last time one of us met or spoke to them, UTC. */
  lastContact: string | null
  unsent: boolean
}

export interface TaskCard {
  id: string
  title: string
  kind: string | null
  /** Instant in UTC. */
  due: string | null
  assigneeId: string | null
  assignee: string | null
  status: string | null
  unsent: boolean
}

export interface NextVisit {
  id: string
  at: string
  durationMin: number | null
  state: string
  site: string | null
  hosts: string[]
  by: string | null
  preReg: string | null
  preRegHours: number | null
  objective: string | null
}

export interface AccountFile {
  me: { id: string; name: string; roles: readonly Role[]; territoryIds: readonly string[]; zone: string }
  /** Minute resolution. */
  now: number
  name: string
  account: RecordView
  /** Steps of its life cycle that this person may take. */
  steps: string[]
  /** The name of its industry; the code where the dictionary has none. */
  industry: string | null
  /** Fields that live apart; undefined where this person does not hold them. */
  credit: RecordView | undefined
  sites: RecordView[]
  people: PersonCard[]
  tasks: TaskCard[]
  nextVisit: NextVisit | null
  lastVisit: string | null
  /** People met within 180 days. */
  met: number
  timeline: TimelineItem[]
  completeness: CompletenessView
  /** Records a field may refer to, by type. */
  choices: Record<string, Choice[]>
}

const dayMs = 86_400_000
const metWithinDays = 180

/** Everything the account file shows, or null if there is no such customer any more. */
export const file = defineQuery(
  'accounts.file',
  (db, { id, english }: { id: string; english: boolean }): AccountFile | null => {
    const rec = db.get<Account>('account', id)
    if (!rec) return null
    const now = db.now()
    const name = namer(db, types, english)
    const visits = db.where<Visit>('visit', 'accountId', id)
    const persons = peopleOf(db, id)
    const sites = db.where<Site>('site', 'accountId', id)
    const timeline = timelineOf(db, 'accountId', id, english)
    const contacts = lastContacts(timeline)
    const { id: me, name: myName, roles, territoryIds, zone } = db.user
    return {
      me: { id: me, name: myName, roles, territoryIds, zone },
      now,
      name: name('account', id) ?? '—',
      account: recordView(db, types, rec, english),
      steps: Object.keys(types.get('account')?.entity.lifeCycle?.events ?? {}).filter(db.state('account', id).mayStep),
      industry: industryName(db, rec.body.industryCode, english),
      credit: creditView(db, rec, english),
      sites: sites.map((site) => recordView(db, types, site, english)),
      people: persons.map((person) => personCard(db, person, name, contacts)),
      tasks: openTasks(db, id, name),
      nextVisit: nextVisit(db, visits, now, name),
      lastVisit: timeline.find((item) => item.kind === 'visit' && item.how !== 'refused')?.at ?? null,
      met: metPeople(timeline, now),
      timeline,
      completeness: accountCompleteness(rec, persons, now),
      choices: choices(db, id, name)
    }
  }
)

/** Those whose main post is here, and those who hold a further post here, shown by that post. */
function peopleOf(db: ReadDb, accountId: string): Rec<Person>[] {
  const main = db.where<Person>('person', 'accountId', accountId)
  const known = new Set(main.map(({ id }) => id))
  const further = db.where<Posting>('posting', 'accountId', accountId).flatMap(({ body }): Rec<Person>[] => {
    const { personId, position, title, to } = body
    const person = personId && !to && !known.has(personId) ? db.get<Person>('person', personId) : undefined
    if (!person) return []
    known.add(person.id)
    return [{ ...person, body: { ...person.body, position, title } }]
  })
  return [...main, ...further]
}

const creditType = 'account:credit'
/** The facet this device holds, an empty one for those who would hold it, nothing for the others. */
function creditView(db: ReadDb, { id, body, origin }: Rec<Account>, english: boolean): RecordView | undefined {
  const held = db.get(creditType, id)
  if (held) return recordView(db, types, held, english)
  const own = body.ownerUserId === db.user.id || (body.teamUserIds ?? []).includes(db.user.id)
  // What this device holds lies in its user's territory, or is their own.
  const holds = mayRead(types.get(creditType)!, db.user.roles, { own, territory: origin === 'device' })
  return holds && origin === 'device'
    ? recordView(db, types, { type: creditType, id, body: {}, meta: {}, origin }, english)
    : undefined
}

function industryName(db: ReadDb, code: string | null | undefined, english: boolean): string | null {
  if (!code) return null
  const item = db
    .where<DictionaryItem>('dictionaryItem', 'code', code)
    .find(({ body }) => body.domain === 'industryCode')
  return (english ? item?.body.en : item?.body.zh) ?? code
}

type Name = (type: string, id: string | null | undefined) => string | null

function lastContacts(timeline: readonly TimelineItem[]): Map<string, string> {
  const last = new Map<string, string>()
  // Newest first, so the first one seen is the last contact.
  for (const item of timeline)
    for (const { id } of item.people) if (item.kind !== 'task' && !last.has(id)) last.set(id, item.at)
  return last
}

function metPeople(timeline: readonly TimelineItem[], now: number): number {
  const since = new Date(now - metWithinDays * dayMs).toISOString()
  const met = timeline.filter(
    (item) => item.at >= since && (item.kind === 'visit' || item.how === 'visit' || item.how === 'video')
  )
  return new Set(met.flatMap((item) => item.people.map(({ id }) => id))).size
}

function personCard(
  db: ReadDb,
  { type, id, body }: Rec<Person>,
  name: Name,
  contacts: ReadonlyMap<string, string>
): PersonCard {
  return {
    id,
    name: name('person', id) ?? '—',
    position: body.position ?? null,
    title: body.title ?? null,
    status: body.status ?? null,
    leftAt: body.leftAt ?? null,
    successorId: body.successorPersonId ?? null,
    mobiles: body.mobiles ?? [],
    workPhone: body.workPhone ?? null,
    authority: body.authorityScope ?? [],
    lastContact: contacts.get(id) ?? null,
    unsent: db.state(type, id).unsent.length > 0
  }
}

/** Open tasks by due time; those without one last. */
function openTasks(db: ReadDb, accountId: string, name: Name): TaskCard[] {
  return db
    .where<Task>('task', 'accountId', accountId)
    .filter(({ body }) => isOpenTask(body.status))
    .map(({ type, id, body }) => ({
      id,
      title: body.title ?? '—',
      kind: body.kind ?? null,
      due: body.dueAt?.at ?? null,
      assigneeId: body.assigneeUserId ?? null,
      assignee: name('user', body.assigneeUserId),
      status: body.status ?? null,
      unsent: db.state(type, id).unsent.length > 0
    }))
    .toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.title.localeCompare(b.title))
}

function nextVisit(db: ReadDb, visits: readonly Rec<Visit>[], now: number, name: Name): NextVisit | null {
  // A visit whose hour has passed is still the next one until somebody says what became of it.
  const since = new Date(now - dayMs / 2).toISOString()
  const next = visits
    .filter(
      ({ body }) => (body.state === 'planned' || body.state === 'confirmed') && (body.plannedStart?.at ?? '') >= since
    )
    .toSorted((a, b) => a.body.plannedStart!.at.localeCompare(b.body.plannedStart!.at))[0]
  if (!next) return null
  const { id, body } = next
  return {
    id,
    at: body.plannedStart!.at,
    durationMin: body.durationMin ?? null,
    state: body.state!,
    site: name('site', body.siteId),
    hosts: (body.personIds ?? []).flatMap((person) => name('person', person) ?? []),
    by: name('user', body.ownerUserId),
    preReg: body.preRegStatus ?? null,
    preRegHours: body.siteId ? (db.get<Site>('site', body.siteId)?.body.preRegHours ?? null) : null,
    objective: body.objective ?? null
  }
}

function choices(db: ReadDb, accountId: string, name: Name): Record<string, Choice[]> {
  const named = (type: string, records: readonly Rec[]): Choice[] =>
    records
      .map((rec) => ({ value: rec.id, label: name(type, rec.id) ?? '—' }))
      .toSorted((a, b) => a.label.localeCompare(b.label, 'zh-CN'))
  const here = (type: string) => named(type, db.where(type, 'accountId', accountId))
  return {
    user: named('user', db.all('user')),
    territory: named('territory', db.all('territory')),
    person: here('person'),
    site: here('site'),
    orgUnit: here('orgUnit')
  }
}
