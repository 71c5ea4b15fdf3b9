import 'fake-indexeddb/auto'
import type { Session } from '@fieldfile/protocol'
import { beforeEach, expect, test, vi } from 'vitest'
import type { FromWorker, ToWorker } from '../../src/renderer/replica/messages.ts'
import type { Store } from '../../src/renderer/replica/store.ts'
import { startReplica, type Scope } from '../../src/renderer/replica/worker.ts'
import { colleague, freshId, openStore, rep, territory } from '../harness/replica-device.ts'

/* Two people, or one person twice, at one computer: what belongs to the one who left reaches nobody. */
let said: FromWorker[]
let scope: Scope
let slow: { loaded?: Promise<void>; put?: Promise<void> }
const ask = (message: ToWorker): unknown => scope.onmessage!({ data: message } as MessageEvent<ToWorker>)
const sessionOf = (user: string): Session => ({
  server: 'https://crm.example.com',
  tenant: 't',
  device: user.replace(/^0/, '1'),
  remembered: true,
  user: { id: user, login: user, name: user, roles: ['REP'], territoryIds: [territory], language: 'en' }
})
const start = (user: string): unknown => ask({ t: 'start', session: sessionOf(user), zone: 'UTC', demo: false })
const statuses = () => said.flatMap((m) => (m.t === 'status' ? [m.status] : []))
const ready = () => vi.waitFor(() => expect(statuses().at(-1)?.phase).toBe('ready'))
const rest = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))
const change = (name: string) => ({
  type: 'account',
  kind: 'create' as const,
  values: { name, ownerUserId: rep, territoryId: territory },
  step: { event: 'register', args: { to: 'prospect' } }
})
let databases = 0

beforeEach(() => {
  said = []
  slow = {}
  databases++
  scope = { onmessage: null, postMessage: (message) => void said.push(structuredClone(message)) }
  const slowStore = (userId: string, now: () => number): Store => {
    const store = openStore(`review-${databases}-${userId}`, now)
    return {
      ...store,
      loadAll: async () => {
        const loaded = await store.loadAll()
        if (userId === rep) await slow.loaded
        return loaded
      },
      putOps: async (write) => {
        await slow.put
        await store.putOps(write)
      }
    }
  }
  startReplica({ queries: [], scope, deps: { openStore: slowStore, newId: freshId } })
})

test('whoever left while their data was being read brings neither status nor reminders', async () => {
  const loading = Promise.withResolvers<void>()
  slow.loaded = loading.promise
  start(rep)
  await rest()
  ask({ t: 'stop' })
  start(colleague)
  await ready()
  said.length = 0
  loading.resolve()
  await rest(1500)
  expect(statuses().filter(({ phase }) => phase !== 'ready')).toEqual([])
  expect(said.filter((m) => m.t === 'due').length).toBeLessThan(2)
})

test('who signs out before their data is opened leaves nothing open', async () => {
  start(rep)
  ask({ t: 'write', id: 1, changes: [change('x')] })
  ask({ t: 'stop' })
  await rest()
  expect(statuses().map(({ phase }) => phase)).not.toContain('ready')
  expect(said).toContainEqual({ t: 'answer', id: 1, ok: false, code: 'NOT_READY' })
})

test('a round of whoever left is not told as the next one’s', async () => {
  start(rep)
  await ready()
  ask({ t: 'round' })
  await vi.waitFor(() => expect(said.some((m) => m.t === 'net')).toBe(true))
  const call = said.find((m) => m.t === 'net')!
  ask({ t: 'stop' })
  start(colleague)
  await ready()
  said.length = 0
  ask({ t: 'netAnswer', id: call.id, answer: { ok: false, error: { code: 'SESSION_REVOKED' } } })
  await rest()
  expect(said.filter((m) => m.t === 'roundDone')).toEqual([])
  // Main waits for a round all the same: it is the colleague's.
  expect(said.filter((m) => m.t === 'net')).toMatchObject([
    { channel: 'sync.hello', argument: { device: sessionOf(colleague).device } }
  ])
})

test('[I3] data opened anew waits for what is still being saved', async () => {
  start(rep)
  await ready()
  const saving = Promise.withResolvers<void>()
  slow.put = saving.promise
  ask({ t: 'write', id: 7, changes: [change('Late Steel')] })
  await rest(20)
  ask({ t: 'stop' })
  start(rep)
  await rest(20)
  saving.resolve()
  await vi.waitFor(() => expect(said).toContainEqual(expect.objectContaining({ t: 'answer', id: 7, ok: true })))
  await ready()
  ask({ t: 'outbox', id: 8 })
  await vi.waitFor(() => expect(said).toContainEqual(expect.objectContaining({ t: 'answer', id: 8, ok: true })))
  const answer = said.find((m) => m.t === 'answer' && m.id === 8)
  expect((answer as { value: unknown[] }).value).toHaveLength(1)
})

test('a round that finds nobody is told as not done, at once: main waits for its end', () => {
  ask({ t: 'stop' })
  ask({ t: 'round' })
  expect(said).toEqual([{ t: 'roundDone', report: expect.objectContaining({ ok: false, code: 'NOT_READY' }) }])
})

test('a round asked for before the data is chosen is whoever’s who comes', async () => {
  start(rep)
  ask({ t: 'round' })
  start(colleague)
  await vi.waitFor(() => expect(said.some((m) => m.t === 'net')).toBe(true))
})
