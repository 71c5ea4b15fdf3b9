import { LiveMessage, newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { revokeDevice, setDisabled, setPassword } from '../../server/src/features/auth/users.ts'
import { createServer } from '../../server/src/app.ts'
import { defaultConfig } from '../../server/src/config.ts'
import { openContext } from '../../server/src/start.ts'
import { sharedPostgres, stopSharedPostgres } from '../harness/postgres.ts'
import { engines, password, startTestServer, type Device, type TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

/** A live socket: the buckets it heard of, and the code it was closed with. */
function listen(url: string, access: string, offer = true) {
  const heard = new Map<string, number>()
  const live = { heard, opened: false, closed: 0, close: () => socket.close() }
  const socket = new WebSocket(url.replace('http', 'ws') + '/sync/live', offer ? ['fieldfile', `bearer.${access}`] : [])
  if (!offer) socket.on('open', () => socket.send(JSON.stringify({ access })))
  socket.on('message', (data) => {
    live.opened = true
    for (const [bucket, seq] of Object.entries(LiveMessage.parse(JSON.parse(String(data))).buckets))
      heard.set(bucket, seq)
  })
  socket.on('close', (code) => {
    live.closed = code
  })
  socket.on('error', () => {})
  return live
}
const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { interval: 10 })

describe.each(engines)('live over %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ engine })
  })
  afterAll(() => server.close())

  const edit = (device: Device, city: string) =>
    device.push(device.op('edit', 'account', server.ids.eastAccount, { city }))

  test.each([true, false])(
    'a device hears which of its own buckets moved, and of no other (token offered: %s)',
    async (offer) => {
      const [anna, ben] = [await server.device('anna'), await server.device('ben')]
      const [a, b] = [listen(server.url, anna.access, offer), listen(server.url, ben.access, offer)]
      await soon(() => expect([a.opened, b.opened]).toEqual([true, true]))
      const { body } = await edit(anna, offer ? 'Offered' : 'Sent')
      expect(body.results[0].status).toBe('applied')
      await soon(() => expect(a.heard.get(`t:${server.ids.east}`)).toBeGreaterThanOrEqual(body.results[0].seq))
      expect(a.heard.has(`u:${server.ids.users.anna}`)).toBe(true)
      expect(b.heard.size).toBe(0)
      for (const live of [a, b]) live.close()
    }
  )

  test('a bad token is closed with 4401', async () => {
    const [offered, sent] = [listen(server.url, 'nonsense'), listen(server.url, 'nonsense', false)]
    await soon(() => expect([offered.closed, sent.closed]).toEqual([4401, 4401]))
  })

  test('[I22] when users change, grants are read again: a disabled user is let go', async () => {
    const cora = await server.device('cora')
    const live = listen(server.url, cora.access)
    await soon(() => expect(live.opened).toBe(true))
    await setDisabled(server.context, 'cora', true)
    await soon(() => expect(live.closed).toBe(4401))
    await setDisabled(server.context, 'cora', false)
  })

  test('what moves while a socket is let in is told with the first message', async () => {
    const { db } = server.context
    const { session } = db
    const anna = await server.device('anna')
    const asked = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    db.session = async (work) => {
      db.session = session
      const grants = await session(work)
      asked.resolve()
      await goOn.promise
      return grants
    }
    const live = listen(server.url, anna.access)
    await asked.promise
    const { body } = await edit(anna, 'Meanwhile')
    // Announced, and heard by those who were in already.
    await new Promise((resolve) => setTimeout(resolve, 100))
    goOn.resolve()
    await soon(() => expect(live.opened).toBe(true))
    expect(live.heard.get(`t:${server.ids.east}`)).toBeGreaterThanOrEqual(body.results[0].seq)
    live.close()
  })

  test('closing the server closes its sockets', async () => {
    const other = await startTestServer({ engine })
    const live = listen(other.url, (await other.device('anna')).access)
    await soon(() => expect(live.opened).toBe(true))
    await other.close()
    await soon(() => expect(live.closed).toBe(1001))
  })
})

describe('sockets of sessions that ended are closed by the sweep', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ config: { sweepEveryMs: 50 } })
  })
  afterAll(() => server.close())

  const refresh = (device: Device, refreshToken: string, id: string) =>
    server.post('/auth/refresh', { refresh: refreshToken, device: id })

  test.each<[string, (device: Device) => Promise<unknown>]>([
    ['signing out elsewhere', (device) => device.post('/auth/sign-out', {})],
    ['a replayed refresh token', (device) => refresh(device, device.refresh, newId())],
    ['a new password', () => setPassword(server.context, 'anna', password)],
    ['a revoked device', (device) => revokeDevice(server.context, device.id)]
  ])('[I22] %s', async (_, end) => {
    const [device, other] = [await server.device('anna'), await server.device('ben')]
    const [live, bystander] = [listen(server.url, device.access), listen(server.url, other.access)]
    await soon(() => expect([live.opened, bystander.opened]).toEqual([true, true]))
    await end(device)
    await soon(() => expect(live.closed).toBe(4401))
    expect(bystander.closed).toBe(0)
    bystander.close()
  })

  test('SECURITY promises a minute: half of it is left for the answer', () => {
    expect(defaultConfig.sweepEveryMs).toBeLessThanOrEqual(30_000)
  })
})

test.each([
  ['by NOTIFY', { pollEveryMs: 60_000 }],
  ['by looking, when NOTIFY is lost', { pollEveryMs: 100, announceEveryMs: 60_000 }]
])('a commit on one node is heard on another %s', async (_, config) => {
  const databaseUrl = await (await sharedPostgres()).database()
  const one = await startTestServer({ engine: 'postgres', databaseUrl, config })
  const context = await openContext({ database: { url: databaseUrl } })
  const two = await createServer({ context, config: { logLevel: 'silent', ...config } })
  const url = await two.listen({ port: 0, host: '127.0.0.1' })
  const anna = await one.device('anna')
  const live = listen(url, anna.access)
  await soon(() => expect(live.opened).toBe(true))
  await anna.push(anna.op('edit', 'account', one.ids.eastAccount, { city: 'Elsewhere' }))
  await soon(() => expect(live.heard.has(`t:${one.ids.east}`)).toBe(true))
  await two.close()
  await context.db.close()
  await one.close()
})
