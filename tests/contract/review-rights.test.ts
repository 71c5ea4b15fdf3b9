import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { features } from '../../server/src/features/index.ts'
import { createUser } from '../../server/src/features/auth/users.ts'
import { password, registered, startTestServer, type Device, type Login, type TestServer } from '../harness/server.ts'

/* Ways around the rights that a hand-made op could take. */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ features })
})
afterAll(() => server.close())

const one = async (device: Device, ...op: Parameters<Device['op']>) => {
  const answer = await device.push(device.op(...op))
  expect(answer.status).toBe(200)
  return answer.body.results[0]
}
const at = { at: '2027-03-01T01:00:00.000Z', zone: 'Asia/Shanghai' }
const step = (event: string, more: object = {}) => ({ id: newId(), event, at, ...more })

async function eastPerson(): Promise<string> {
  const id = newId()
  const values = { accountId: server.ids.eastAccount, name: 'Wang', position: 'cfo', events: [registered()] }
  await server.write([
    { type: 'person', id, values },
    { type: 'person:private', id, values: { hobbies: ['tea'] } }
  ])
  return id
}

test('[I8] a posting brings nobody a person they may not see', async () => {
  const person = await eastPerson()
  const ben = await server.device('ben')
  const posting = (personId: string) => ({ accountId: server.ids.westAccount, personId, position: 'cfo' })
  const unseen = { status: 'refused', code: 'UNKNOWN_RECORD', field: 'personId' }
  expect(await one(ben, 'create', 'posting', newId(), posting(person))).toMatchObject(unseen)
  expect(await one(ben, 'create', 'posting', newId(), posting(newId()))).toMatchObject(unseen)
  await ben.sync()
  expect([...ben.rows.keys()].filter((key) => key.endsWith(person))).toEqual([])
  // A colleague of the same territory sees the person, but nothing private; an own account must not change that.
  const { east, users } = server.ids
  await server.write([{ kind: 'edit', type: 'user', id: users.ben, values: { territoryIds: [east] } }])
  expect(await one(ben, 'create', 'posting', newId(), posting(person))).toMatchObject(unseen)
  await ben.sync()
  expect([...ben.rows.keys()].filter((key) => key.endsWith(person))).toEqual([`person/${person}`])
  await server.write([{ kind: 'edit', type: 'user', id: users.ben, remove: { territoryIds: [east] } }])
  // Whoever sees both ties them: one person, two companies.
  const carl = await server.device('carl')
  expect(await one(carl, 'create', 'posting', newId(), posting(person))).toMatchObject({ status: 'applied' })
})

test('a step is for those who may write the record, not for everybody of the role who can read it', async () => {
  const { eastAccount, east, users } = server.ids
  const visit = newId()
  const plan = { ...registered(), event: 'plan', args: { plannedStart: at, durationMin: 60 } }
  await server.write([
    { type: 'visit', id: visit, values: { accountId: eastAccount, ownerUserId: users.anna, events: [plan] } },
    { kind: 'edit', type: 'user', id: users.ben, values: { territoryIds: [east] } }
  ])
  const ben = await server.device('ben')
  await ben.sync()
  expect(ben.rows.has(`visit/${visit}`)).toBe(true)
  for (const event of ['cancel', 'ofANewerVersion']) {
    const events = [step(event, { reason: 'x' })]
    expect(await one(ben, 'edit', 'visit', visit, { events })).toMatchObject({ code: 'FORBIDDEN', field: event })
  }
  const lose = { events: [step('lose', { reason: 'x' })] }
  expect(await one(ben, 'edit', 'account', eastAccount, lose)).toMatchObject({ code: 'FORBIDDEN', field: 'lose' })
  const [anna, carl] = [await server.device('anna'), await server.device('carl')]
  expect(await one(carl, 'edit', 'visit', visit, { events: [step('move')] })).toMatchObject({ status: 'applied' })
  expect(await one(anna, 'edit', 'visit', visit, { events: [step('confirm')] })).toMatchObject({ status: 'applied' })
  await server.write([{ kind: 'edit', type: 'user', id: users.ben, remove: { territoryIds: [east] } }])
})

test('[I14] nobody brings back a deleted record they may only read', async () => {
  const person = await eastPerson()
  await server.write([{ kind: 'delete', type: 'person', id: person }])
  const mia = await server.device('mia')
  expect(await one(mia, 'edit', 'person', person)).toMatchObject({ status: 'refused', code: 'FORBIDDEN' })
  expect(await one(mia, 'edit', 'person', person, {}, { reverts: newId() })).toMatchObject({ code: 'FORBIDDEN' })
  const anna = await server.device('anna')
  expect(await one(anna, 'edit', 'person', person, {}, { reverts: newId() })).toMatchObject({ status: 'applied' })
})

