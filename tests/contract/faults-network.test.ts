import 'fake-indexeddb/auto'
import { newId } from '@fieldfile/protocol'
import { syncRoutes } from '@fieldfile/protocol/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '../../src/renderer/replica/messages.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { below, figures, random, seed, timeLimit, times } from '../faults/proof.ts'
import { faults, startFaultProxy, type Fault, type FaultProxy } from '../harness/fault-proxy.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startServerDevice } from '../harness/server-device.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

const messages = ['hello', 'push', 'pull'] as const
type Message = (typeof messages)[number]

let server: TestServer
let proxy: FaultProxy
let rep: Replica
let manager: Replica
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  proxy = await startFaultProxy(server.url)
  rep = await startServerDevice(server, 'anna', { via: proxy.url })
  manager = await startServerDevice(server, 'carl')
  await roundThrough(rep)
  await roundThrough(manager)
})
afterAll(async () => {
  await rep.close()
  await manager.close()
  await proxy.close()
  await server.close()
  await stopSharedPostgres()
})

/** Rounds until one passes, as main asks for them; each failure must say so. */
async function roundThrough(replica: Replica): Promise<number> {
  for (let failed = 0; failed < 20;) {
    const report = await replica.round()
    if (!report.ok) {
      expect(report.code).toMatch(/^[A-Z_]+$/)
      failed++
    } else if (!report.more) return failed
  }
  throw new Error('no round passed')
}
const account = (replica: Replica) => replica.memory.get('account', server.ids.eastAccount)!.body

const edit = (values: Record<string, unknown>): Change => ({
  type: 'account',
  id: server.ids.eastAccount,
  kind: 'edit',
  values
})

let runs = 0
/** Answers what was left for a person to decide: nothing. An edit, an event and a new record on one device, an edit on another, with these messages spoilt on the way. */
async function run(spoilt: readonly { message: Message; fault: Fault }[]): Promise<number> {
  const n = ++runs
  const task = newId()
  const title = `Task ${n}`
  const left = [...spoilt]
  proxy.spoil = (path) => {
    const next = left[0]
    if (!next || path !== syncRoutes[next.message].path) return null
    return left.shift()!.fault
  }
  await rep.write([edit({ city: `City ${n}` })])
  const values = { title, assigneeUserId: server.ids.users.anna, accountId: server.ids.eastAccount }
  await rep.write([{ type: 'task', id: task, kind: 'create', values, step: { event: 'open' } }])
  await rep.write([{ type: 'task', id: task, kind: 'edit', step: { event: 'start' } }])
  await manager.write([edit({ district: `D ${n}` })])
  await roundThrough(manager)
  while (left.length > 0) {
    // Something to push again, for the messages that are still to be spoilt.
    await rep.write([edit({ website: `example.com/${n}/${left.length}` })])
    await roundThrough(rep)
  }
  proxy.spoil = () => null
  // What is late arrives beside these.
  await roundThrough(rep)
  await roundThrough(manager)
  await roundThrough(rep)
  expect([rep.outbox(), manager.outbox()]).toEqual([[], []])
  expect(account(rep)).toMatchObject({ city: `City ${n}`, district: `D ${n}` })
  expect(account(manager)).toEqual(account(rep))
  const body = manager.memory.get('task', task)!.body
  expect(body).toMatchObject({ title, status: 'inProgress' })
  expect(body['events']).toHaveLength(2)
  expect(rep.memory.get('task', task)!.body).toEqual(body)
  return rep.memory.all('conflict').length + rep.memory.refused.size
}

test.each(messages.flatMap((message) => faults.map((fault) => ({ message, fault }))))(
  '[I2, I3, I4, I5, I7] $message, $fault',
  async (spoilt) => {
    expect(await run([spoilt])).toBe(0)
  }
)

const rounds = times(3)
test(
  `[I2, I3, I4, I5, I7] several messages spoilt one after the other, seed ${seed}`,
  async () => {
    let spoilt = 0
    for (let n = 0; n < rounds; n++) {
      const chance = random(seed + n)
      const drawn = Array.from({ length: 1 + below(chance, 4) }, () => ({
        message: messages[below(chance, messages.length)]!,
        fault: faults[below(chance, faults.length)]!
      }))
      spoilt += drawn.length
      expect(await run(drawn), `seed ${seed + n}: ${JSON.stringify(drawn)}`).toBe(0)
    }
    figures({ runs: rounds, 'spoilt messages': spoilt })
  },
  timeLimit(rounds / 20)
)
