import 'fake-indexeddb/auto'
import { newId, syncRoutes, type SyncRoute } from '@fieldfile/protocol'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import type { Transport } from '../../src/renderer/replica/conversation.ts'
import { startDevice } from '../harness/replica-device.ts'
import { startTestServer, type Device, type TestServer } from '../harness/server.ts'

/* One profile on two computers: the same device id, the same counter, and the real server. */
let server: TestServer
const open: Replica[] = []
let copies = 0
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  for (const replica of open) await replica.close()
  await server.close()
})

interface Copy {
  replica: Replica
  /** Asked before each message to the server. */
  before: (channel: string) => Promise<void>
}
async function startCopy(device: Device): Promise<Copy> {
  // Each computer has the session it was copied with, until it takes one of its own.
  let { access } = device
  const copy = { before: async () => {} } as unknown as Copy
  const transport: Transport = async (channel, argument) => {
    await copy.before(channel)
    const isNew = channel === 'session.newDevice'
    const id = newId()
    const path = isNew ? '/auth/device' : syncRoutes[channel.slice('sync.'.length) as SyncRoute].path
    const headers = { authorization: `Bearer ${access}` }
    const { status, body } = await server.post(path, isNew ? { device: id, deviceName: 'copy' } : argument, headers)
    if (status !== 200) return { ok: false, error: body }
    if (isNew) access = body.tokens.access
    return { ok: true, body: isNew ? { device: id } : body }
  }
  const user = {
    id: device.userId,
    login: 'anna',
    name: 'anna',
    roles: ['REP' as const],
    territoryIds: [server.ids.east],
    language: 'en' as const
  }
  const { replica } = await startDevice(
    { transport: () => transport },
    {
      user: device.userId,
      device: device.id,
      database: `copy-${++copies}`,
      now: Date.now,
      deps: {
        newId,
        versions: { proto: protoVersion, schema: schemaVersion },
        session: { server: server.url, tenant: 't', device: device.id, remembered: true, user }
      }
    }
  )
  open.push(replica)
  return Object.assign(copy, { replica })
}
const task = (title: string) => ({
  type: 'task',
  kind: 'create' as const,
  values: { title, accountId: server.ids.eastAccount, assigneeUserId: server.ids.users.anna },
  step: { event: 'open' }
})
const round = async (...of: Copy[]) => {
  for (const { replica } of of) {
    let report = await replica.round()
    while (report.ok && report.more) report = await replica.round()
    expect(report).toMatchObject({ ok: true, code: null })
  }
}
/** How often each task landed, by its title. */
const landed = () =>
  server.context.db.session((session) =>
    session.query<{ title: string; n: number }>(
      `select body->>'title' as title, count(*)::int as n from record
       where tenant = $1 and type = 'task' and not deleted group by 1 order by 1`,
      [server.context.tenant]
    )
  )
const devicesOf = (userId: string) =>
  server.context.db.kysely.selectFrom('device').select(['id', 'last_dseq']).where('user_id', '=', userId).execute()

test('[I2, I3] both copies edit, in turns: one takes a new id, and every edit lands once', async () => {
  const device = await server.device('anna')
  const [one, two] = [await startCopy(device), await startCopy(device)]
  await one.replica.write([task('1 before')])
  await round(one, two)
  const expected = ['1 before']
  for (const n of [2, 3, 4]) {
    for (const [who, copy] of Object.entries({ one, two })) {
      await copy.replica.write([task(`${n} ${who} a`), task(`${n} ${who} b`)])
      expected.push(`${n} ${who} a`, `${n} ${who} b`)
    }
    await round(...(n === 3 ? [two, one] : [one, two]))
  }
  await round(one, two)
  expect(await landed()).toEqual(expected.toSorted().map((title) => ({ title, n: 1 })))
  for (const { replica } of [one, two]) expect(replica.outbox()).toEqual([])
  // The first to notice left the other one alone with the old id.
  expect(await devicesOf(device.userId)).toHaveLength(2)
})

test('[I3] an edit saved while the other copy pushed its number is not taken for acknowledged', async () => {
  const device = await server.device('anna')
  const [one, two] = [await startCopy(device), await startCopy(device)]
  await round(one, two)
  await two.replica.write([task('8 of two')])
  let pushed: Promise<unknown> | null = null
  one.before = async (channel) => {
    if (channel !== 'sync.pull' || pushed) return
    // After the push of this round, before its pull.
    await one.replica.write([task('8 of one')])
    await (pushed = two.replica.round())
  }
  expect(await one.replica.round()).toMatchObject({ ok: true })
  expect(one.replica.outbox()).toHaveLength(1)
  await round(one, two)
  const eights = (await landed()).filter(({ title }) => title.startsWith('8'))
  expect(eights).toEqual(['8 of one', '8 of two'].map((title) => ({ title, n: 1 })))
  for (const { replica } of [one, two]) expect(replica.outbox()).toEqual([])
})

test('what both copies had unsent lands once', async () => {
  const device = await server.device('anna')
  const [one, two] = [await startCopy(device), await startCopy(device)]
  await one.replica.write([task('9 unsent')])
  const [{ dseq, op, at }] = one.replica.memory.outbox() as [ReturnType<Replica['memory']['outbox']>[number]]
  two.replica.memory.addPending([{ dseq, op, at, seq: null }])
  two.replica.memory.meta = { ...one.replica.memory.meta }
  await round(one, two)
  await two.replica.write([task('9 two')])
  await one.replica.write([task('9 one')])
  await round(one, two, one)
  const nines = (await landed()).filter(({ title }) => title.startsWith('9'))
  expect(nines).toEqual(['9 one', '9 two', '9 unsent'].map((title) => ({ title, n: 1 })))
})

test('a new device may not be one of somebody else, and needs a session', async () => {
  const [anna, ben] = [await server.device('anna'), await server.device('ben')]
  const wanted = { device: ben.id, deviceName: 'x' }
  expect(await anna.post('/auth/device', wanted)).toMatchObject({ status: 403, body: { code: 'DEVICE_REVOKED' } })
  expect(await server.post('/auth/device', wanted)).toMatchObject({ status: 401 })
  const own = { device: newId(), deviceName: 'x' }
  const { status, body } = await anna.post('/auth/device', own)
  expect(status).toBe(200)
  await server.context.db.kysely.updateTable('device').set({ status: 'revoked' }).where('id', '=', own.device).execute()
  const headers = { authorization: `Bearer ${body.tokens.access}` }
  expect(await server.post('/auth/device', { ...own, device: newId() }, headers)).toMatchObject({ status: 403 })
})
