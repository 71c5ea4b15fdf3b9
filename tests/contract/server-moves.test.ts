import { newId, type Op } from '@fieldfile/protocol'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { Session } from '../../server/src/db/database.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, registered, startTestServer, type Device, type TestServer } from '../harness/server.ts'

/*
 * Accounts, visits and postings move while others write below them. The oracle reads the bodies as they are in the end
 * and says where each row belongs; it shares no code with the server's membership.
 */
let server: TestServer
afterEach(() => server.close())
afterAll(stopSharedPostgres)

interface Stored {
  type: string
  id: string
  seq: number
  root_id: string | null
  deleted: boolean
  buckets: string[]
  body: Record<string, unknown>
}
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Rows whose buckets, root or entries are not what their bodies say. */
async function misplaced(): Promise<string[]> {
  const { kysely } = server.context.db
  const columns = ['type', 'id', 'seq', 'root_id', 'deleted', 'buckets', 'body'] as const
  const rows = (await kysely.selectFrom('record').select(columns).execute()) as Stored[]
  const entries = await kysely.selectFrom('bucket_entry').selectAll().execute()
  const accounts = new Map(rows.filter(({ type }) => type === 'account').map((row) => [row.id, row.body]))
  const personOf = new Map(rows.filter(({ type }) => type === 'person').map((row) => [row.id, row.body]))
  const below = (account: string | null, suffix: string): string[] => {
    const body = account ? accounts.get(account) : undefined
    if (!body) return []
    const users = [text(body['ownerUserId']), ...((body['teamUserIds'] as string[] | undefined) ?? [])]
    const place = body['territoryId'] ? `t:${String(body['territoryId'])}` : 'd:unassigned'
    return [place, ...users.flatMap((user) => (user ? [`u:${user}`] : []))].map((bucket) => bucket + suffix)
  }
  const wrong: string[] = []
  for (const { type, id, seq, root_id, buckets, body } of rows) {
    const [entity, facet] = type.split(':') as [string, string?]
    if (!['account', 'site', 'visit', 'person', 'posting', 'conflict'].includes(entity)) continue
    const suffix = facet ? `:${facet}` : ''
    const whole = facet && entity === 'person' ? personOf.get(id)! : body
    const root = entity === 'account' ? id : text(whole['accountId'])
    const postings = entity === 'person' ? rows.filter((r) => r.type === 'posting' && r.body['personId'] === id) : []
    const above = [root, ...postings.flatMap((p) => (p.deleted ? [] : [text(p.body['accountId'])]))]
    const users = { visit: ['ownerUserId'], conflict: ['authorUserId', 'winnerUserId'] }[entity] ?? []
    const own = users.flatMap((field) => (text(body[field]) ? [`u:${String(body[field])}`] : []))
    const right = [...new Set([...above.flatMap((account) => below(account, suffix)), ...own])].toSorted()
    const put = entries.filter((e) => e.id === id && e.type === type && e.op === 'put')
    const said = put.map(({ bucket }) => bucket).toSorted()
    const one = (what: string, is: unknown, should: unknown): void => {
      if (JSON.stringify(is) !== JSON.stringify(should))
        wrong.push(`${type} ${id} ${what}: ${JSON.stringify(is)} not ${JSON.stringify(should)}`)
    }
    one('buckets', [...buckets].toSorted(), right)
    one('entries', said, right)
    one('root', root_id, root)
    one('seq', [...new Set(put.map((entry) => entry.seq))], [seq])
  }
  return wrong
}

/** Between a commit's look at where its records hang and its locks, something else is committed. */
function meanwhile(work: () => Promise<unknown>): void {
  const { db } = server.context
  const { session } = db
  db.session = (run) =>
    session((real) => {
      const query: Session['query'] = async <R>(...args: Parameters<Session['query']>) => {
        const rows = await real.query<R>(...args)
        if (args[2] === 'places') await work()
        return rows
      }
      db.session = session
      return run({ query })
    })
}

const applied = async (device: Device, ...ops: Op[]): Promise<void> => {
  const { results } = (await device.push(...ops)).body
  expect(results.map((r: { code?: string; status: string }) => r.code ?? r.status)).toEqual(ops.map(() => 'applied'))
}
const at = { at: '2026-09-01T08:00:00.000Z', zone: 'UTC' }
const event = (name: string, args: object) => ({ id: newId(), event: name, at, args })
const visitOf = (accountId: string, ownerUserId: string) => ({
  accountId,
  ownerUserId,
  events: [event('plan', { plannedStart: at, durationMin: 60 })]
})

