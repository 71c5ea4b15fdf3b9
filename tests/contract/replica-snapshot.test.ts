import 'fake-indexeddb/auto'
import { newId, syncRoutes, type SyncRoute } from '@fieldfile/protocol'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Answer, Transport } from '../../src/renderer/replica/conversation.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { openStore, startDevice } from '../harness/replica-device.ts'
import { accountValues, startTestServer, type Device, type TestServer } from '../harness/server.ts'

/** First syncs of the replica from the real server. */
let server: TestServer
let accounts: string[]
const open: Replica[] = []
beforeAll(async () => {
  server = await startTestServer()
  const { east, users } = server.ids
  accounts = Array.from({ length: 20 }, () => newId()).toSorted()
  const at = { at: new Date().toISOString(), zone: 'UTC' }
  await server.write(
    accounts.flatMap((id, i) => [
      { type: 'account', id, values: accountValues(`公司 ${i}`, east, users.anna) },
      { type: 'site', id: newId(), values: { accountId: id, name: `plant ${i}` } },
      ...Array.from({ length: 3 }, () => ({
        type: 'interaction',
        id: newId(),
        values: { accountId: id, at, channel: 'callIn', userIds: [users.anna] }
      }))
    ])
  )
}, 60_000)
afterEach(async () => {
  for (const replica of open.splice(0)) await replica.close()
})
afterAll(() => server.close())

/** What stands between a device and the server; `pass` asks the server. */
type Line = (channel: string, pass: () => Promise<Answer>) => Promise<Answer>
const straight: Line = (_, pass) => pass()
const cut: Answer = { ok: false, error: { code: 'OFFLINE' } }

/** As an older server answers, which has no snapshots. */
const byPull: Line = async (channel, pass) => {
  const answer = await pass()
  if (channel === 'sync.hello')
    delete (answer as { body: { limits: { snapshotBytes?: number } } }).body.limits.snapshotBytes
  return answer
}

const nameOf = (device: Device): string => `snapshot-${device.id}`
async function start(device: Device, line: Line = straight, failing?: { writes: number }): Promise<Replica> {
  const transport: Transport = (channel, argument) =>
    line(channel, async () => {
      const { path } = syncRoutes[channel.slice('sync.'.length) as SyncRoute]
      const asked = channel === 'sync.snapshot' ? { ...argument, limit: 25 } : argument
      const { status, body } = await device.post(path, asked)
      return status === 200 ? { ok: true, body } : { ok: false, error: body }
    })
  const { users, east } = server.ids
  const user = {
    id: users.anna,
    login: 'anna',
    name: 'anna',
    roles: ['REP' as const],
    territoryIds: [east],
    language: 'en' as const
  }
  const store = openStore(nameOf(device), Date.now)
  const { replica } = await startDevice(
    { transport: () => transport },
    {
      now: Date.now,
      deps: {
        newId,
        versions: { proto: protoVersion, schema: schemaVersion },
        store: failing
          ? {
              ...store,
              applySnapshot: (page) =>
                --failing.writes === 0 ? Promise.reject(new Error('QuotaExceededError')) : store.applySnapshot(page)
            }
          : store,
        session: { server: server.url, tenant: 't', device: device.id, remembered: true, user }
      }
    }
  )
  open.push(replica)
  return replica
}
const round = async (replica: Replica) => expect(await replica.round()).toMatchObject({ ok: true, code: null })

/** What a start finds on the disk. */
async function onDisk(device: Device): Promise<string[]> {
  for (const replica of open.splice(0)) await replica.close()
  const store = openStore(nameOf(device), Date.now)
  const { rows } = await store.loadAll()
  const history = await store.loadHistory(null)
  await store.close()
  return [...rows, ...history.rows]
    .map((r) => `${r.type}/${r.id}@${r.row.seq} ${Object.entries(r.in).toSorted().join(' ')}`)
    .toSorted()
}
/** What a device holds that came to all of it by pull. */
async function pulled(): Promise<string[]> {
  const device = await server.device('anna')
  await round(await start(device, byPull))
  return onDisk(device)
}

test('[I6] a first sync by snapshot leaves on the disk what one by pull does', async () => {
  const device = await server.device('anna')
  const asked: string[] = []
  const replica = await start(device, (channel, pass) => {
    asked.push(channel)
    return pass()
  })
  await round(replica)
  expect(asked.filter((channel) => channel === 'sync.snapshot').length).toBeGreaterThan(3)
  expect(asked.filter((channel) => channel === 'sync.pull')).toHaveLength(1)
  expect(replica.memory.get('account', accounts[3]!)?.body['name']).toBe('公司 3')
  await round(replica)
  expect(asked.filter((channel) => channel === 'sync.snapshot').length).toBe(asked.lastIndexOf('sync.snapshot'))
  expect(await onDisk(device)).toEqual(await pulled())
})

test('a device that may see nothing of accounts has it all with one page', async () => {
  const device = await server.device('sven')
  const replica = await start(device)
  await round(replica)
  expect(replica.memory.meta.snapshot).toBeUndefined()
  expect(replica.memory.get('user', device.userId)).toBeDefined()
})

test('[I5] cut and killed after each page it goes on behind what it has, and nothing is missing', async () => {
  const device = await server.device('anna')
  const marks = new Set<string>()
  let pages = 0
  for (let isDone = false; !isDone;) {
    let left = 2
    const replica = await start(device, async (channel, pass) => {
      if (channel !== 'sync.snapshot') return pass()
      if (left-- === 0) return cut
      pages++
      return pass()
    })
    const before = replica.memory.meta.snapshot?.after ?? ''
    expect(marks).not.toContain(before)
    marks.add(before)
    const report = await replica.round()
    isDone = report.ok
    expect(report.code).toBe(isDone ? null : 'OFFLINE')
    // Killed: nobody closes what was open.
    open.pop()
  }
  expect(marks.size).toBeGreaterThan(2)
  expect(pages).toBeLessThan(3 * marks.size)
  expect(await onDisk(device)).toEqual(await pulled())
})

