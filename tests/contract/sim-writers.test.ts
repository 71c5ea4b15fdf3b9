import { newId, type Op } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, startTestServer, type Device, type TestServer } from '../harness/server.ts'
import { keyOf, noTables, type Tables } from '../sim/memory-db.ts'
import { visibleTo } from '../sim/oracle/scope.ts'

/*
 * Commit order, moves and grants with 16 writers on PostgreSQL. What must hold in the end is said by the simulation's oracle of
 * scope and by the ops themselves; neither asks the server's merge or membership.
 */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
})
afterAll(async () => {
  await server.close()
  await stopSharedPostgres()
})

const rounds = 10
interface Written {
  op: Op
  device: string
  seq: number
}

async function tables(): Promise<Tables> {
  const { kysely } = server.context.db
  const all = noTables()
  for (const r of await kysely.selectFrom('record').selectAll().execute())
    all.record.set(keyOf(r.type, r.id), { ...r, json: '' })
  all.seq = (await kysely.selectFrom('sync_head').select('seq').executeTakeFirstOrThrow()).seq
  return all
}

/** What was written to one field, and is neither there, nor among the conflicts, nor was it read before it was replaced. */
function lost(written: readonly Written[], { record }: Tables): Written[] {
  const valueOf = ({ op }: Written) => (op.fields['name'] as { value: string; base: number }).value
  const kept = new Set([...record.values()].filter((r) => r.type === 'conflict').map((r) => r.body['loser']))
  return written.filter((one) => {
    if (record.get(keyOf(one.op.type, one.op.id))!.body['name'] === valueOf(one) || kept.has(valueOf(one))) return false
    return !written.some(
      (other) =>
        other.op.id === one.op.id &&
        (other.device === one.device
          ? other.op.dseq > one.op.dseq
          : (other.op.fields['name'] as { base: number }).base >= one.seq)
    )
  })
}

test('[I1, I3, I6, I7, I8, I9] 16 writers while accounts move and territories are given and taken', async () => {
  const { ids } = server
  const { east, west, users } = ids
  const accounts = [ids.eastAccount, ids.westAccount, ...Array.from({ length: 4 }, newId)]
  await server.write(
    accounts
      .slice(2)
      .map((id, i) => ({ type: 'account', id, values: accountValues(`A${i}`, i % 2 ? east : west, users.anna) }))
  )
  const logins = ['anna', 'ben', 'carl', 'anna'] as const
  const writers = await Promise.all(Array.from({ length: 16 }, (_, i) => server.device(logins[i % 4]!)))
  const readers = await Promise.all(logins.map((login) => server.device(login)))
  const writing = new AbortController()
  const reading = readers.map(async (reader) => {
    while (!writing.signal.aborted) await reader.sync(50)
  })
  const written: Written[] = []
  const made: { id: string; accountId: string }[] = []

  const write = async (device: Device, n: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      if (round % 3 === 0) await device.sync()
      const id = accounts[(n + round) % accounts.length]!
      const other = accounts[(n * 7 + round) % accounts.length]!
      const task = { id: newId(), accountId: other }
      const event = { id: newId(), event: 'open', at: { at: new Date().toISOString(), zone: 'UTC' } }
      const ops = [
        device.op('edit', 'account', id, { name: `${n}-${round}` }),
        device.op('create', 'task', task.id, {
          accountId: other,
          title: 'order',
          assigneeUserId: device.userId,
          events: [event]
        })
      ]
      const { body } = await device.push(...ops)
      for (const [i, result] of body.results.entries()) {
        // Who has lost an account meanwhile is told so; what the server took must be there.
        if (result.status !== 'applied') continue
        if (i === 0) written.push({ op: ops[0]!, device: device.id, seq: result.seq })
        else made.push(task)
      }
    }
  }
  const move = async (): Promise<void> => {
    for (let round = 0; round < rounds * 2; round++) {
      const id = accounts[round % accounts.length]!
      const ownerUserId = round % 3 === 0 ? users.ben : users.anna
      await server.write([
        { type: 'account', id, kind: 'edit', values: { territoryId: round % 2 ? east : west, ownerUserId } }
      ])
      const [add, remove] = round % 2 ? [east, west] : [west, east]
      const territories = { values: { territoryIds: [add] }, remove: { territoryIds: [remove] } }
      await server.write([{ type: 'user', id: users.anna, kind: 'edit', ...territories }])
    }
  }
  await Promise.all([move(), ...writers.map(write)])
  writing.abort()
  await Promise.all(reading)

  for (const reader of readers) await reader.sync(50)
  const now = await tables()
  const seqs = [...now.record.values()].map(({ seq }) => seq)
  expect(new Set(seqs).size).toBe(seqs.length)
  expect(Math.max(...seqs)).toBeLessThanOrEqual(now.seq)
  expect(written.length).toBeGreaterThan(20)
  expect(lost(written, now)).toEqual([])
  expect(made.filter(({ id, accountId }) => now.record.get(keyOf('task', id))?.root_id !== accountId)).toEqual([])
  for (const reader of readers) {
    const visible = [...visibleTo(now, reader.userId)].map(([key, { seq }]) => `${key}@${seq}`)
    expect([...reader.rows].map(([key, { seq }]) => `${key}@${seq}`).toSorted()).toEqual(visible.toSorted())
  }
}, 120_000)
