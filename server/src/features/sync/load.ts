import type { Op, RecordType } from '@fieldfile/protocol'
import { Stale, type Session } from '../../db/database.ts'
import { lockAccounts, lockBelow, lockRecords, readLinked, type LockMode } from './locks.ts'
import { movesAccount, movesMembership, personType, postingType, reportType } from './membership.ts'
import { personsQuery, placesQuery, type Place } from './places.ts'
import { keyOf, Workset, type Key } from './workset.ts'

type Types = ReadonlyMap<string, RecordType>
type Draft = Pick<Op, 'type' | 'id' | 'fields'>

const given = (op: Draft, field: string): string | null => {
  const change = op.fields[field]
  return change && 'value' in change && typeof change.value === 'string' ? change.value : null
}

/** Where the touched records hang now, and where the persons hang that they take along. Read without a lock. */
export async function readPlaces(
  session: Session,
  tenant: string,
  types: Types,
  ops: readonly Draft[]
): Promise<Place[]> {
  const touched = session.query<Place>(placesQuery, [tenant, JSON.stringify(keysOf(types, ops))], 'places')
  const named = personsNamed(types, ops)
  const postings = ops.filter(({ type }) => type === postingType).map(({ id }) => id)
  const moved = movedBy(ops)
  if (named.length + postings.length + moved.length === 0) return touched
  const around = session.query<Place>(personsQuery, [tenant, named, postings, moved], 'persons')
  return (await Promise.all([touched, around])).flat()
}

/** The records the ops touch, and the parents of facets. */
function keysOf(types: Types, ops: readonly Draft[]): Key[] {
  const keys = new Map<string, Key>()
  for (const { type, id } of ops) {
    keys.set(keyOf(type, id), { type, id })
    const parent = types.get(type)?.facet ? types.get(type)!.entity.type : null
    if (parent) keys.set(keyOf(parent, id), { type: parent, id })
  }
  return [...keys.values()]
}

const personsNamed = (types: Types, ops: readonly Draft[]): string[] =>
  ops.flatMap((op) => {
    if (op.type === postingType) return given(op, 'personId') ?? []
    return types.get(op.type)?.entity.type === personType ? op.id : []
  })

const movedBy = (ops: readonly Draft[]): string[] =>
  ops.filter((op) => op.type === 'account' && movesAccount(op.fields)).map(({ id }) => id)

/**
 * Locks what the ops touch, in the order that every writer keeps: accounts by id, then records by (type, id). An account
 * whose territory or team changes is locked against all who write below it; otherwise they share it. Who writes a person
 * shares the accounts of all its postings, so that whoever moves one of them has the person to itself.
 *
 * Throws Stale when what `places` said no longer holds under the locks.
 */
export async function load(
  session: Session,
  tenant: string,
  types: Types,
  ops: readonly Draft[],
  places: readonly Place[]
): Promise<Workset> {
  const work = new Workset(types)
  const known = new Set(places.map(({ type, id }) => keyOf(type, id)))
  const moved = new Set(movedBy(ops))
  const keys = keysOf(types, ops)
  const persons = new Set(personsNamed(types, ops))
  for (const { type, id, link_id } of places) {
    if (type === personType) persons.add(id)
    else if (type === postingType && link_id) persons.add(link_id)
  }
  const asked = modesOf(ops, keys, places)
  const moving = [...moved].filter((id) => known.has(keyOf('account', id)))
  for (const id of moving) asked.set(id, 'move')
  const [accounts, records] = await Promise.all([
    lockAccounts(session, tenant, asked),
    lockRecords(session, tenant, [...keys.filter(({ type }) => type !== 'account'), ...along(types, ops, places)])
  ])
  work.take([...accounts.held, ...records])
  work.takeAnchors(accounts.shared)
  if (moving.length > 0) work.take(await lockBelow(session, tenant, moving))
  const visits = ops.filter((op) => op.type === 'visit' && 'events' in op.fields).map(({ id }) => id)
  const linked = await Promise.all([
    // Whoever changes a posting locks its person first, so these need no lock of their own.
    readLinked(session, tenant, postingType, [...persons]),
    readLinked(session, tenant, reportType, visits)
  ])
  for (const rows of linked) work.take(rows, true)

  const made = (type: string, id: string): boolean => work.get(type, id) !== undefined && !known.has(keyOf(type, id))
  const strange = [...work.rows.values()].some(
    ({ row, readOnly }) => row.rootId && !asked.has(row.rootId) && (!readOnly || row.type === postingType)
  )
  if (
    strange ||
    [...moved].some((id) => made('account', id)) ||
    work.personIds().some((id) => !persons.has(id) || made(personType, id))
  )
    throw new Stale()
  return work
}

/** How each account is locked. */
function modesOf(ops: readonly Draft[], keys: readonly Key[], places: readonly Place[]): Map<string, LockMode> {
  const modes = new Map<string, LockMode>()
  for (const { root_id } of places) if (root_id) modes.set(root_id, 'share')
  for (const op of ops) {
    const account = given(op, 'accountId')
    if (account) modes.set(account, 'share')
  }
  for (const { type, id } of keys) if (type === 'account') modes.set(id, 'edit')
  return modes
}

/** Records that may change their place because of another: persons of postings, and facets. */
function along(types: Types, ops: readonly Draft[], places: readonly Place[]): Key[] {
  const facetsOf = (entity: string, id: string): Key[] =>
    [...types.values()].filter((type) => type.facet && type.entity.type === entity).map(({ type }) => ({ type, id }))
  return [
    ...places
      .filter(({ type }) => type === personType)
      .flatMap(({ type, id }) => [{ type, id }, ...facetsOf(personType, id)]),
    ...ops
      .filter(({ type, fields }) => types.has(type) && movesMembership(types.get(type)!, fields))
      .flatMap(({ type, id }) => facetsOf(type, id))
  ]
}