test('[I3, I10] edits made while it runs are there at once, stay, and reach the server', async () => {
  const device = await server.device('anna')
  let made = ''
  const replica: Replica = await start(device, async (channel, pass) => {
    if (channel === 'sync.snapshot' && !made && replica.memory.get('account', accounts[0]!)) {
      const { ids } = await replica.write([
        { type: 'account', id: accounts[0]!, kind: 'edit', values: { city: 'Wuxi' } },
        { type: 'site', kind: 'create', values: { accountId: accounts[0]!, name: 'new plant' } }
      ])
      made = ids[1]!
      // Killed right after: it goes on, with both.
      return cut
    }
    return pass()
  })
  expect((await replica.round()).code).toBe('OFFLINE')
  open.pop()
  const again = await start(device)
  expect(again.outbox()).toHaveLength(2)
  expect(again.memory.get('account', accounts[0]!)?.body['city']).toBe('Wuxi')
  await round(again)
  await round(again)
  expect(again.outbox()).toEqual([])
  expect(again.memory.get('site', made)?.body['name']).toBe('new plant')
  const other = await server.device('anna')
  await other.sync()
  expect(other.rows.get(`account/${accounts[0]}`)!.body['city']).toBe('Wuxi')
  expect(await onDisk(device)).toEqual(await pulled())
})

test('[I8] what moves away, and what comes, while it is cut: as a pull says', async () => {
  const { west, east, users } = server.ids
  const device = await server.device('anna')
  const carl = await server.device('carl')
  await carl.sync()
  const [gone, last] = [accounts[1]!, accounts.at(-1)!]
  let pages = 0
  const replica = await start(device, (channel, pass) =>
    channel === 'sync.snapshot' && ++pages > 2 ? Promise.resolve(cut) : pass()
  )
  await replica.round()
  expect(replica.memory.get('account', gone)).toBeDefined()
  await carl.push(
    ...[gone, last].map((id) => carl.op('edit', 'account', id, { territoryId: west, ownerUserId: users.ben })),
    carl.op('edit', 'account', server.ids.westAccount, { territoryId: east, ownerUserId: users.anna })
  )
  open.pop()
  const again = await start(device)
  await round(again)
  expect(again.memory.get('account', gone)).toBeUndefined()
  expect(again.memory.get('account', last)).toBeUndefined()
  expect(again.memory.get('account', server.ids.westAccount)).toBeDefined()
  expect(await onDisk(device)).toEqual(await pulled())
})

test('[I18] a mark that the server does not take any more: from the start, what is gone goes, edits stay', async () => {
  const { west, users } = server.ids
  const device = await server.device('anna')
  let pages = 0
  const first = await start(device, (channel, pass) =>
    channel === 'sync.snapshot' && ++pages > 2 ? Promise.resolve(cut) : pass()
  )
  await first.round()
  const moved = accounts[4]!
  expect(first.memory.get('account', moved)).toBeDefined()
  await first.write([{ type: 'account', id: accounts[0]!, kind: 'edit', values: { city: 'Suzhou' } }])
  // So long ago that the server has forgotten what left meanwhile.
  const carl = await server.device('carl')
  await carl.sync()
  await carl.push(carl.op('edit', 'account', moved, { territoryId: west, ownerUserId: users.ben }))
  const { kysely } = server.context.db
  await kysely.deleteFrom('bucket_entry').where('op', '=', 'drop').execute()
  const { seq } = await kysely.selectFrom('sync_head').select('seq').executeTakeFirstOrThrow()
  await kysely.updateTable('bucket_head').set({ gc_floor: seq }).execute()
  open.pop()
  const again = await start(device)
  expect((await again.round()).code).toBe('SNAPSHOT_STALE')
  open.pop()
  const last = await start(device)
  expect(last.memory.get('account', moved)).toBeDefined()
  await round(last)
  await round(last)
  expect(last.memory.get('account', moved)).toBeUndefined()
  expect(last.memory.get('account', accounts[0]!)?.body['city']).toBe('Suzhou')
  await kysely.updateTable('bucket_head').set({ gc_floor: 0 }).execute()
  expect(await onDisk(device)).toEqual(await pulled())
})

test('[I5] a page that could not be written is asked for again', async () => {
  const device = await server.device('anna')
  const replica = await start(device, straight, { writes: 2 })
  expect(await replica.round()).toMatchObject({ ok: false, code: 'STORAGE_FAILED' })
  await round(replica)
  expect(await onDisk(device)).toEqual(await pulled())
})

test('an answer that is no page, of another epoch or cut short changes nothing', async () => {
  const device = await server.device('anna')
  const spoils: ((text: string) => unknown)[] = [
    (text) => text.slice(0, -20),
    (text) => text.replace(/"epoch":\d+/, '"epoch":7'),
    (text) => text.replace('"seq":', '"sequence":'),
    (text) => text.replace('"next":"', '"mark":"'),
    () => '',
    () => ({ pages: [] })
  ]
  for (const spoil of spoils) {
    const replica = await start(device, async (channel, pass) => {
      const answer = await pass()
      if (channel !== 'sync.snapshot' || !answer.ok) return answer
      const body = spoil(answer.body as string)
      expect(body).not.toEqual(answer.body)
      return { ok: true, body }
    })
    expect(await replica.round()).toMatchObject({ ok: false, code: 'SERVER_ERROR' })
    expect(replica.memory.base.size).toBe(0)
  }
  await round(await start(device))
  expect(await onDisk(device)).toEqual(await pulled())
})
