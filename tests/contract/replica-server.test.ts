import 'fake-indexeddb/auto'
import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raiseEpoch } from '../../server/src/features/sync/tenant.ts'
import type { Change } from '../../src/renderer/replica/messages.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { startServerDevice } from '../harness/server-device.ts'
import { startTestServer, type Login, type TestServer } from '../harness/server.ts'

/** The replica, the app's HTTP client and the real server. */
let server: TestServer
const open: Replica[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  for (const replica of open) await replica.close()
  await server.close()
})

async function start(login: Login): Promise<Replica> {
  const replica = await startServerDevice(server, login)
  open.push(replica)
  return replica
}
const round = async (...replicas: Replica[]) => {
  for (const replica of replicas) expect(await replica.round()).toMatchObject({ ok: true, code: null })
}
const body = (replica: Replica, type: string, id: string) => replica.memory.get(type, id)?.body
const edit = (id: string, values: Record<string, unknown>): Change => ({ type: 'account', id, kind: 'edit', values })

test('[I6, I7] a visit planned on one device, moved on the other, checked in offline: both agree with the server', async () => {
  const { eastAccount, eastSite, users } = server.ids
  const [rep, manager] = [await start('anna'), await start('carl')]
  await round(rep, manager)
  expect(body(rep, 'account', eastAccount)).toMatchObject({ name: 'East Steel' })
  const plannedStart = { at: '2027-09-15T01:00:00.000Z', zone: 'Asia/Shanghai' }
  const { ids } = await rep.write([
    {
      type: 'visit',
      kind: 'create',
      values: { accountId: eastAccount, siteId: eastSite, ownerUserId: users.anna },
      step: { event: 'plan', args: { plannedStart, durationMin: 60 } }
    }
  ])
  const visit = ids[0]!
  await round(rep, manager)
  expect(body(manager, 'visit', visit)).toMatchObject({ state: 'planned', plannedStart })
  await rep.write([{ type: 'visit', id: visit, kind: 'edit', step: { event: 'checkIn' } }])
  await manager.write([{ type: 'visit', id: visit, kind: 'edit', step: { event: 'cancel', reason: 'weather' } }])
  await round(manager, rep, manager)
  expect(body(rep, 'visit', visit)).toMatchObject({ state: 'checkedIn', plannedStart })
  expect(body(manager, 'visit', visit)).toEqual(body(rep, 'visit', visit))
  expect(rep.outbox()).toEqual([])
})

test('[I3] two edits of one field: one stands, the other is an open conflict on both devices, and settling closes it', async () => {
  const { eastAccount } = server.ids
  const [rep, manager] = [await start('anna'), await start('carl')]
  await round(rep, manager)
  await rep.write([edit(eastAccount, { city: 'Wuxi' })])
  await manager.write([edit(eastAccount, { city: 'Suzhou' })])
  await round(rep, manager, rep)
  expect(body(rep, 'account', eastAccount)).toMatchObject({ city: 'Suzhou' })
  const state = () => rep.read(() => {}).state('account', eastAccount)
  const copy = state().conflicts['city']!
  expect(rep.memory.get('conflict', copy)?.body).toMatchObject({ loser: 'Wuxi', winner: 'Suzhou' })
  await rep.write([
    { ...edit(eastAccount, { city: 'Wuxi' }), settles: copy },
    { type: 'conflict', id: copy, kind: 'edit', step: { event: 'restore' } }
  ])
  expect(state().conflicts).toEqual({})
  await round(rep, manager)
  expect(rep.outbox()).toEqual([])
  expect(state().conflicts).toEqual({})
  expect(body(manager, 'account', eastAccount)).toMatchObject({ city: 'Wuxi' })
})

test('[I20] undo of an edit, a creation and a deletion through the real merge', async () => {
  const { eastAccount, eastSite } = server.ids
  const [rep, manager] = [await start('anna'), await start('carl')]
  await round(rep, manager)
  const before = body(rep, 'account', eastAccount)
  const groups = [
    await rep.write([edit(eastAccount, { nameEn: 'EAST', phones: ['0510-88880000'] })]),
    await rep.write([
      {
        type: 'task',
        kind: 'create',
        values: { title: 'Call', assigneeUserId: server.ids.users.anna, accountId: eastAccount },
        step: { event: 'open' }
      }
    ]),
    await rep.write([{ type: 'site', id: eastSite, kind: 'delete' }])
  ]
  await round(rep, manager)
  expect(body(manager, 'site', eastSite)).toBeUndefined()
  const task = groups[1]!.ids[0]!
  expect(body(manager, 'task', task)).toMatchObject({ title: 'Call', status: 'open' })
  for (const { group } of groups.toReversed()) await rep.undo(group)
  await round(rep, manager)
  expect(rep.outbox()).toEqual([])
  expect(body(manager, 'site', eastSite)).toMatchObject({ name: 'East plant' })
  expect(body(manager, 'task', task)).toBeUndefined()
  expect(body(manager, 'account', eastAccount)).toEqual({ ...before, nameEn: null, phones: [] })
})

test('[I8] an account that moves to another territory leaves with its rows; the new holder gets them', async () => {
  const account = newId()
  const [anna, ben, manager] = [await start('anna'), await start('ben'), await start('carl')]
  await round(anna)
  await anna.write([
    {
      type: 'account',
      id: account,
      kind: 'create',
      values: {
        name: 'Moving Ltd',
        territoryId: server.ids.east,
        ownerUserId: server.ids.users.anna,
        customerNature: 'endUser'
      },
      step: { event: 'register', args: { to: 'active' } }
    },
    { type: 'site', kind: 'create', values: { accountId: account, name: 'Plant', kind: 'plant' } }
  ])
  await round(anna, manager)
  await manager.write([edit(account, { territoryId: server.ids.west, ownerUserId: server.ids.users.ben })])
  await round(manager, anna, ben)
  expect(anna.memory.get('account', account)).toBeUndefined()
  expect(anna.memory.where('site', 'accountId', account)).toEqual([])
  expect(ben.memory.where('site', 'accountId', account)).toHaveLength(1)
})

test('[I18] a restored server: cursors begin anew, what is unsent arrives', async () => {
  const { eastAccount } = server.ids
  const rep = await start('anna')
  await round(rep)
  await rep.write([edit(eastAccount, { district: 'Binhu' })])
  await raiseEpoch(server.context.db, server.context.tenant)
  await round(rep)
  expect(rep.outbox()).toEqual([])
  expect(body(rep, 'account', eastAccount)).toMatchObject({ district: 'Binhu' })
  const other = await start('carl')
  await round(other)
  expect(body(other, 'account', eastAccount)).toEqual(body(rep, 'account', eastAccount))
})

test('what a role does not hold is looked up, edited, and fetched anew', async () => {
  const marketing = await start('mia')
  await round(marketing)
  expect(marketing.memory.all('account')).toEqual([])
  const { found } = await marketing.lookup({ type: 'account', q: 'paper', limit: 10 })
  expect(found).toEqual([{ type: 'account', id: server.ids.westAccount }])
  expect(marketing.memory.get('account', server.ids.westAccount)).toMatchObject({
    origin: 'server',
    body: { name: 'West Paper' }
  })
  await marketing.write([edit(server.ids.westAccount, { industryCode: 'C22' })])
  await round(marketing)
  expect(marketing.outbox()).toEqual([])
  expect(body(marketing, 'account', server.ids.westAccount)).toMatchObject({ industryCode: 'C22' })
})