test('[I6] a visit that goes to another account while it is edited stays in that account’s territory', async () => {
  server = await startTestServer({ engine: 'postgres' })
  const { ids } = server
  const [anna, carl, dora] = [await server.device('anna'), await server.device('carl'), await server.device('dora')]
  const [visit, second] = [newId(), newId()]
  await server.write([
    { type: 'account', id: second, values: accountValues('Second', ids.east, ids.users.anna) },
    { type: 'visit', id: visit, values: visitOf(ids.eastAccount, ids.users.anna) }
  ])
  await Promise.all([anna.sync(), carl.sync(), dora.sync()])
  meanwhile(() => applied(carl, carl.op('edit', 'visit', visit, { accountId: second })))
  await applied(anna, anna.op('edit', 'visit', visit, { objective: 'Pumps' }))
  expect(await misplaced()).toEqual([])
  await dora.sync()
  expect(dora.rows.get(`visit/${visit}`)).toMatchObject({ rootId: second, body: { objective: 'Pumps' } })
})

test('[I8] an account made twice at once: what was put below the first goes along to where the second puts it', async () => {
  server = await startTestServer({ engine: 'postgres' })
  const { ids } = server
  const carl = await server.device('carl')
  const [account, site] = [newId(), newId()]
  meanwhile(() =>
    server.write([
      { type: 'account', id: account, values: accountValues('Twice', ids.east, ids.users.anna) },
      { type: 'site', id: site, values: { accountId: account, name: 'Plant' } }
    ])
  )
  const values = accountValues('Twice', ids.west, ids.users.ben)
  const op = carl.op('create', 'account', account, values)
  await applied(carl, { ...op, hlc: (Date.now() + 60_000).toString(16).padStart(12, '0') + op.hlc.slice(12) })
  const rows = await server.context.db.kysely.selectFrom('record').selectAll().where('root_id', '=', account).execute()
  expect(rows.find(({ type }) => type === 'account')!.body['territoryId']).toBe(ids.west)
  expect(await misplaced()).toEqual([])
})

const pick = <T>(from: readonly T[], next: (below: number) => number): T => from[next(from.length)]!
const held = (device: Device): string[] =>
  [...device.rows].map(([key, row]) => `${key}@${row.seq} ${[...row.buckets].toSorted().join()}`).toSorted()

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('[I6] [I7] [I8] [I9] accounts, visits and postings move under 8 writers: every row is where its body says', async () => {
  server = await startTestServer({ engine: 'postgres' })
  const { ids } = server
  const places = [ids.east, ids.west, ids.region]
  const owners = [ids.users.anna, ids.users.ben, ids.users.carl]
  const accounts = Array.from({ length: 4 }, newId)
  const persons = Array.from({ length: 4 }, newId)
  const postings = Array.from({ length: 6 }, newId)
  const visits = Array.from({ length: 4 }, newId)
  await server.write([
    ...accounts.map((id, i) => ({ type: 'account', id, values: accountValues(`A${i}`, ids.east, ids.users.anna) })),
    ...persons.flatMap((id, i) => [
      {
        type: 'person',
        id,
        values: { accountId: accounts[i], name: `P${i}`, position: 'cfo', events: [registered()] }
      },
      { type: 'person:private', id, values: { hobbies: ['go'] } }
    ]),
    ...postings.map((id, i) => ({
      type: 'posting',
      id,
      values: { accountId: accounts[i % 4], personId: persons[(i + 1) % 4], position: 'cfo' }
    })),
    ...visits.map((id, i) => ({ type: 'visit', id, values: visitOf(accounts[i]!, ids.users.anna) }))
  ])
  const writers = await Promise.all(Array.from({ length: 8 }, () => server.device('carl')))
  const readers = [await server.device('anna'), await server.device('ben'), await server.device('carl')]
  const writing = new AbortController()
  const reading = readers.map(async (reader) => {
    while (!writing.signal.aborted) await reader.sync(5)
  })
  await Promise.all(
    writers.map(async (carl, seed) => {
      const next = numbers(seed + 1)
      const change = (): Op => {
        const account = pick(accounts, next)
        const kind = next(7)
        if (kind === 0)
          return carl.op('edit', 'account', account, {
            territoryId: pick(places, next),
            ownerUserId: pick(owners, next)
          })
        if (kind === 1) return carl.op('create', 'site', newId(), { accountId: account, name: 'Plant' })
        if (kind === 2) return carl.op('edit', 'visit', pick(visits, next), { accountId: account })
        if (kind === 3) return carl.op('edit', 'posting', pick(postings, next), { accountId: account })
        if (kind === 4) return carl.op('edit', 'posting', pick(postings, next), { personId: pick(persons, next) })
        if (kind === 5) return carl.op('edit', 'person', pick(persons, next), { accountId: account })
        return carl.op('edit', 'visit', pick(visits, next), { ownerUserId: pick(owners, next) })
      }
      for (let round = 0; round < 12; round++) {
        const { status } = await carl.push(...Array.from({ length: 1 + next(3) }, change))
        expect(status).toBe(200)
      }
    })
  ).finally(() => writing.abort())
  await Promise.all(reading)
  expect(await misplaced()).toEqual([])
  for (const reader of readers) {
    await reader.sync()
    const login = (['anna', 'ben', 'carl'] as const).find((name) => ids.users[name] === reader.userId)!
    const fresh = await server.device(login)
    await fresh.sync()
    expect(held(reader)).toEqual(held(fresh))
  }
})
