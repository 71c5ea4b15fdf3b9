import type { ImportBatchView, ImportRowsRequest, ImportSettings } from '@fieldfile/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ServerContext } from '../../context.ts'
import { openContext } from '../../start.ts'
import { commitAsServer, type ServerOp } from '../sync/server-ops.ts'
import { ensureTenant } from '../sync/tenant.ts'
import { ImportService } from './service.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const csv = (...lines: string[]): Uint8Array => bytes(`${lines.join('\r\n')}\r\n`)

let open: ServerContext
beforeAll(async () => {
  open = await openContext()
})
afterAll(() => open.db.close())

/** A company of two territories: the south has one rep, the north two. */
let context: ServerContext
let service: ImportService
let ids: Record<'south' | 'north' | 'rep' | 'importer', string>
let tenants = 0
beforeEach(async () => {
  context = { ...open, tenant: `t${++tenants}` }
  await ensureTenant(context.db, context.tenant, context.clock())
  ids = { south: context.newId(), north: context.newId(), rep: context.newId(), importer: context.newId() }
  await write(
    { type: 'territory', id: ids.south, values: { name: '华南', provinces: ['深圳', '广东'] } },
    { type: 'territory', id: ids.north, values: { name: '北方', provinces: ['北京'] } },
    repOf(ids.rep, ids.south),
    repOf(context.newId(), ids.north),
    repOf(context.newId(), ids.north),
    { type: 'user', id: ids.importer, values: { name: 'M', roles: ['MKT'], active: true } }
  )
  service = new ImportService(context)
})

const repOf = (id: string, territoryId: string): ServerOp => ({
  type: 'user',
  id,
  values: { name: 'R', roles: ['REP'], active: true, territoryIds: [territoryId] }
})
const at = (hour: number) => ({ at: `2026-09-15T0${hour}:00:00.000Z`, zone: 'Asia/Shanghai' })

async function write(...ops: ServerOp[]): Promise<void> {
  expect((await commitAsServer(context, ops)).refused).toEqual([])
}
interface Stored {
  type: string
  id: string
  body: Record<string, unknown>
  deleted: boolean
  buckets: string[]
}
const records = (type: string): Promise<Stored[]> =>
  context.db.session((session) =>
    session.query<Stored>(
      `select type, id, body, deleted, buckets from record where tenant = $1 and type = $2 and not deleted order by body->>'name'`,
      [context.tenant, type]
    )
  )
const names = async (type: string): Promise<unknown[]> => (await records(type)).map(({ body }) => body['name'])
const upload = (file: Uint8Array, name = 'a.csv'): Promise<ImportBatchView> => service.upload(ids.importer, name, file)
const map = (view: ImportBatchView, change: Partial<ImportSettings>): Promise<ImportBatchView> =>
  service.map(ids.importer, view.id, { ...view.settings, ...change })
const withFallback = (view: ImportBatchView): Promise<ImportBatchView> =>
  map(view, { territory: { ...view.settings.territory, fallback: ids.south } })
const rows = async (view: ImportBatchView, show: ImportRowsRequest['show'] = 'all') =>
  (await service.rows(view.id, { show, offset: 0, limit: 200 })).rows
const problems = async (view: ImportBatchView) =>
  (await rows(view, 'error')).map(({ rowNo, problems: [first] }) => [rowNo, first?.code, first?.column])
/** Uploads, takes the fallback territory, and imports. */
async function run(file: Uint8Array, change: Partial<ImportSettings> = {}): Promise<ImportBatchView> {
  const view = await withFallback(await upload(file))
  if (Object.keys(change).length > 0) await map(view, change)
  return service.commit(ids.importer, view.id)
}

const companies = csv(
  '公司名称,地区,统一社会信用代码,电话,成立日期',
  '岚屿化工有限公司,深圳,,0755-8276 5432；13912345678,2003-05-12',
  '朔禾重机股份有限公司,北京,,,',
  '云栎纸业,新疆,,,'
)

