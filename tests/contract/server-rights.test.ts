import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, engines, registered, startTestServer, type Device, type TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

const one = async (device: Device, ...op: Parameters<Device['op']>) =>
  (await device.push(device.op(...op))).body.results[0]

describe.each(engines)('rights over %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ engine })
  })
  afterAll(() => server.close())

  const audited = (action: string) =>
    server.context.db.kysely.selectFrom('audit').selectAll().where('action', '=', action).execute()

  test('a field above one’s rights is refused with its name, and audited', async () => {
    const anna = await server.device('anna')
    const { eastAccount, west } = server.ids
    expect(await one(anna, 'edit', 'account', eastAccount, { territoryId: west })).toMatchObject({
      status: 'refused',
      code: 'FIELD_FORBIDDEN',
      field: 'territoryId'
    })
    expect(await one(anna, 'edit', 'account', eastAccount, { serviceLevel: 'platinum' })).toMatchObject({
      code: 'FIELD_FORBIDDEN'
    })
    expect(await one(anna, 'edit', 'account', eastAccount, { abcClass: 'A' })).toMatchObject({
      code: 'FIELD_READ_ONLY'
    })
    expect(await one(anna, 'edit', 'user', anna.userId, { roles: ['ADM'] })).toMatchObject({ code: 'FIELD_FORBIDDEN' })
    expect((await audited('forbiddenField')).length).toBeGreaterThan(0)
  })

  test('another’s id is as if it were not there: by push, as the account of a new record, and by lookup; all audited', async () => {
    const anna = await server.device('anna')
    const { westAccount } = server.ids
    const before = (await audited('forbiddenRecord')).length
    expect(await one(anna, 'edit', 'account', westAccount, { city: 'x' })).toMatchObject({ code: 'UNKNOWN_RECORD' })
    expect(await one(anna, 'edit', 'account', newId(), { city: 'x' })).toMatchObject({ code: 'UNKNOWN_RECORD' })
    expect(await one(anna, 'create', 'site', newId(), { accountId: westAccount, name: 'x' })).toMatchObject({
      code: 'UNKNOWN_RECORD',
      field: 'accountId'
    })
    expect((await anna.post('/sync/lookup', { type: 'account', ids: [westAccount] })).body.rows).toEqual([])
    expect((await audited('forbiddenRecord')).length - before).toBe(3)
  })

  test('[I8] no role is sent a row or facet that it may not read', async () => {
    const { eastAccount, users, east } = server.ids
    const person = newId()
    await server.write([
      { type: 'account:credit', id: eastAccount, values: { creditLimit: { amount: 1, currency: 'CNY' } } },
      { type: 'account:economics', id: eastAccount, values: { clv: { amount: 1, currency: 'CNY' } } },
      { type: 'account:finance', id: eastAccount, values: { creditScore: 3 } },
      {
        type: 'person',
        id: person,
        values: { accountId: eastAccount, name: 'Wang', position: 'cfo', events: [registered()] }
      },
      { type: 'person:private', id: person, values: { hobbies: ['tea'] } }
    ])
    const holds = async (login: Parameters<TestServer['device']>[0]) => {
      const device = await server.device(login)
      await device.sync()
      return (type: string, id: string) => device.rows.has(`${type}/${id}`)
    }
    const [anna, ben, carl, mia] = [await holds('anna'), await holds('ben'), await holds('carl'), await holds('mia')]
    const facets = ['account:credit', 'account:economics', 'account:finance']
    expect(facets.map((type) => anna(type, eastAccount))).toEqual([true, false, false])
    expect(facets.map((type) => ben(type, eastAccount))).toEqual([false, false, false])
    expect(facets.map((type) => carl(type, eastAccount))).toEqual([true, true, true])
    expect([anna, ben, carl, mia].map((h) => h('person:private', person))).toEqual([true, false, true, false])
    // A colleague in the same territory, who is not in the account's team, sees the person and not the private part.
    await server.write([{ kind: 'edit', type: 'user', id: users.ben, values: { territoryIds: [east] } }])
    const colleague = await holds('ben')
    expect([colleague('person', person), colleague('person:private', person)]).toEqual([true, false])
    expect([colleague('account', eastAccount), colleague('account:credit', eastAccount)]).toEqual([true, false])
    await server.write([{ kind: 'edit', type: 'user', id: users.ben, remove: { territoryIds: [east] } }])
  })

  test('roles that work with the whole company look up what they may read, and nothing else', async () => {
    const { eastAccount } = server.ids
    const look = async (login: Parameters<TestServer['device']>[0], request: object) =>
      (await server.device(login)).post('/sync/lookup', request)
    expect((await look('cora', { type: 'account', q: 'STEEL' })).body.rows).toHaveLength(1)
    expect((await look('cora', { type: 'account', q: '%' })).body.rows).toEqual([])
    expect((await look('finn', { type: 'account:credit', root: eastAccount })).body.rows).toHaveLength(1)
    expect(await look('cora', { type: 'account:credit', root: eastAccount })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' }
    })
    const whole = (await look('mia', { type: '*', root: eastAccount })).body.rows.map(
      (row: { type: string }) => row.type
    )
    expect(whole).toEqual(expect.arrayContaining(['account', 'site', 'person', 'account:economics']))
    expect(whole).not.toContain('account:finance')
    expect(whole).not.toContain('person:private')
    expect((await look('mia', { type: 'account', q: 'e', limit: 1 })).body).toMatchObject({ more: true })
  })

  test('a rep creates an account of their own, and not one of somebody else', async () => {
    const anna = await server.device('anna')
    const { east, users } = server.ids
    const mine = newId()
    expect(await one(anna, 'create', 'account', mine, accountValues('Mine', east, users.anna))).toMatchObject({
      status: 'applied'
    })
    await anna.sync()
    expect(anna.rows.has(`account/${mine}`)).toBe(true)
    expect(await one(anna, 'create', 'account', newId(), accountValues('Theirs', null, users.ben))).toMatchObject({
      status: 'refused'
    })
  })

  test('nobody approves their own report, and the report must say enough', async () => {
    const carl = await server.device('carl')
    const anna = await server.device('anna')
    const visit = newId()
    const now = { at: new Date().toISOString(), zone: 'Asia/Shanghai' }
    const event = (name: string, by: Device, args?: object) => ({
      id: newId(),
      event: name,
      at: now,
      byUserId: by.userId,
      ...(args ? { args } : {})
    })
    const { eastAccount, eastSite } = server.ids
    const values = {
      accountId: eastAccount,
      siteId: eastSite,
      ownerUserId: anna.userId,
      events: [event('plan', anna, { plannedStart: now, durationMin: 60 })]
    }
    expect(await one(anna, 'create', 'visit', visit, values)).toMatchObject({ status: 'applied' })
    const early = { at: new Date(Date.now() - 60_000).toISOString(), zone: 'UTC' }
    expect(
      await one(anna, 'edit', 'visit', visit, { events: [event('checkIn', anna, { checkInAt: now })] })
    ).toMatchObject({ status: 'applied' })
    expect(
      await one(anna, 'edit', 'visit', visit, { events: [event('checkOut', anna, { checkOutAt: early })] })
    ).toMatchObject({ code: 'VISIT_ENDS_BEFORE_START' })
    expect(
      await one(anna, 'edit', 'visit', visit, { events: [event('checkOut', anna, { checkOutAt: now })] })
    ).toMatchObject({ status: 'applied' })
    expect(await one(anna, 'edit', 'visit', visit, { events: [event('submitReport', anna)] })).toMatchObject({
      code: 'REPORT_TOO_THIN'
    })
    const report = {
      accountId: eastAccount,
      visitId: visit,
      createdBy: anna.userId,
      summary: 'Fine',
      openQuestionAsked: true,
      personContacts: [{ id: newId(), personId: newId() }]
    }
    expect(await one(anna, 'create', 'visitReport', newId(), report)).toMatchObject({ status: 'applied' })
    expect(await one(anna, 'edit', 'visit', visit, { events: [event('submitReport', anna)] })).toMatchObject({
      status: 'applied'
    })
    expect(await one(anna, 'edit', 'visit', visit, { events: [event('approve', anna)] })).toMatchObject({
      code: 'TRANSITION_FORBIDDEN'
    })
    expect(await one(carl, 'edit', 'visit', visit, { events: [event('approve', carl)] })).toMatchObject({
      status: 'applied'
    })
  })

  test('a report as the app sends it is taken: people met on the visit, the question answered; an empty one is refused', async () => {
    const anna = await server.device('anna')
    const { eastAccount } = server.ids
    const now = { at: new Date().toISOString(), zone: 'UTC' }
    const event = (name: string, more: object = {}) => ({
      id: newId(),
      event: name,
      at: now,
      byUserId: anna.userId,
      ...more
    })
    /** Submits a visit with these values and this report; answers the code or the status. */
    const submit = async (events: object[], values: object, report: object | null) => {
      const visit = newId()
      const about = { accountId: eastAccount, ownerUserId: anna.userId, events }
      await anna.push(anna.op('create', 'visit', visit, { ...about, ...values }))
      const ops = report
        ? [anna.op('create', 'visitReport', newId(), { accountId: eastAccount, visitId: visit, ...report })]
        : []
      ops.push(anna.op('edit', 'visit', visit, { events: [event('submitReport')] }))
      const { results } = (await anna.push(...ops)).body
      return results.at(-1).code ?? results.at(-1).status
    }
    const there = [event('checkIn'), event('checkOut')]
    const met = { metPersonIds: [newId()] }
    const asked = { openQuestionAsked: false }
    // A note or a task may stand for the summary, and a task for the next step: records of their own.
    expect(await submit(there, met, asked)).toBe('applied')
    expect(await submit(there, met, { ...asked, noNextStepReason: 'Plant closes' })).toBe('applied')
    expect(await submit(there, {}, { ...asked, personContacts: [{ id: newId(), personId: newId() }] })).toBe('applied')
    expect(await submit(there, met, null)).toBe('REPORT_TOO_THIN')
    expect(await submit(there, met, {})).toBe('REPORT_TOO_THIN')
    expect(await submit(there, met, { summary: 'Fine' })).toBe('REPORT_TOO_THIN')
    expect(await submit(there, {}, { ...asked, summary: 'Fine' })).toBe('REPORT_TOO_THIN')
    const turnedAway = [event('refuse', { reason: 'shutdown', args: { refusalKind: 'shutdown' } })]
    expect(await submit(turnedAway, {}, { nextVisitProposal: '2027-01-04' })).toBe('applied')
    expect(await submit(turnedAway, {}, {})).toBe('REPORT_TOO_THIN')
  })

  test('who did it is the one who signed in, whatever the op says', async () => {
    const anna = await server.device('anna')
    const { eastAccount, users } = server.ids
    const site = newId()
    expect(
      await one(anna, 'create', 'site', site, { accountId: eastAccount, name: 'x', createdBy: users.carl })
    ).toMatchObject({ status: 'refused', code: 'BAD_VALUE', field: 'createdBy' })
    const forged = {
      id: newId(),
      event: 'open',
      at: { at: new Date().toISOString(), zone: 'UTC' },
      byUserId: users.carl
    }
    expect(
      await one(anna, 'create', 'task', newId(), { title: 'x', assigneeUserId: anna.userId, events: [forged] })
    ).toMatchObject({ code: 'BAD_VALUE', field: 'events' })
  })

  test('a wrong check digit is refused', async () => {
    const anna = await server.device('anna')
    expect(await one(anna, 'edit', 'account', server.ids.eastAccount, { uscc: '91350100M000100Y44' })).toMatchObject({
      code: 'BAD_CHECK_DIGIT',
      field: 'uscc'
    })
    expect(await one(anna, 'edit', 'account', server.ids.eastAccount, { uscc: '91350100M000100Y43' })).toMatchObject({
      status: 'applied'
    })
  })
})
