import 'fake-indexeddb/auto'
import { defineEntity, f, newId, recordTypes, syncRoutes, type SyncRoute } from '@fieldfile/protocol'
import { account, entities } from '@fieldfile/protocol/entities/index'
import { eventsField, historyGroup, requiredAccount, stateField } from '@fieldfile/protocol/entities/helpers'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { sql } from 'kysely'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ImportService } from '../../server/src/features/imports/service.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import type { Transport } from '../../src/renderer/replica/conversation.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startDevice } from '../harness/replica-device.ts'
import { engines, logins, startTestServer, type Device, type Login, type TestServer } from '../harness/server.ts'

/*
 * An entity is written once; everything else follows (DESIGN, "Define once"). A copy of the definitions gets one field
 * and one entity more, and nothing else in the program knows of them. Form and table are shown in the browser, with a
 * field and an entity of the same kind, in src/renderer/ui/record/record.test.tsx.
 */
const loadingDocks = f.integer('装卸口', 'Loading docks', {
  group: 'capability',
  max: 500,
  alias: ['月台数', 'Dock doors']
})

const fleetLifeCycle = {
  field: 'state',
  states: { running: { zh: '运行', en: 'Running' }, sold: { zh: '已出售', en: 'Sold' } },
  events: {
    start: { label: { zh: '启用', en: 'Start' }, from: [null], to: 'running', kind: 'intention', who: ['REP'] },
    sell: { label: { zh: '出售', en: 'Sell' }, from: ['running'], to: 'sold', kind: 'fact', who: ['REP'] }
  }
} as const

const fleet = defineEntity({
  type: 'fleet',
  code: 'E-99',
  label: { zh: '车队', en: 'Fleet' },
  root: 'account',
  title: ['name'],
  groups: { main: { zh: '车队', en: 'Fleet' }, ...historyGroup },
  fields: {
    accountId: requiredAccount(),
    name: f.string('名称', 'Name', { required: true, group: 'main', search: true }),
    trucks: f.integer('卡车', 'Trucks', { group: 'main', max: 99 }),
    fuel: f.enum('燃料', 'Fuel', { diesel: ['柴油', 'Diesel'], electric: ['电', 'Electric'] }, { index: true }),
    routes: f.strings('线路', 'Routes', { group: 'main', index: true }),
    checks: f.list('检查', 'Checks', { on: f.date('日期', 'On', { required: true }), note: f.text('说明', 'Note') }),
    value: f.money('估值', 'Value', { facet: 'value', rights: { MGR: 'Wt', FIN: 'Ra' } }),
    state: stateField(fleetLifeCycle, '状态', 'State'),
    events: eventsField()
  },
  rights: { REP: 'Wo Rt', MGR: 'Wt', DSK: 'Rt', FIN: 'Ra' },
  lifeCycle: fleetLifeCycle
})

const types = recordTypes([
  ...entities.map((entity) =>
    entity.type === 'account' ? { ...account, fields: { ...account.fields, loadingDocks } } : entity
  ),
  fleet
])

let server: TestServer
const open: Replica[] = []
afterEach(async () => {
  for (const replica of open.splice(0)) await replica.close()
  await server.close()
})
afterAll(stopSharedPostgres)

async function start(login: Login): Promise<{ device: Device; replica: Replica }> {
  const device = await server.device(login)
  const transport: Transport = async (channel, argument) => {
    const { status, body } = await device.post(syncRoutes[channel.slice('sync.'.length) as SyncRoute].path, argument)
    return status === 200 ? { ok: true, body } : { ok: false, error: body }
  }
  const { region, east, west } = server.ids
  const territories: Partial<Record<Login, string[]>> = {
    anna: [east],
    ben: [west],
    carl: [region, east, west],
    dora: [east]
  }
  const { replica } = await startDevice(
    { transport: () => transport },
    {
      types,
      now: Date.now,
      deps: {
        newId,
        versions: { proto: protoVersion, schema: schemaVersion },
        session: {
          server: server.url,
          tenant: 'main',
          device: device.id,
          remembered: true,
          user: {
            id: device.userId,
            login,
            name: login,
            roles: [logins[login]],
            territoryIds: territories[login] ?? [],
            language: 'en'
          }
        }
      },
      database: device.id
    }
  )
  open.push(replica)
  return { device, replica }
}
const round = async (...devices: { replica: Replica }[]) => {
  for (const { replica } of devices) expect(await replica.round()).toMatchObject({ ok: true, code: null })
}
const query = async (text: string) =>
  (await sql.raw<Record<string, unknown>>(text).execute(server.context.db.kysely)).rows

