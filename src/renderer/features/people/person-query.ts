import { namer, recordView, type RecordView } from '@fieldfile/domain/identity/record-view'
import { timelineOf, type TimelineItem } from '@fieldfile/domain/identity/timeline'
import { mayRead, type Role } from '@fieldfile/protocol'
import { types, type Account, type Person, type Posting } from '@fieldfile/protocol/entities/index'
import { defineQuery, type ReadDb } from '../../replica/read.ts'

export interface PostingRow {
  id: string
  accountId: string | null
  account: string | null
  position: string | null
  title: string | null
  site: string | null
  from: string | null
  to: string | null
  main: boolean
}

export interface Colleague {
  id: string
  name: string
  position: string | null
  title: string | null
}

export interface PersonFile {
  me: { id: string; roles: readonly Role[]; zone: string }
  now: number
  name: string
  person: RecordView
  /** Steps of their life cycle that this user may take. */
  steps: string[]
  /** Undefined: not for this person to see. */
  private: RecordView | undefined
  account: { id: string; name: string; city: string | null } | null
  postings: PostingRow[]
  reportsTo: Colleague | null
  reports: Colleague[]
  timeline: TimelineItem[]
  choices: Record<string, { value: string; label: string }[]>
}

const privateType = 'person:private'

/** Everything the screen of one person shows, or null if there is none any more. */
export const file = defineQuery(
  'people.file',
  (db, { id, english }: { id: string; english: boolean }): PersonFile | null => {
    const rec = db.get<Person>('person', id)
    if (!rec) return null
    const name = namer(db, types, english)
    const { accountId } = rec.body
    const account = accountId ? db.get<Account>('account', accountId) : undefined
    const { id: me, roles, zone } = db.user
    return {
      me: { id: me, roles, zone },
      now: db.now(),
      name: name('person', id) ?? '—',
      person: recordView(db, types, rec, english),
      steps: Object.keys(types.get('person')?.entity.lifeCycle?.events ?? {}).filter(db.state('person', id).mayStep),
      private: privateView(db, id, english),
      account: account
        ? { id: account.id, name: name('account', account.id) ?? '—', city: account.body.city ?? null }
        : null,
      postings: postings(db, id, name),
      reportsTo: colleague(db, rec.body.reportsToPersonId, name),
      reports: accountId
        ? db
            .where<Person>('person', 'accountId', accountId)
            .filter(({ body }) => body.reportsToPersonId === id)
            .flatMap((person) => colleague(db, person.id, name) ?? [])
        : [],
      timeline: timelineOf(db, 'personIds', id, english),
      choices: choices(db, accountId, id, name)
    }
  }
)

type Name = (type: string, id: string | null | undefined) => string | null

/** The facet this device holds, an empty one for those who may begin it, nothing for the others. */
function privateView(db: ReadDb, id: string, english: boolean): RecordView | undefined {
  const type = types.get(privateType)!
  const held = db.get(privateType, id)
  if (held) return recordView(db, types, held, english)
  const own = db.state(privateType, id).mayEdit('hobbies', type.fields['hobbies'])
  if (!own && !mayRead(type, db.user.roles, { own: false, territory: true })) return undefined
  return recordView(db, types, { type: privateType, id, body: {}, meta: {}, origin: 'device' }, english)
}

/** Where they work and worked, the newest first; those without an end before those that ended. */
function postings(db: ReadDb, personId: string, name: Name): PostingRow[] {
  return db
    .where<Posting>('posting', 'personId', personId)
    .map(({ id, body }) => ({
      id,
      accountId: body.accountId ?? null,
      account: name('account', body.accountId),
      position: body.position ?? null,
      title: body.title ?? null,
      site: name('site', body.siteId),
      from: body.from ?? null,
      to: body.to ?? null,
      main: body.main === true
    }))
    .toSorted((a, b) => (b.to ?? '9').localeCompare(a.to ?? '9') || (b.from ?? '').localeCompare(a.from ?? ''))
}

function colleague(db: ReadDb, id: string | null | undefined, name: Name): Colleague | null {
  const body = id ? db.get<Person>('person', id)?.body : undefined
  return id && body
    ? { id, name: name('person', id) ?? '—', position: body.position ?? null, title: body.title ?? null }
    : null
}

function choices(db: ReadDb, accountId: string | null | undefined, self: string, name: Name): PersonFile['choices'] {
  const here = (type: string) =>
    accountId
      ? db
          .where(type, 'accountId', accountId)
          .filter(({ id }) => id !== self)
          .map(({ id }) => ({ value: id, label: name(type, id) ?? '—' }))
      : []
  const accounts = db.all('account').map(({ id }) => ({ value: id, label: name('account', id) ?? '—' }))
  return { person: here('person'), site: here('site'), orgUnit: here('orgUnit'), account: accounts }
}
