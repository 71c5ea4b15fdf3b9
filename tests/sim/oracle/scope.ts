import { keyOf, type RecordRow, type Tables } from '../memory-db.ts'

/*
 * Who may hold which record, from RIGHTS.md and the bodies alone: neither buckets nor the server's rights are asked.
 */
type Body = Record<string, unknown>
const string = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [])

/** Read by the accounts of one's own (`own`), of one's territory too (`territory`), or not at all. */
type Reach = 'none' | 'own' | 'territory'
const reach: Readonly<Record<string, Readonly<Record<string, Reach>>>> = {
  REP: { 'person:private': 'own', conflict: 'own' },
  MGR: {},
  MKT: { 'person:private': 'none', conflict: 'own' }
}
export const isOwnersOnly = (type: string): boolean => Object.values(reach).some((types) => types[type] === 'own')
const facetsOf = (type: string): string => type.split(':')[0]!

/** The fields of a record that name the users whose own it is. */
const named: Readonly<Record<string, readonly string[]>> = {
  visit: ['ownerUserId', 'participantUserIds'],
  task: ['assigneeUserId', 'createdBy'],
  interaction: ['createdBy'],
  conflict: ['authorUserId', 'winnerUserId']
}
const everybody = new Set(['user', 'territory'])

export function visibleTo(tables: Tables, userId: string): Map<string, RecordRow> {
  const { record } = tables
  const user = record.get(keyOf('user', userId))!.body as Body
  const roles = strings(user['roles'])
  const places = below(record, strings(user['territoryIds']))
  const holdsPlaces = roles.some((role) => role === 'REP' || role === 'MGR')
  const holdsUnassigned = roles.includes('MKT')
  const postings = new Map<string, string[]>()
  for (const r of record.values()) {
    const person = r.type === 'posting' && !r.deleted ? string(r.body['personId']) : null
    const account = string(r.body['accountId'])
    if (person && account) postings.set(person, [...(postings.get(person) ?? []), account])
  }

  const seen = new Map<string, RecordRow>()
  for (const [key, r] of record) {
    const widest = (least: Reach): boolean =>
      roles.some((role) => {
        const to = reach[role]?.[r.type] ?? 'territory'
        return to === 'territory' || to === least
      })
    if (everybody.has(r.type)) {
      seen.set(key, r)
      continue
    }
    const whole = r.type === 'person:private' ? (record.get(keyOf('person', r.id))?.body ?? r.body) : r.body
    const above = facetsOf(r.type) === 'account' ? [r.id] : [string(whole['accountId'])]
    if (facetsOf(r.type) === 'person') above.push(...(postings.get(r.id) ?? []))
    const accounts = above.flatMap((id) => (id ? (record.get(keyOf('account', id))?.body ?? []) : []) as Body[])
    const isOwn =
      (named[r.type] ?? []).some((field) => [r.body[field]].flat().includes(userId)) ||
      accounts.some((a) => a['ownerUserId'] === userId || strings(a['teamUserIds']).includes(userId))
    const isInPlace = accounts.some((a) => {
      const place = string(a['territoryId'])
      return place ? holdsPlaces && places.has(place) : holdsUnassigned && !r.type.includes(':')
    })
    if ((isOwn && widest('own')) || (isInPlace && widest('territory'))) seen.set(key, r)
  }
  return seen
}

function below(record: Tables['record'], roots: readonly string[]): Set<string> {
  const found = new Set(roots)
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const r of record.values()) {
      const parent = r.type === 'territory' && !r.deleted ? string(r.body['parentId']) : null
      if (parent && found.has(parent)) found.add(r.id)
    }
  }
  return found
}