describe.each(engines)('a new field and a new entity over %s', (engine) => {
  test('are stored, sent, merged, searched, reported on and guarded by their definition alone', async () => {
    server = await startTestServer({ engine, context: { types } })
    const { eastAccount } = server.ids
    const [anna, other, ben, carl, dora] = [
      await start('anna'),
      await start('anna'),
      await start('ben'),
      await start('carl'),
      await start('dora')
    ]
    await round(anna, other, ben, carl, dora)

    // A device writes them without a network, and sends them.
    const { ids } = await anna.replica.write([
      { type: 'account', id: eastAccount, kind: 'edit', values: { loadingDocks: 12 } },
      {
        type: 'fleet',
        kind: 'create',
        values: { accountId: eastAccount, name: 'North lorries', trucks: 7, fuel: 'diesel', routes: ['A1'] },
        append: { checks: [{ on: '2026-09-01', note: 'brakes' }] },
        step: { event: 'start' }
      }
    ])
    const id = ids[1]!
    await expect(
      anna.replica.write([{ type: 'fleet', id, kind: 'edit', values: { trucks: 100 } }])
    ).rejects.toMatchObject({ code: 'BAD_VALUE' })
    await round(anna, carl)
    expect(anna.replica.outbox()).toEqual([])
    await carl.replica.write([
      { type: 'fleet:value', id, kind: 'create', values: { value: { amount: 90_000_00, currency: 'CNY' } } }
    ])
    await round(carl)

    // PostgreSQL has them, and so do the views for reports, with typed columns.
    expect(await query(`select loading_docks from report.view_account where id = '${eastAccount}'`)).toMatchObject([
      { loading_docks: '12' }
    ])
    expect(
      await query(`select name, account_id, trucks, fuel, routes, checks, state, root_id from report.view_fleet`)
    ).toMatchObject([
      {
        name: 'North lorries',
        account_id: eastAccount,
        trucks: '7',
        fuel: 'diesel',
        routes: ['A1'],
        checks: [{ on: '2026-09-01' }],
        state: 'running',
        root_id: eastAccount
      }
    ])
    expect(await query('select value, value_currency from report.view_fleet_value')).toMatchObject([
      { value_currency: 'CNY' }
    ])

    // Who holds the territory receives them, nobody else; the facet goes to those who may see it.
    await round(other, ben, dora, anna)
    const holds = ({ replica }: { replica: Replica }, type = 'fleet') => replica.memory.get(type, id) !== undefined
    expect([anna, other, ben, carl, dora].map((d) => holds(d))).toEqual([true, true, false, true, true])
    expect([anna, other, ben, carl, dora].map((d) => holds(d, 'fleet:value'))).toEqual([
      false,
      false,
      false,
      true,
      false
    ])
    expect(other.replica.memory.get('account', eastAccount)?.body).toMatchObject({ loadingDocks: 12 })
    expect(ben.replica.memory.get('account', eastAccount)).toBeUndefined()
    const db = dora.replica.read(() => {})
    for (const [field, value] of [
      ['fuel', 'diesel'],
      ['routes', 'A1'],
      ['accountId', eastAccount],
      ['state', 'running']
    ] as const)
      expect(db.where('fleet', field, value).map((rec) => rec.id)).toEqual([id])
    expect(db.search(['fleet'], 'lorries', 5)).toMatchObject([{ type: 'fleet', id, field: 'name' }])

    // Two devices change it apart: set, list and life cycle by their kind, the register as a conflict copy.
    await anna.replica.write([
      { type: 'fleet', id, kind: 'edit', values: { routes: ['A1', 'G2'], name: 'North fleet' } },
      { type: 'fleet', id, kind: 'edit', append: { checks: [{ on: '2026-09-02' }] } }
    ])
    await carl.replica.write([{ type: 'fleet', id, kind: 'edit', values: { routes: ['A1', 'G3'], name: 'NF' } }])
    await other.replica.write([{ type: 'fleet', id, kind: 'edit', step: { event: 'sell' } }])
    await round(anna, carl, other, anna, carl, dora)
    const merged = anna.replica.memory.get('fleet', id)!.body
    expect(merged).toMatchObject({ name: 'NF', state: 'sold' })
    expect((merged['routes'] as string[]).toSorted()).toEqual(['A1', 'G2', 'G3'])
    expect(merged['checks']).toHaveLength(2)
    expect(dora.replica.memory.get('fleet', id)!.body).toEqual(merged)
    const copies = anna.replica.memory.where('conflict', 'recordId', id)
    expect(copies.map(({ body }) => body)).toMatchObject([
      { recordType: 'fleet', field: 'name', winner: 'NF', loser: 'North fleet' }
    ])

    // Its rights hold, in the app and against a device that does not ask them.
    const edit = { trucks: 8 }
    await expect(dora.replica.write([{ type: 'fleet', id, kind: 'edit', values: edit }])).rejects.toMatchObject({
      code: 'FIELD_FORBIDDEN'
    })
    const pushed = async (login: Login) => {
      const raw = await server.device(login)
      return (await raw.push(raw.op('edit', 'fleet', id, edit))).body.results[0]
    }
    expect(await pushed('dora')).toMatchObject({ status: 'refused', code: 'FIELD_FORBIDDEN' })
    expect(await pushed('ben')).toMatchObject({ status: 'refused', code: 'UNKNOWN_RECORD' })
    const look = async (login: Login) =>
      (await server.device(login)).post('/sync/lookup', { type: 'fleet', q: 'nf', limit: 5 })
    expect((await look('finn')).body.rows).toMatchObject([{ type: 'fleet', id }])
    expect(await look('mia')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })

    // With its account it moves to the other territory.
    await carl.replica.write([
      {
        type: 'account',
        id: eastAccount,
        kind: 'edit',
        values: { territoryId: server.ids.west, ownerUserId: server.ids.users.ben }
      }
    ])
    await round(carl, anna, ben, dora)
    expect([anna, ben, carl, dora].map((d) => holds(d))).toEqual([false, true, true, false])
  })

  test('an import offers the field, knows its column by another name and writes it', async () => {
    server = await startTestServer({ engine, context: { types } })
    const { context, ids } = server
    const service = new ImportService(context)
    const file = Buffer.from('公司名称,省,月台数\n岚屿化工有限公司,江苏,24\n朔禾重机有限公司,江苏,many\n')
    const first = await service.upload(ids.users.mia, '客户.csv', file)
    expect(first.settings.mapping).toEqual(['account.name', 'account.province', 'account.loadingDocks'])
    const territory = { ...first.settings.territory, fallback: ids.east }
    const { id } = await service.map(ids.users.mia, first.id, { ...first.settings, territory })
    expect((await service.rows(id, { show: 'error', offset: 0, limit: 5 })).rows).toMatchObject([
      { rowNo: 3, problems: [{ column: '月台数', text: 'many' }] }
    ])
    expect(await service.commit(ids.users.mia, id)).toMatchObject({ state: 'committed' })
    const anna = await start('anna')
    await round(anna)
    const imported = anna.replica.memory.all('account').find(({ body }) => body['name'] === '岚屿化工有限公司')
    expect(imported?.body).toMatchObject({ loadingDocks: 24, source: 'import' })
    expect(await query(`select name from report.view_account where loading_docks = 24`)).toHaveLength(1)
  })
})
