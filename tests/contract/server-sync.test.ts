import { HelloResponse, LookupResponse, newId, PullResponse, PushResponse } from '@fieldfile/protocol'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raiseEpoch } from '../../server/src/features/sync/tenant.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, engines, startTestServer, type Device, type TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

const keysOf = (device: Device): string[] => [...device.rows].map(([key, row]) => `${key}@${row.seq}`).toSorted()

const grantsOf = async (device: Device): Promise<string[]> =>
  (await device.post('/sync/pull', { device: device.id, cursors: {} })).body.grants

describe.each(engines)('sync over %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ engine })
  })
  afterAll(() => server.close())

  const stored = (type: string, id: string) =>
    server.context.db.kysely
      .selectFrom('record')
      .selectAll()
      .where('type', '=', type)
      .where('id', '=', id)
      .executeTakeFirst()

  test('answers follow the schemas of the protocol', async () => {
    const anna = await server.device('anna')
    const hello = await anna.post('/sync/hello', {
      proto: 1,
      schema: 1,
      device: anna.id,
      epoch: null,
      clock: Date.now()
    })
    expect(HelloResponse.parse(hello.body).grants).toContain(`t:${server.ids.east}`)
    const pull = await anna.post('/sync/pull', { device: anna.id, cursors: {} })
    expect(PullResponse.parse(pull.body).complete).toBe(true)
    const op = anna.op('edit', 'account', server.ids.eastAccount, { city: 'Wuxi' })
    expect(PushResponse.parse((await anna.push(op)).body).results).toHaveLength(1)
    const found = await anna.post('/sync/lookup', { type: 'account', q: 'steel' })
    expect(LookupResponse.parse(found.body).rows.map(({ id }) => id)).toEqual([server.ids.eastAccount])
  })

  test('[I2] a push sent twice takes effect once, and is answered as a duplicate', async () => {
    const anna = await server.device('anna')
    const op = anna.op('create', 'task', newId(), taskOf(anna, 'once'))
    const first = (await anna.push(op)).body.results[0]
    const { seq } = (await stored('task', op.id))!
    const again = (await anna.push(op)).body.results[0]
    expect(first).toMatchObject({ status: 'applied', seq })
    expect(again).toMatchObject({ status: 'duplicate', seq })
    expect((await stored('task', op.id))!.seq).toBe(seq)
  })

  test('[I2] an op that comes again under a new number takes effect once and consumes the number', async () => {
    const anna = await server.device('anna')
    const op = anna.op('create', 'task', newId(), taskOf(anna, 'renumbered'))
    await anna.push(op)
    const answer = (await anna.push({ ...op, dseq: ++anna.dseq })).body
    expect(answer.results[0].status).toBe('duplicate')
    expect(answer.lastDseq).toBe(2)
    expect((await anna.push(anna.op('edit', 'task', op.id, { note: 'goes on' }))).body.lastDseq).toBe(3)
  })

  test('[I2] 8 pushes of the same ops at once take effect once', async () => {
    const anna = await server.device('anna')
    const ops = Array.from({ length: 5 }, (_, i) => anna.op('create', 'task', newId(), taskOf(anna, `race ${i}`)))
    const answers = await Promise.all(Array.from({ length: 8 }, () => anna.push(...ops)))
    const all = answers.flatMap(({ body }) => body.results.map((r: { status: string }) => r.status))
    expect(all.filter((status) => status === 'applied')).toHaveLength(5)
    expect(all.filter((status) => status === 'duplicate')).toHaveLength(35)
  })

  test('a number used twice is DSEQ_REUSED, a missing one DSEQ_GAP, and neither leaves a trace', async () => {
    const anna = await server.device('anna')
    const op = anna.op('create', 'task', newId(), taskOf(anna, 'first'))
    await anna.push(op)
    const other = { ...anna.op('create', 'task', newId(), taskOf(anna, 'other')), dseq: 1 }
    expect(await anna.push(other)).toMatchObject({ status: 409, body: { code: 'DSEQ_REUSED' } })
    const late = { ...anna.op('create', 'task', newId(), taskOf(anna, 'late')), dseq: 3 }
    expect(await anna.push(late)).toMatchObject({ status: 409, body: { code: 'DSEQ_GAP' } })
    expect(await stored('task', other.id)).toBeUndefined()
    expect(await stored('task', late.id)).toBeUndefined()
  })

  test('[I3] a refused op is consumed with its reason, its content is kept, and the rest goes on', async () => {
    const anna = await server.device('anna')
    const poison = {
      ...anna.op('edit', 'account', server.ids.eastAccount, { city: 'x' }),
      fields: { city: { wrong: 1 } }
    }
    const unknown = anna.op('create', 'spaceship', newId(), { name: 'x' })
    const nul = anna.op('create', 'task', newId(), taskOf(anna, 'nul \u0000 and \ud800'))
    const good = anna.op('create', 'task', newId(), taskOf(anna, 'good'))
    const { body } = await anna.push(poison, unknown, nul, good)
    expect(body.results.map((r: { code?: string; status: string }) => r.code ?? r.status)).toEqual([
      'BAD_VALUE',
      'UNKNOWN_TYPE',
      'BAD_VALUE',
      'applied'
    ])
    expect(body.lastDseq).toBe(4)
    const kept = await server.context.db.kysely
      .selectFrom('op_result')
      .select('content')
      .where('op_id', '=', nul.opId)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(kept.content!)).toEqual(nul)
    expect((await anna.push(poison)).body.results[0]).toMatchObject({ status: 'refused', code: 'BAD_VALUE' })
  })

  test('[I3] ops of a group fail together, and say which one was the reason', async () => {
    const anna = await server.device('anna')
    const group = newId()
    const good = anna.op('create', 'task', newId(), taskOf(anna, 'grouped'), { group })
    const bad = anna.op('edit', 'account', newId(), { name: 'x' }, { group })
    const after = anna.op('create', 'task', newId(), taskOf(anna, 'alone'))
    const { results } = (await anna.push(good, bad, after)).body
    expect(results.map((r: { code?: string; status: string }) => r.code ?? r.status)).toEqual([
      'GROUP_FAILED',
      'UNKNOWN_RECORD',
      'applied'
    ])
    expect(await stored('task', good.id)).toBeUndefined()
  })

  test('[I4] effects, results and last_dseq commit together: a failure leaves none of them', async () => {
    const anna = await server.device('anna')
    const op = anna.op('create', 'task', newId(), taskOf(anna, 'atomic'))
    await sql`alter table op_result add constraint broken check (device is null) not valid`.execute(
      server.context.db.kysely
    )
    const failed = await anna.push(op)
    await sql`alter table op_result drop constraint broken`.execute(server.context.db.kysely)
    expect(failed).toMatchObject({ status: 500, body: { code: 'SERVER_ERROR', id: expect.any(String) } })
    expect(JSON.stringify(failed.body)).not.toContain('broken')
    expect(await stored('task', op.id)).toBeUndefined()
    expect((await anna.push(op)).body).toMatchObject({ lastDseq: 1, results: [{ status: 'applied' }] })
  })

  test('a field’s version is the seq its record had at that commit', async () => {
    const anna = await server.device('anna')
    const id = newId()
    const made = (await anna.push(anna.op('create', 'task', id, taskOf(anna, 'versions')))).body.results[0].seq
    const edited = (
      await anna.push(anna.op('edit', 'task', id, { note: '"ver":9007199254740991', tags: ['"ver":9007199254740991'] }))
    ).body.results[0].seq
    const row = (await stored('task', id))!
    expect(row.seq).toBe(edited)
    expect(row.field_meta['*']!.ver).toBe(made)
    expect(row.field_meta['note']!.ver).toBe(edited)
    expect(row.field_meta['tags']).toMatchObject({ ver: edited, el: { '"ver":9007199254740991': { ver: edited } } })
    expect(row.body['note']).toBe('"ver":9007199254740991')
  })

  test('[I12] concurrent edits: the later clock stands, the other is kept as a conflict that both authors hold', async () => {
    const [anna, carl] = [await server.device('anna'), await server.device('carl')]
    await Promise.all([anna.sync(), carl.sync()])
    const early = anna.op('edit', 'account', server.ids.eastAccount, { website: 'https://early.example' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const late = carl.op('edit', 'account', server.ids.eastAccount, { website: 'https://late.example' })
    await carl.push(late)
    await anna.push(early)
    await Promise.all([anna.sync(), carl.sync()])
    for (const device of [anna, carl]) {
      expect(device.rows.get(`account/${server.ids.eastAccount}`)!.body['website']).toBe('https://late.example')
      const conflicts = [...device.rows].filter(
        ([key, row]) => key.startsWith('conflict/') && row.body['opId'] === early.opId
      )
      expect(conflicts.map(([, row]) => row.body)).toMatchObject([
        {
          field: 'website',
          loser: 'https://early.example',
          winner: 'https://late.example',
          state: 'open',
          accountId: server.ids.eastAccount,
          authorUserId: anna.userId
        }
      ])
    }
  })

  test('two devices that make the same row at once end with one row', async () => {
    const devices = await Promise.all(Array.from({ length: 4 }, () => server.device('anna')))
    const id = newId()
    const answers = await Promise.all(devices.map((d, i) => d.push(d.op('create', 'task', id, taskOf(d, `same ${i}`)))))
    expect(answers.map(({ body }) => body.results[0].status)).toEqual(['applied', 'applied', 'applied', 'applied'])
    expect((await stored('task', id))!.body['title']).toMatch(/^same \d$/)
  })

  test('[I14] an edit of a deleted record revives it and says so; a delete against an unseen edit loses', async () => {
    const [anna, other] = [await server.device('anna'), await server.device('anna')]
    const [revived, kept] = [newId(), newId()]
    await anna.push(
      anna.op('create', 'task', revived, taskOf(anna, 'r')),
      anna.op('create', 'task', kept, taskOf(anna, 'k'))
    )
    await Promise.all([anna.sync(), other.sync()])
    const seen = other.rows.get(`task/${kept}`)!.seq
    await anna.push(
      anna.op('edit', 'task', kept, { note: 'unseen' }),
      anna.op('delete', 'task', revived, {}, { base: anna.rows.get(`task/${revived}`)!.seq })
    )
    expect((await stored('task', revived))!.deleted).toBe(true)
    await other.push(
      other.op('edit', 'task', revived, { note: 'still needed' }),
      other.op('delete', 'task', kept, {}, { base: seen })
    )
    expect((await stored('task', revived))!.deleted).toBe(false)
    expect((await stored('task', kept))!.deleted).toBe(false)
    await other.sync()
    const reasons = [...other.rows]
      .filter(([key]) => key.startsWith('conflict/'))
      .map(([, row]) => [row.body['recordId'], row.body['reason']])
    expect(reasons).toEqual(
      expect.arrayContaining([
        [revived, 'editRevived'],
        [kept, 'deleteLost']
      ])
    )
  })

  test('[I5] [I6] [I7] pages of any size end in the same rows as one page, each body once an answer', async () => {
    await server.write(
      Array.from({ length: 120 }, (_, i) => ({
        type: 'site',
        id: newId(),
        values: { accountId: server.ids.eastAccount, name: `Site ${i}` }
      }))
    )
    const [small, large] = [await server.device('anna'), await server.device('anna')]
    expect(await small.sync(7)).toBeGreaterThan(10)
    expect(await large.sync()).toBe(1)
    expect(keysOf(small)).toEqual(keysOf(large))
    const rows = await server.context.db.kysely
      .selectFrom('record')
      .select(['type', 'id', 'seq', 'buckets'])
      .where('deleted', '=', false)
      .execute()
    const granted = new Set((await grantsOf(large)).filter((bucket) => !bucket.endsWith(':economics')))
    const mine = rows.filter((row) => row.type !== 'importBatch' && row.buckets.some((bucket) => granted.has(bucket)))
    expect(
      [...large.rows]
        .filter(([, row]) => !row.deleted)
        .map(([key, row]) => `${key}@${row.seq}`)
        .toSorted()
    ).toEqual(mine.map((row) => `${row.type}/${row.id}@${row.seq}`).toSorted())
  })

  test('[I6] rows that change while a device pages are met again, and no page goes back', async () => {
    const anna = await server.device('anna')
    const reader = await server.device('anna')
    const busy = new AbortController()
    const writer = (async () => {
      for (let i = 0; !busy.signal.aborted; i++)
        await anna.push(anna.op('edit', 'account', server.ids.eastAccount, { city: `City ${i}` }))
    })()
    await reader.sync(5)
    busy.abort()
    await writer
    await reader.sync()
    const fresh = await server.device('anna')
    await fresh.sync()
    expect(keysOf(reader)).toEqual(keysOf(fresh))
  })

  test('an account that moves is dropped from the old territory and put into the new one, with all below it, at once', async () => {
    const [anna, ben, carl] = [await server.device('anna'), await server.device('ben'), await server.device('carl')]
    const [account, site] = [newId(), newId()]
    await server.write([
      { type: 'account', id: account, values: accountValues('Moving', server.ids.east, server.ids.users.anna) },
      { type: 'site', id: site, values: { accountId: account, name: 'Plant' } }
    ])
    await Promise.all([anna.sync(), ben.sync(), carl.sync()])
    expect([anna, ben].map((d) => d.rows.has(`site/${site}`))).toEqual([true, false])
    const move = carl.op('edit', 'account', account, {
      territoryId: server.ids.west,
      ownerUserId: server.ids.users.ben
    })
    expect((await carl.push(move)).body.results[0].status).toBe('applied')
    await Promise.all([anna.sync(), ben.sync(), carl.sync()])
    for (const key of [`account/${account}`, `site/${site}`]) {
      expect([anna, ben, carl].map((d) => d.rows.has(key))).toEqual([false, true, true])
    }
    expect(ben.rows.get(`site/${site}`)!.seq).toBeGreaterThan(0)
    const edit = await anna.push(anna.op('edit', 'site', site, { name: 'too late' }))
    expect(edit.body.results[0]).toMatchObject({ status: 'refused', code: 'UNKNOWN_RECORD' })
  })

  test('[I9] a person with two postings is held by both territories, and by one when a posting ends', async () => {
    const [anna, ben] = [await server.device('anna'), await server.device('ben')]
    const [person, posting] = [newId(), newId()]
    const hired = {
      id: newId(),
      event: 'register',
      at: { at: new Date().toISOString(), zone: 'UTC' },
      args: { to: 'active' }
    }
    await server.write([
      {
        type: 'person',
        id: person,
        values: { accountId: server.ids.eastAccount, name: 'Li', position: 'cfo', events: [hired] }
      },
      { type: 'person:private', id: person, values: { hobbies: ['go'] } },
      {
        type: 'posting',
        id: newId(),
        values: { accountId: server.ids.eastAccount, personId: person, position: 'cfo', main: true }
      }
    ])
    await Promise.all([anna.sync(), ben.sync()])
    expect([anna, ben].map((d) => d.rows.has(`person/${person}`))).toEqual([true, false])
    await server.write([
      { type: 'posting', id: posting, values: { accountId: server.ids.westAccount, personId: person, position: 'cfo' } }
    ])
    await Promise.all([anna.sync(), ben.sync()])
    for (const key of [`person/${person}`, `person:private/${person}`])
      expect([anna, ben].map((d) => d.rows.has(key))).toEqual([true, true])
    // The other account moves: the person moves with it, in the same commit.
    await server.write([
      {
        kind: 'edit',
        type: 'account',
        id: server.ids.westAccount,
        values: { territoryId: server.ids.east, ownerUserId: server.ids.users.anna }
      }
    ])
    await Promise.all([anna.sync(), ben.sync()])
    expect([anna, ben].map((d) => d.rows.has(`person/${person}`))).toEqual([true, false])
    await server.write([
      {
        kind: 'edit',
        type: 'account',
        id: server.ids.westAccount,
        values: { territoryId: server.ids.west, ownerUserId: server.ids.users.ben }
      }
    ])
    await ben.sync()
    expect(ben.rows.has(`person/${person}`)).toBe(true)
    await server.write([{ kind: 'delete', type: 'posting', id: posting }])
    await Promise.all([anna.sync(), ben.sync()])
    expect([anna, ben].map((d) => d.rows.has(`person/${person}`))).toEqual([true, false])
  })

  test('[I8] grants follow territories: a new one brings its rows, a lost one takes them', async () => {
    const ben = await server.device('ben')
    await ben.sync()
    expect(ben.rows.has(`account/${server.ids.eastAccount}`)).toBe(false)
    await server.write([{ kind: 'edit', type: 'user', id: ben.userId, values: { territoryIds: [server.ids.east] } }])
    await ben.sync()
    expect(ben.rows.has(`account/${server.ids.eastAccount}`)).toBe(true)
    await server.write([{ kind: 'edit', type: 'user', id: ben.userId, remove: { territoryIds: [server.ids.east] } }])
    await ben.sync()
    expect(ben.rows.has(`account/${server.ids.eastAccount}`)).toBe(false)
  })

  test('other roles come with another epoch, so that rows hidden behind the cursors are met', async () => {
    const sven = await server.device('sven')
    const epochOf = async () => (await sven.post('/sync/pull', { device: sven.id, cursors: {} })).body.epoch
    const before = await epochOf()
    await server.write([{ kind: 'edit', type: 'user', id: sven.userId, values: { roles: ['CC'] } }])
    expect(await epochOf()).not.toBe(before)
    await server.write([{ kind: 'edit', type: 'user', id: sven.userId, remove: { roles: ['CC'] } }])
    expect(await epochOf()).toBe(before)
  })

  test('[I13] clocks ten years ahead and behind lose nothing and decide only ties', async () => {
    const anna = await server.device('anna')
    const years = 10 * 365 * 86_400_000
    const id = newId()
    const at = (ms: number) => `${ms.toString(16).padStart(12, '0')}-0000-${anna.id}`
    const ahead = anna.op('create', 'task', id, taskOf(anna, 'ahead'), { hlc: at(Date.now() + years) })
    const behind = anna.op('edit', 'task', id, { note: 'behind' }, { hlc: at(Date.now() - years) })
    expect((await anna.push(ahead, behind)).body.results.map((r: { status: string }) => r.status)).toEqual([
      'applied',
      'applied'
    ])
    const row = (await stored('task', id))!
    expect(row.body['note']).toBe('behind')
    expect(Number.parseInt(row.field_meta['*']!.hlc.slice(0, 12), 16)).toBeLessThanOrEqual(Date.now() + 5 * 60_000)
  })

  test('[I18] after a restore the epoch is new and the first number of a device is taken as it comes', async () => {
    const anna = await server.device('anna')
    await anna.sync()
    const before = (await anna.post('/sync/pull', { device: anna.id, cursors: {} })).body.epoch
    await raiseEpoch(server.context.db, server.context.tenant)
    expect((await anna.post('/sync/pull', { device: anna.id, cursors: {} })).body.epoch).not.toBe(before)
    anna.dseq = 41
    expect((await anna.push(anna.op('create', 'task', newId(), taskOf(anna, 'restored')))).body).toMatchObject({
      lastDseq: 42,
      results: [{ status: 'applied' }]
    })
    anna.dseq = 43
    expect(await anna.push(anna.op('create', 'task', newId(), taskOf(anna, 'gap')))).toMatchObject({
      status: 409,
      body: { code: 'DSEQ_GAP' }
    })
  })
})

const taskOf = (device: Device, title: string): Record<string, unknown> => ({
  title,
  assigneeUserId: device.userId,
  events: [{ id: newId(), event: 'open', at: { at: new Date().toISOString(), zone: 'UTC' }, byUserId: device.userId }]
})
