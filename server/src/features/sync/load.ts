import type { Body, Op, RecordType } from '@fieldfile/protocol'
import type { Session } from '../../db/database.ts'
import { movesAccount, movesMembership, personType, postingType, reportType } from './membership.ts'
import { byKeys, lockRows, storedColumns, Workset, type StoredRow } from './workset.ts'

type Draft = Pick<Op, 'type' | 'id' | 'fields'>

const given = (op: Draft, field: string): string | null => {
  const change = op.fields[field]
  return change && 'value' in change && typeof change.value === 'string' ? change.value : null
}

const anchorColumns = `id, jsonb_build_object('territoryId', body->'territoryId', 'ownerUserId', body->'ownerUserId', 'teamUserIds', body->'teamUserIds') as body`

/** Where the touched records hang now. Read without a lock: the locks taken after it are what counts. */
export const rootsQuery = {
  name: 'roots',
  text: byKeys('r.type, r.id, r.root_id, r.link_id')
}
export interface RootRow {
  type: string
  id: string
  root_id: string | null
  link_id: string | null
}

/** The records the ops touch, and the parents of facets. */
export function keysOf(types: ReadonlyMap<string, RecordType>, ops: readonly Draft[]): { type: string; id: string }[] {
  const keys = new Map<string, { type: string; id: string }>()
  for (const { type, id } of ops) {
    keys.set(`${type}/${id}`, { type, id })
    const parent = types.get(type)?.facet ? types.get(type)!.entity.type : null
    if (parent) keys.set(`${parent}/${id}`, { type: parent, id })
  }
  return [...keys.values()]
}

/**
 * Locks what the ops touch, in the order that every writer keeps: accounts, then records by (type, id). An account
 * whose territory or team changes is locked against all who write below it; otherwise they share it.
 */
export async function load(
  session: Session,
  tenant: string,
  types: ReadonlyMap<string, RecordType>,
  ops: readonly Draft[],
  roots: readonly RootRow[]
): Promise<Workset> {
  const work = new Workset(types)
  const keys = keysOf(types, ops)
  const moved = ops.filter((op) => op.type === 'account' && movesAccount(op.fields)).map(({ id }) => id)
  const known = new Set(roots.map(({ type, id }) => `${type}/${id}`))
  const moving = [...new Set(moved)].filter((id) => known.has(`account/${id}`))
  const edited = keys.filter(({ type, id }) => type === 'account' && !moving.includes(id)).map(({ id }) => id)
  const above = new Set(
    [...roots.map((r) => r.root_id), ...ops.map((op) => given(op, 'accountId'))].filter((id) => id !== null)
  )
  for (const id of [...moving, ...edited]) above.delete(id)
  const others = keys.filter(({ type }) => type !== 'account')

  const none = Promise.resolve([] as never[])
  const [exclusive, own, shared, rows] = await Promise.all([
    moving.length > 0 ? lockAccounts(session, tenant, moving) : none,
    edited.length > 0
      ? lockRows(session, `r.type = 'account' and r.id = any($2::uuid[])`, [tenant, edited], 'lock-edited')
      : none,
    above.size > 0 ? shareAccounts(session, tenant, [...above]) : none,
    others.length > 0
      ? session.query<StoredRow>(
          byKeys(storedColumns, 'for no key update'),
          [tenant, JSON.stringify(inOrder(others))],
          'lock-records'
        )
      : none
  ])
  work.take([...exclusive, ...own, ...rows])
  work.takeAnchors(shared)
  if (moving.length > 0) {
    work.take(await lockRows(session, `r.root_id = any($2::uuid[])`, [tenant, moving], 'lock-below'))
  }
  await loadDependents(session, tenant, work, ops)
  return work
}

/** The order in which every writer locks: by type, then id. */
const inOrder = (keys: readonly { type: string; id: string }[]): { type: string; id: string }[] =>
  keys.toSorted((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

const lockAccounts = (session: Session, tenant: string, ids: readonly string[]): Promise<StoredRow[]> =>
  session.query<StoredRow>(
    `select ${storedColumns} from record r where r.tenant = $1 and r.type = 'account' and r.id = any($2::uuid[]) order by r.id for update of r`,
    [tenant, ids],
    'lock-moving'
  )

const shareAccounts = (
  session: Session,
  tenant: string,
  ids: readonly string[]
): Promise<{ id: string; body: Body }[]> =>
  session.query(
    `select ${anchorColumns} from record where tenant = $1 and type = 'account' and id = any($2::uuid[]) order by id for key share`,
    [tenant, ids],
    'share-accounts'
  )

/** Persons with their postings, facets of what may change its place, and the reports a visit's guard reads. */
async function loadDependents(session: Session, tenant: string, work: Workset, ops: readonly Draft[]): Promise<void> {
  const { types } = work
  const named = ops.filter(({ type }) => type === postingType).map((op) => given(op, 'personId'))
  const persons = [...new Set([...work.personIds(), ...named.filter((id) => id !== null)])]
  const displaced = ops
    .filter((op) => types.has(op.type) && movesMembership(types.get(op.type)!, op.fields))
    .map(({ id }) => id)
  const facetOwners = [...new Set([...persons, ...displaced])].filter(
    (id) => [...work.rows.values()].some((held) => held.row.id === id) || persons.includes(id)
  )
  const facets = [...types.values()].filter(({ facet }) => facet).map(({ type }) => type)
  const visits = ops.filter((op) => op.type === 'visit' && 'events' in op.fields).map(({ id }) => id)
  const jobs: Promise<void>[] = []
  if (facetOwners.length > 0) {
    jobs.push(
      lockRows(
        session,
        `r.type = any($2) and r.id = any($3::uuid[])`,
        [tenant, [personType, ...facets], facetOwners],
        'lock-facets'
      ).then((rows) => work.take(rows))
    )
  }
  // Whoever changes a posting locks its person first, so these need no lock of their own.
  if (persons.length > 0) {
    jobs.push(readLinked(session, tenant, postingType, persons).then((rows) => work.take(rows, true)))
    jobs.push(
      session
        .query<{ id: string; body: Body }>(
          `select ${anchorColumns} from record where tenant = $1 and type = 'account' and id in (
             select root_id from record where tenant = $1 and (link_id = any($2::uuid[]) and type = $3 or type = $4 and id = any($2::uuid[]))
           ) order by id for key share`,
          [tenant, persons, postingType, personType],
          'share-posting-accounts'
        )
        .then((rows) => work.takeAnchors(rows))
    )
  }
  if (visits.length > 0)
    jobs.push(readLinked(session, tenant, reportType, visits).then((rows) => work.take(rows, true)))
  await Promise.all(jobs)
}

const readLinked = (session: Session, tenant: string, type: string, about: readonly string[]): Promise<StoredRow[]> =>
  session.query<StoredRow>(
    `select ${storedColumns} from record r where r.tenant = $1 and r.link_id = any($2::uuid[]) and r.type = $3`,
    [tenant, about, type],
    'linked'
  )