test('[I8] the values of a conflict reach nobody who may not read the field', async () => {
  const person = await eastPerson()
  const { users, eastAccount } = server.ids
  await server.write([{ kind: 'edit', type: 'account', id: eastAccount, values: { teamUserIds: [users.dora] } }])
  const [anna, dora] = [await server.device('anna'), await server.device('dora')]
  const edit = (value: string) => ['edit', 'person:private', person, { dietNote: value }] as const
  expect(await one(anna, ...edit('no pork'))).toMatchObject({ status: 'applied' })
  expect(await one(dora, ...edit('no fish'))).toMatchObject({ status: 'applied' })
  const copies = async (login: Login) => {
    const device = await server.device(login)
    const { body } = await device.post('/sync/lookup', { type: 'conflict' })
    return (body.rows as { body: { recordId: string } }[]).filter((row) => row.body.recordId === person).length
  }
  expect(await copies('anna')).toBe(1)
  expect(await copies('ada')).toBe(0)
  // The account of a conflict in a field everybody in sales reads has no territory: administrators place it, and read no persons.
  const [account, contact] = [newId(), newId()]
  await server.write([
    {
      type: 'account',
      id: account,
      values: { name: 'Unplaced', ownerUserId: users.anna, teamUserIds: [users.dora], events: [registered()] }
    },
    { type: 'person', id: contact, values: { accountId: account, name: 'Li', position: 'cfo', events: [registered()] } }
  ])
  await one(anna, 'edit', 'person', contact, { bestTime: 'mornings' })
  await one(dora, 'edit', 'person', contact, { bestTime: 'evenings' })
  const ada = await server.device('ada')
  await ada.sync()
  expect(ada.rows.has(`account/${account}`)).toBe(true)
  expect([...ada.rows.keys()].filter((key) => /^(person|conflict)/.test(key))).toEqual([])
})

test('an event called like a part of every object stops nothing', async () => {
  const anna = await server.device('anna')
  const { eastAccount } = server.ids
  for (const event of ['constructor', 'toString', '__proto__'])
    expect(await one(anna, 'edit', 'account', eastAccount, { events: [step(event)] })).toMatchObject({
      status: 'applied'
    })
  await anna.sync()
  expect(anna.rows.get(`account/${eastAccount}`)!.body['lifecycleStatus']).toBe('active')
})

test('nobody approves their own report by leaving their name out of it', async () => {
  const { eastAccount, east } = server.ids
  await createUser(server.context, { login: 'zed', name: 'Zed', roles: ['REP', 'MGR'], password, territoryIds: [east] })
  const zed = await server.device('zed' as Login)
  const visit = newId()
  const plan = step('plan', { args: { plannedStart: at, durationMin: 60 } })
  const values = { accountId: eastAccount, ownerUserId: zed.userId, events: [plan] }
  expect(await one(zed, 'create', 'visit', visit, values)).toMatchObject({ status: 'applied' })
  const refuse = step('refuse', { reason: 'closed', args: { refusalKind: 'shutdown' } })
  expect(await one(zed, 'edit', 'visit', visit, { events: [refuse] })).toMatchObject({ status: 'applied' })
  const report = { accountId: eastAccount, visitId: visit, summary: 'The gate was closed.' }
  expect(await one(zed, 'create', 'visitReport', newId(), report)).toMatchObject({ status: 'applied' })
  expect(await one(zed, 'edit', 'visit', visit, { events: [step('submitReport')] })).toMatchObject({
    status: 'applied'
  })
  expect(await one(zed, 'edit', 'visit', visit, { events: [step('approve')] })).toMatchObject({
    code: 'TRANSITION_FORBIDDEN',
    field: 'approve'
  })
  const carl = await server.device('carl')
  expect(await one(carl, 'edit', 'visit', visit, { events: [step('approve')] })).toMatchObject({ status: 'applied' })
})

test('the audit tells of no move that did not take place', async () => {
  const carl = await server.device('carl')
  const { eastAccount, west } = server.ids
  const group = newId()
  const answer = await carl.push(
    carl.op('edit', 'account', eastAccount, { territoryId: west }, { group }),
    carl.op('edit', 'account', eastAccount, { uscc: '91330100000000000X' }, { group })
  )
  expect(answer.body.results.map((r: { status: string }) => r.status)).toEqual(['refused', 'refused'])
  const lines = server.context.db.kysely.selectFrom('audit').select('action').where('device', '=', carl.id)
  expect(await lines.execute()).toEqual([])
})

test('a file is not read before it is known who sends it', async () => {
  const answer = await server.post('/imports', {}, { 'content-type': 'application/unheard-of' })
  expect(answer).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } })
})

test('[I3] [I14] what the server takes back leaves what was written since it looked', async () => {
  const { east, users } = server.ids
  const id = newId()
  await server.write([
    {
      type: 'account',
      id,
      values: { name: 'Looked at', territoryId: east, ownerUserId: users.anna, events: [registered()] }
    }
  ])
  const anna = await server.device('anna')
  await anna.sync()
  const { seq } = anna.rows.get(`account/${id}`)!
  expect(await one(anna, 'edit', 'account', id, { city: 'Wuxi' })).toMatchObject({ status: 'applied' })
  await server.write([{ kind: 'delete', type: 'account', id, base: seq }])
  await anna.sync()
  expect(anna.rows.get(`account/${id}`)).toMatchObject({ deleted: false, body: { city: 'Wuxi' } })
  await server.write([{ kind: 'delete', type: 'account', id }])
  await anna.sync()
  expect(anna.rows.get(`account/${id}`)).toMatchObject({ deleted: true })
})
