import 'fake-indexeddb/auto'
import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '../../src/renderer/replica/messages.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startServerDevice } from '../harness/server-device.ts'
import { accountValues, startTestServer, type Login, type TestServer } from '../harness/server.ts'

const dayMs = 86_400_000
const days = 14
const editsEach = 600
const collisions = 40
const accounts = Array.from({ length: 50 }, newId)

let server: TestServer
const open: Replica[] = []
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  const { east, users } = server.ids
  await server.write(
    accounts.map((id, n) => ({
      type: 'account',
      id,
      values: { ...accountValues(`Works ${n}`, east, users.anna), businessGoals: 'rep:\ndesk:' }
    }))
  )
})
afterAll(async () => {
  for (const replica of open) await replica.close()
  await server.close()
  await stopSharedPostgres()
})
async function start(login: Login, now?: () => number): Promise<Replica> {
  const replica = await startServerDevice(server, login, { now })
  open.push(replica)
  return replica
}
async function round(replica: Replica): Promise<void> {
  for (let report = await replica.round(); ; report = await replica.round()) {
    expect(report).toMatchObject({ ok: true, code: null })
    if (!report.more) return
  }
}

interface Side {
  name: 'rep' | 'desk'
  replica: Replica
  user: string
  fields: readonly string[]
  tasks: string[]
  /** The last value written, by record and field. */
  last: Map<string, unknown>
}

/** The n-th edit: 40 of fields that both edit, then tasks and their steps, a line each of shared texts, fields of their own. */
function change({ name, replica, user, fields, tasks }: Side, n: number): Change {
  const id = accounts[n % accounts.length]!
  const edit = (field: string, value: unknown): Change => ({
    type: 'account',
    id,
    kind: 'edit',
    values: { [field]: value }
  })
  if (n < collisions) return edit('city', `${name} ${n}`)
  if (n % 5 === 0) {
    tasks.push(newId())
    const values = { title: `${name} ${n}`, assigneeUserId: user, accountId: id }
    return { type: 'task', id: tasks.at(-1)!, kind: 'create', values, step: { event: 'open' } }
  }
  if (n % 5 === 1 && tasks.length > 0)
    return { type: 'task', id: tasks.pop()!, kind: 'edit', step: { event: 'complete' } }
  if (n % 5 === 2) {
    const lines = String(replica.memory.get('account', id)!.body['businessGoals']).split('\n')
    const goals = lines.map((line) => (line.startsWith(name) ? `${name}: ${n}` : line))
    return edit('businessGoals', goals.join('\n'))
  }
  return edit(fields[n % fields.length]!, `${name} ${n}`)
}

test('[I3, I7] two weeks offline on two devices: 600 edits each, 40 of them of the same fields; everything is everywhere', async () => {
  const { users } = server.ids
  const from = Date.now() - days * dayMs
  let now = from
  const sides: Side[] = [
    {
      name: 'rep',
      replica: await start('anna', () => now),
      user: users.anna,
      fields: ['district', 'website'],
      tasks: [],
      last: new Map()
    },
    // Its clock is ten minutes ahead.
    {
      name: 'desk',
      replica: await start('carl', () => now + 600_000),
      user: users.carl,
      fields: ['fax', 'shortName'],
      tasks: [],
      last: new Map()
    }
  ]
  for (const { replica } of sides) await round(replica)
  for (let n = 0; n < editsEach; n++) {
    now = from + Math.floor((n * days * dayMs) / editsEach)
    for (const side of sides) {
      const made = change(side, n)
      await side.replica.write([made])
      const written = Object.entries(made.values ?? { status: 'done' })
      for (const [field, value] of written) side.last.set(`${made.type} ${made.id} ${field}`, value)
    }
  }
  const [rep, desk] = sides.map(({ replica }) => replica) as [Replica, Replica]
  expect([rep.outbox().length, desk.outbox().length]).toEqual([editsEach, editsEach])
  await round(rep)
  await round(desk)
  await round(rep)
  const fresh = await start('anna')
  await round(fresh)
  expect(stateOf(desk)).toEqual(stateOf(rep))
  expect(stateOf(fresh)).toEqual(stateOf(rep))
  expect([rep.outbox(), desk.outbox()]).toEqual([[], []])

  const copies = rep.memory.all('conflict').map(({ body }) => body)
  const settled = copies.map(({ recordId, field, winner, loser, winnerBy, loserBy }) => ({
    pair: `${recordId} ${field}: ${[winner, loser].toSorted().join(', ')}`,
    laterWins: hlcOf(winnerBy) > hlcOf(loserBy)
  }))
  const both = accounts
    .slice(0, collisions)
    .map((id, n) => ({ pair: `${id} city: desk ${n}, rep ${n}`, laterWins: true }))
  expect(settled.toSorted(byPair)).toEqual(both.toSorted(byPair))
  const kept = new Set(copies.map((copy) => `account ${copy['recordId']} ${copy['field']} ${copy['loser']}`))
  const lost = sides.flatMap(({ name, last }) =>
    [...last].filter(([key, value]) => {
      const [type, id, field] = key.split(' ') as [string, string, string]
      const stands = rep.memory.get(type, id)!.body[field]
      const line = String(value)
        .split('\n')
        .find((l) => l.startsWith(name))
      return field === 'businessGoals'
        ? !String(stands).split('\n').includes(line!)
        : stands !== value && !kept.has(`${key} ${value}`)
    })
  )
  expect(lost).toEqual([])
})

const byPair = (x: { pair: string }, y: { pair: string }) => (x.pair < y.pair ? -1 : 1)
const hlcOf = (by: unknown): string => (by as { hlc: string }).hlc

/** All but the account that only the desk holds. */
const stateOf = (replica: Replica) =>
  ['account', 'task', 'conflict'].flatMap((type) =>
    replica.memory
      .all(type)
      .filter(({ id }) => id !== server.ids.westAccount)
      .map(({ id, body }) => ({ type, id, body }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  )