describe('from a file to records', () => {
  test('upload guesses everything, the rest is chosen, the commit writes it', async () => {
    const first = await upload(companies, '客户.csv')
    expect(first).toMatchObject({
      fileName: '客户.csv',
      state: 'uploaded',
      missing: [],
      sameFileAs: null,
      counts: { rows: 3, created: 2, errors: 1 },
      territoryValues: [
        { value: '深圳', rows: 1 },
        { value: '北京', rows: 1 },
        { value: '新疆', rows: 1 }
      ],
      settings: {
        encoding: 'utf-8',
        hasHeader: true,
        mapping: ['account.name', 'account.province', 'account.uscc', 'account.phones', 'account.foundedYear'],
        territory: { column: 1, byValue: { 深圳: ids.south, 北京: ids.north, 新疆: null }, fallback: null }
      }
    })
    expect(await problems(first)).toEqual([[4, 'ROW_NO_TERRITORY', '地区']])

    const mapped = await withFallback(first)
    expect(mapped).toMatchObject({ state: 'mapped', counts: { rows: 3, created: 3, errors: 0 } })
    expect(await records('account')).toEqual([])

    const done = await service.commit(ids.importer, first.id)
    expect(done).toMatchObject({ state: 'committed', counts: { created: 3, errors: 0 } })
    const accounts = await records('account')
    expect(accounts.map(({ body }) => body['name'])).toEqual(['云栎纸业', '岚屿化工有限公司', '朔禾重机股份有限公司'])
    expect(accounts[1]!.body).toMatchObject({
      province: '深圳',
      phones: ['+8675582765432', '+8613912345678'],
      foundedYear: 2003,
      lifecycleStatus: 'prospect',
      source: 'import',
      createdBy: ids.importer,
      territoryId: ids.south
    })
    expect((await service.list()).batches).toMatchObject([
      { id: first.id, state: 'committed', fileSize: companies.length }
    ])
  })

  test('the one rep of a territory is the owner, and holds the company; of two reps none is', async () => {
    await run(companies)
    const [, south, north] = await records('account')
    expect(south!.body['ownerUserId']).toBe(ids.rep)
    expect(north!.body['ownerUserId'] ?? null).toBeNull()
    expect(south!.buckets).toContain(`t:${ids.south}`)
    expect(north!.buckets).toContain(`t:${ids.north}`)
    expect(south!.buckets).not.toContain(`t:${ids.north}`)
  })

  test('the territory column can be another, or none; its values are guessed anew', async () => {
    const view = await upload(csv('公司名称,归属,地区', 'A 厂,北京,深圳', 'B 厂,华南,深圳'))
    const territory = { ...view.settings.territory, column: 1 }
    expect(await map(view, { territory })).toMatchObject({
      settings: { territory: { byValue: { 北京: ids.north, 华南: ids.south } } }
    })
    await map(view, { territory: { column: null, byValue: {}, fallback: ids.north } })
    await service.commit(ids.importer, view.id)
    expect((await records('account')).map(({ body }) => body['territoryId'])).toEqual([ids.north, ids.north])
  })

  test('several rows of one shop make one company with several contacts; first, middle and last name are joined', async () => {
    const view = await run(
      csv(
        'BusinessEntityID,Name,ContactType,Title,FirstName,MiddleName,LastName,PhoneNumber,EmailAddress',
        '372,The Gear Store,Owner,Mr.,John,,Arthur,149-555-0113,john6@example.com',
        '372,The Gear Store,Purchasing Manager,Ms.,Ann,B.,Lee,150-555-0113,ann@example.com',
        '386,Nice Bikes,Owner,Mr.,Daniel,,Blanco,221-555-0167,dan@example.com',
        '386,Nice Bikes,Owner,Mr.,Daniel,,Blanco,221-555-0167,dan@example.com'
      )
    )
    expect(view.counts).toMatchObject({ rows: 4, created: 2, updated: 0, persons: 3, skipped: 1 })
    expect(await names('account')).toEqual(['Nice Bikes', 'The Gear Store'])
    const persons = await records('person')
    expect(persons.map(({ body }) => body['name'])).toEqual(['Ann B. Lee', 'Daniel Blanco', 'John Arthur'])
    expect(persons[2]!.body).toMatchObject({
      title: 'Owner',
      position: 'other',
      status: 'active',
      mobiles: ['149-555-0113'],
      emails: ['john6@example.com']
    })
    expect(await records('posting')).toHaveLength(3)
  })

  test('a site is made beside its company', async () => {
    await run(csv('公司名称,地址,厂区名称,厂区地址', '岚屿化工,解放路 1 号,二厂,化工园 8 号'))
    const [site] = await records('site')
    expect(site!.body).toMatchObject({
      name: '二厂',
      address: '化工园 8 号',
      accountId: (await records('account'))[0]!.id
    })
  })

  test('required fields that nothing fills are named, and stop the import', async () => {
    const view = await upload(csv('简称,地区,联系人', '岚屿,深圳,邵铁岩'))
    expect(view.missing).toEqual(['account.name'])
    expect(view.settings.defaults).toEqual({ 'person.position': 'other' })
    await expect(service.commit(ids.importer, view.id)).rejects.toMatchObject({ code: 'MAPPING_INCOMPLETE' })
    const mapped = await map(view, { mapping: ['account.name', null, 'person.name'], defaults: {} })
    expect(mapped.missing).toEqual(['person.position'])
    expect((await map(mapped, { defaults: { 'person.position': 'cfo' } })).missing).toEqual([])
  })

  test.each([
    ['a field that does not exist', { mapping: ['account.nothing'] }],
    ['a computed field', { mapping: ['account.abcClass'] }],
    ['a default that is no value of the field', { defaults: { 'account.customerNature': 'alien' } }],
    ['a column that is not there', { territory: { column: 9, byValue: {}, fallback: null } }]
  ])('settings are checked: %s', async (_, change) => {
    const view = await upload(csv('公司名称,地区', '岚屿,深圳'))
    await expect(map(view, change)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('companies that exist', () => {
  const uscc = '91320214MA1MNABC1P'
  let account: string
  beforeEach(async () => {
    account = context.newId()
    await write({
      type: 'account',
      id: account,
      values: {
        name: '岚屿化工有限公司',
        city: '无锡',
        code: 'C1',
        website: 'old.cn',
        territoryId: ids.north,
        events: [
          {
            id: context.newId(),
            event: 'register',
            at: { at: new Date().toISOString(), zone: 'UTC' },
            args: { to: 'prospect' }
          }
        ]
      }
    })
  })

  test.each([
    ['code', '编号,公司名称', 'C1,另一个名字'],
    ['name', '公司名称,城市', '岚屿化工股份公司,无锡']
  ])('are found by %s and left alone', async (by, header, row) => {
    const view = await withFallback(await upload(csv(header, row)))
    expect(await rows(view)).toMatchObject([
      { outcome: 'skip', match: { id: account, by, score: 1, title: '岚屿化工有限公司' } }
    ])
    await service.commit(ids.importer, view.id)
    expect(await records('account')).toHaveLength(1)
  })

  test('are found by credit code', async () => {
    const { usccCheckCharacter } = await import('@fieldfile/domain/identity/uscc')
    const code = uscc.slice(0, 17) + usccCheckCharacter(uscc.slice(0, 17))
    await write({ kind: 'edit', type: 'account', id: account, values: { uscc: code } })
    const view = await withFallback(await upload(csv('企业名称,税号', `别的名字,${code.toLowerCase()}`)))
    expect(await rows(view)).toMatchObject([{ outcome: 'skip', match: { id: account, by: 'uscc' } }])
  })

  test('alike is not the same: made, and shown beside the other', async () => {
    const view = await withFallback(await upload(csv('公司名称,城市', '岚屿化工厂有限公司,无锡')))
    expect(view.counts).toMatchObject({ created: 1, alike: 1 })
    const [row] = await rows(view, 'alike')
    expect(row).toMatchObject({ outcome: 'create', match: { id: account, by: 'name' } })
    expect(row!.match!.score).toBeLessThan(1)
  })

  test('get their empty fields, contacts and sites where that is chosen; nothing is replaced', async () => {
    const file = csv('编号,公司名称,网址,电话,联系人', 'C1,岚屿化工有限公司,new.cn,0510-82765432,邵铁岩')
    const view = await run(file, { onExisting: 'fill' })
    expect(view.counts).toMatchObject({ created: 0, updated: 1, persons: 1 })
    const [stored] = await records('account')
    expect(stored!.body).toMatchObject({ website: 'old.cn', city: '无锡', territoryId: ids.north })
    expect(await names('person')).toEqual(['邵铁岩'])
  })

  test('the same file again brings nothing, and says that it was imported', async () => {
    const before = await run(companies)
    const again = await withFallback(await upload(companies))
    expect(again.sameFileAs).toMatchObject({ id: before.id })
    expect(again.counts).toMatchObject({ created: 0, skipped: 3 })
    expect((await map(again, { onExisting: 'fill' })).counts).toMatchObject({ created: 0, updated: 0, skipped: 3 })
    await service.commit(ids.importer, again.id)
    expect(await records('account')).toHaveLength(4)
  })
})

describe('all or nothing', () => {
  test('one record that is refused leaves no record, and the import as it was', async () => {
    const types = new Map(context.types)
    const broken = new ImportService({ ...context, types })
    const view = await withFallback(await upload(csv('公司名称,传真', '甲,0755-82765432', '乙,', '丙,0755-82765433')))
    const before = await records('importBatch')
    // The definitions ask for more than when the file was checked: the second row does not meet them.
    const account = types.get('account')!
    types.set('account', {
      ...account,
      fields: { ...account.fields, fax: { ...account.fields['fax']!, required: true } }
    })
    await expect(broken.commit(ids.importer, view.id)).rejects.toMatchObject({ code: 'SERVER_ERROR', field: 'fax' })
    expect(await records('account')).toEqual([])
    expect(await records('importBatch')).toEqual(before)
    expect((await service.get(view.id)).state).toBe('mapped')
    expect((await service.commit(ids.importer, view.id)).state).toBe('committed')
    expect(await records('account')).toHaveLength(3)
  })

  test('two presses of the button write once', async () => {
    const view = await withFallback(await upload(companies))
    const pressed = await Promise.allSettled([1, 2].map(() => service.commit(ids.importer, view.id)))
    expect(pressed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await records('account')).toHaveLength(3)
    await expect(map(view, { onExisting: 'fill' })).rejects.toMatchObject({ code: 'IMPORT_STATE' })
  })
})

describe('taken back', () => {
  test('everything it made is gone, and what it filled is empty again', async () => {
    const old = context.newId()
    await write({ type: 'account', id: old, values: accountOf('老客户', { code: 'C9', website: 'old.cn' }) })
    const view = await run(
      csv('编号,公司名称,网址,电话,地址,联系人', 'C9,老客户,new.cn,0755-82765432,路 1 号,王五', 'C10,新客户,,,,李四'),
      { onExisting: 'fill' }
    )
    expect(await names('account')).toEqual(['新客户', '老客户'])
    const back = await service.revert(ids.importer, view.id)
    expect(back).toMatchObject({ state: 'reverted', kept: [] })
    const [account, ...rest] = await records('account')
    expect(rest).toEqual([])
    expect(account!.body).toMatchObject({ name: '老客户', website: 'old.cn', address: null })
    expect(account!.body['phones'] ?? []).toEqual([])
    expect(await records('person')).toEqual([])
    expect(await records('posting')).toEqual([])
    await expect(service.revert(ids.importer, view.id)).rejects.toMatchObject({ code: 'IMPORT_STATE' })
  })

  test('what somebody edited since stays, and is listed', async () => {
    const old = context.newId()
    await write({ type: 'account', id: old, values: accountOf('老客户', { code: 'C9' }) })
    const view = await run(
      csv('编号,公司名称,网址,联系人', 'C9,老客户,new.cn,', 'C10,甲,,甲一', 'C11,乙,,乙一', 'C12,丙,,'),
      { onExisting: 'fill' }
    )
    const idOf = async (type: string, name: string) => (await records(type)).find((r) => r.body['name'] === name)!.id
    await write(
      { kind: 'edit', type: 'account', id: old, values: { website: 'newer.cn' } },
      { kind: 'edit', type: 'account', id: await idOf('account', '甲'), values: { fax: '1' } },
      { kind: 'edit', type: 'person', id: await idOf('person', '乙一'), values: { wechat: 'x' } }
    )
    const { kept } = await service.revert(ids.importer, view.id)
    // A company whose contact was edited stays with it: it would be hidden with the company.
    expect(await names('account')).toEqual(['乙', '甲', '老客户'].toSorted())
    expect((await names('person')).toSorted()).toEqual(['乙一', '甲一'])
    expect(kept!.map(({ title, field }) => [title, field]).toSorted()).toEqual(
      [
        ['甲', null],
        ['甲一', null],
        ['乙', null],
        ['乙一', null],
        ['老客户', 'website']
      ].toSorted()
    )
    expect((await records('account')).find((r) => r.id === old)!.body['website']).toBe('newer.cn')
  })

  test('a company with a visit stays; scores computed since are nobody’s edit', async () => {
    const view = await run(csv('公司名称,联系人', '甲,甲一', '乙,'))
    const [second, first] = (await records('account')).toSorted((a) => (a.body['name'] === '乙' ? -1 : 1))
    await write(
      { kind: 'edit', type: 'account', id: second!.id, values: { abcClass: 'C' } },
      {
        type: 'visit',
        id: context.newId(),
        values: {
          accountId: first!.id,
          ownerUserId: ids.rep,
          purposes: ['routine'],
          events: [{ id: context.newId(), event: 'plan', at: at(0), args: { plannedStart: at(1), durationMin: 60 } }]
        }
      }
    )
    const { kept } = await service.revert(ids.importer, view.id)
    expect(await names('account')).toEqual(['甲'])
    expect(await names('person')).toEqual(['甲一'])
    expect(kept!.map(({ title }) => title).toSorted()).toEqual(['甲', '甲一'].toSorted())
  })
})

function accountOf(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name,
    territoryId: ids.north,
    events: [{ id: context.newId(), event: 'register', at: at(0), args: { to: 'prospect' } }],
    ...more
  }
}
