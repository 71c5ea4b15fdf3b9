import { newId } from '@fieldfile/protocol'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedPostgres, stopSharedPostgres } from '../harness/postgres.ts'
import { startTestServer, type Device, type TestServer } from '../harness/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
})
afterAll(async () => {
  await server.close()
  await stopSharedPostgres()
})

const writers = 16
const task = (device: Device) => ({
  title: 'order',
  assigneeUserId: device.userId,
  events: [{ id: newId(), event: 'open', at: { at: new Date().toISOString(), zone: 'UTC' } }]
})

test('[I1] with 16 writers a device that polls by cursor misses no row', async () => {
  const devices = await Promise.all(Array.from({ length: writers }, () => server.device('anna')))
  const reader = await server.device('anna')
  const writing = new AbortController()
  const polling = (async () => {
    let polls = 0
    for (; !writing.signal.aborted; polls++) await reader.sync(200)
    return polls
  })()
  const seqs: number[] = []
  await Promise.all(
    devices.map(async (device) => {
      for (let round = 0; round < 25; round++) {
        // Batches of unlike sizes, so that commits overtake one another.
        const ops = Array.from({ length: 1 + (round % 7) }, () => device.op('create', 'task', newId(), task(device)))
        const { body } = await device.push(...ops)
        seqs.push(...body.results.map((r: { seq: number }) => r.seq))
      }
    })
  )
  writing.abort()
  expect(await polling).toBeGreaterThan(5)
  await reader.sync(200)
  const received = new Set([...reader.rows].filter(([key]) => key.startsWith('task/')).map(([, row]) => row.seq))
  expect(seqs).toHaveLength(writers * 94)
  expect(new Set(seqs).size).toBe(seqs.length)
  expect(seqs.filter((seq) => !received.has(seq))).toEqual([])
})

test('[I1] positive control: with a plain sequence the same reader misses rows', async () => {
  const pool = new Pool({ connectionString: await (await sharedPostgres()).database(), max: writers + 1 })
  await pool.query('create sequence s; create table t (seq bigint primary key)')
  const received = new Set<number>()
  let cursor = 0
  const writing = new AbortController()
  const poll = async (): Promise<void> => {
    const { rows } = await pool.query<{ seq: string }>('select seq from t where seq > $1 order by seq', [cursor])
    for (const { seq } of rows) received.add(Number(seq))
    cursor = Math.max(cursor, ...rows.map(({ seq }) => Number(seq)))
  }
  const polling = (async () => {
    while (!writing.signal.aborted) await poll()
  })()
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const client = await pool.connect()
      for (let round = 0; round < 25; round++) {
        await client.query('begin')
        await client.query(`insert into t select nextval('s') from generate_series(1, 5)`)
        await client.query('select pg_sleep($1)', [((writer + round) % 5) / 1000])
        await client.query('commit')
      }
      client.release()
    })
  )
  writing.abort()
  await polling
  await poll()
  await pool.end()
  expect(received.size).toBeLessThan(writers * 25 * 5)
})

test('[I1] two commits that lock the same accounts in the other order both come through', async () => {
  const [carl, other] = await Promise.all([server.device('carl'), server.device('carl')])
  const { eastAccount, westAccount, east, west, users } = server.ids
  const there = (d: Device) => [
    d.op('edit', 'account', eastAccount, { territoryId: west }),
    d.op('edit', 'account', westAccount, { territoryId: east })
  ]
  const back = (d: Device) => [
    d.op('edit', 'account', westAccount, { territoryId: west, ownerUserId: users.ben }),
    d.op('edit', 'account', eastAccount, { territoryId: east, ownerUserId: users.anna })
  ]
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all([carl.push(...there(carl)), other.push(...back(other))])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  }
})

test('a connection that PostgreSQL ends between two statements fails its commit; the server goes on', async () => {
  const { db } = server.context
  const anna = await server.device('anna')
  await expect(
    db.session(async (session) => {
      const [own] = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
      await db.session(async (other) => {
        await other.query('select pg_terminate_backend($1, 5000)', [own!.pid])
      })
      await session.query('select 1')
    })
  ).rejects.toThrow(/./u)
  const { status, body } = await anna.push(anna.op('create', 'task', newId(), task(anna)))
  expect([status, body.results[0].status]).toEqual([200, 'applied'])
})
