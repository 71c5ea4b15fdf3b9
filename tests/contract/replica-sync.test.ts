import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  accountValues,
  colleague,
  foreignOp,
  freshId,
  openStore,
  otherTerritory,
  rep,
  startDevice,
  territory,
  uuid,
  type Device,
  type DeviceOptions
} from '../harness/replica-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'

let server: MemoryServer
const open: Device[] = []
const start = async (options?: DeviceOptions): Promise<Device> => {
  const device = await startDevice(server, options)
  open.push(device)
  return device
}
const nameOf = (device: Device, id: string) => device.read((db) => db.get('account', id)?.body['name'])
const rename = (device: Device, id: string, name: string) =>
  device.replica.write([{ type: 'account', id, kind: 'edit', values: { name } }])
let account: string
let database: number = 0
const own = (): DeviceOptions => ({ database: `db-${database}` })

beforeEach(() => {
  database++
  server = new MemoryServer(types)
  server.grants.set(rep, ['g:reference', `t:${territory}`, `u:${rep}`])
  server.grants.set(colleague, ['g:reference', `t:${territory}`, `u:${colleague}`])
  account = freshId()
  server.commit(foreignOp({ type: 'account', id: account }, accountValues('江南化工')))
})
afterEach(async () => {
  for (const device of open.splice(0)) await device.replica.close()
})

describe('a round', () => {
  test('[I6] brings what the grants hold', async () => {
    const device = await start(own())
    expect(await device.replica.round()).toEqual({ ok: true, code: null, retryAfterMs: null, more: false })
    expect(nameOf(device, account)).toBe('江南化工')
  })

  test('[I3] an edit made without a network stays until the server has it', async () => {
    const device = await start(own())
    await device.replica.round()
    server.fault = () => 'request'
    await rename(device, account, '江南精细化工')
    expect(await device.replica.round()).toMatchObject({ ok: false, code: 'OFFLINE' })
    expect(device.replica.outbox()).toHaveLength(1)
    server.fault = () => null
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)?.body['name']).toBe('江南精细化工')
    expect(device.replica.outbox()).toEqual([])
    expect(device.replica.memory.outbox()).toEqual([])
  })

  test('[I2] a lost answer to a push is pushed again and takes effect once', async () => {
    const device = await start(own())
    await device.replica.round()
    await rename(device, account, 'A')
    server.fault = (channel) => (channel === 'sync.push' ? 'answer' : null)
    expect(await device.replica.round()).toMatchObject({ ok: false, code: 'SERVER_UNREACHABLE' })
    const seq = server.rows.get(`account/${account}`)!.seq
    server.fault = () => null
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)!.seq).toBe(seq)
    expect(device.replica.memory.outbox()).toEqual([])
  })

  test('[I11] an own write never flickers back: pushed, but not pulled yet', async () => {
    const seen: unknown[] = []
    const device = await start(own())
    await device.replica.round()
    const query = {
      name: 'q',
      run: (db: Parameters<Parameters<Device['read']>[0]>[0]) => db.get('account', account)?.body['name']
    }
    device.replica.engine.subscribe(
      1,
      (track) => query.run(device.replica.read(track)),
      (data) => seen.push(data),
      (e) => {
        throw e
      }
    )
    await rename(device, account, 'B')
    // An older page that was already on its way must not take it back either.
    server.fault = (channel) => (channel === 'sync.pull' ? 'request' : null)
    await device.replica.round()
    server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { city: '无锡' }))
    server.fault = () => null
    await device.replica.round()
    device.replica.engine.flush()
    expect(seen).toEqual(['江南化工', 'B'])
    expect(device.replica.memory.outbox()).toEqual([])
  })

  test('[I11] before `complete` an acknowledgement alone does not let an op go', async () => {
    const device = await start(own())
    await device.replica.round()
    for (let i = 0; i < 1_500; i++)
      server.commit(foreignOp({ type: 'account', id: freshId() }, accountValues(`公司${i}`)))
    await rename(device, account, 'C')
    // Cut after the first page: it is full of other rows, and the server has acknowledged the op long since.
    let pulls = 0
    server.fault = (channel) => (channel === 'sync.pull' && ++pulls > 1 ? 'request' : null)
    await device.replica.round()
    expect(nameOf(device, account)).toBe('C')
    server.fault = () => null
    await device.replica.round()
    expect(nameOf(device, account)).toBe('C')
    expect(device.replica.memory.outbox()).toEqual([])
  })

  test('[I10] the view is the server’s row with the pending ops on it', async () => {
    const device = await start(own())
    await device.replica.round()
    await rename(device, account, '新名')
    server.fault = (channel) => (channel === 'sync.push' ? 'request' : null)
    server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { city: '苏州' }))
    await device.replica.round()
    expect(nameOf(device, account)).toBe('新名')
    server.fault = () => null
    await device.replica.round()
    expect(device.read((db) => db.get('account', account)?.body)).toMatchObject({ name: '新名', city: '苏州' })
  })

  test('[I5] rows, cursors and acknowledgements are stored together, or not at all', async () => {
    const options = own()
    const store = openStore(options.database!, () => 0)
    let failing = true
    const device = await start({
      ...options,
      deps: {
        store: {
          ...store,
          applyPage: async (page) => (failing ? Promise.reject(new Error('quota')) : store.applyPage(page))
        }
      }
    })
    expect(await device.replica.round()).toMatchObject({ ok: false, code: 'STORAGE_FAILED' })
    expect(device.replica.memory.meta.cursors).toEqual({})
    expect(nameOf(device, account)).toBeUndefined()
    failing = false
    await device.replica.round()
    const again = await start(options)
    expect(nameOf(again, account)).toBe('江南化工')
    expect(again.replica.memory.meta.cursors).toEqual(device.replica.memory.meta.cursors)
  })

  test('a cut catch-up goes on where it stopped', async () => {
    for (let i = 0; i < 2_500; i++)
      server.commit(foreignOp({ type: 'account', id: freshId() }, accountValues(`公司${i}`)))
    const options = own()
    let pulls = 0
    server.fault = (channel) => (channel === 'sync.pull' && ++pulls > 2 ? 'answer' : null)
    const first = await start(options)
    await first.replica.round()
    expect(first.status().progress).toBeNull()
    await first.replica.close()
    open.length = 0
    const second = await start(options)
    expect(second.read((db) => db.all('account').length)).toBe(2_000)
    server.fault = () => null
    await second.replica.round()
    expect(second.read((db) => db.all('account').length)).toBe(2_501)
  })
})

describe('scope', () => {
  test('[I8] a row that leaves the grants goes at complete, one with a pending op stays until it is judged', async () => {
    const device = await start(own())
    await device.replica.round()
    server.grants.set(rep, ['g:reference', `u:${colleague}`])
    server.fault = (channel) => (channel === 'sync.push' ? 'request' : null)
    await rename(device, account, '临走前的修改')
    await device.replica.round()
    expect(nameOf(device, account)).toBe('临走前的修改')
    server.fault = () => null
    // Pushed first, then removed.
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)?.body['name']).toBe('临走前的修改')
    expect(nameOf(device, account)).toBeUndefined()
  })

  test('[I8] a write in the middle of the pull that loses the row keeps it until the next round', async () => {
    const device = await start(own())
    await device.replica.round()
    server.grants.set(rep, ['g:reference'])
    let written: Promise<unknown> | undefined
    server.fault = (channel) => {
      if (channel === 'sync.pull') written ??= rename(device, account, '最后一刻')
      return null
    }
    expect(await device.replica.round()).toMatchObject({ more: true })
    await written
    expect(nameOf(device, account)).toBe('最后一刻')
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)?.body['name']).toBe('最后一刻')
    expect(nameOf(device, account)).toBeUndefined()
  })

  test('[I9] a row in two buckets survives the loss of one', async () => {
    const device = await start(own())
    await device.replica.round()
    server.grants.set(rep, ['g:reference', `u:${rep}`])
    await device.replica.round()
    expect(nameOf(device, account)).toBe('江南化工')
    server.grants.set(rep, ['g:reference'])
    await device.replica.round()
    expect(nameOf(device, account)).toBeUndefined()
    expect(device.replica.memory.base.get('account')?.size).toBe(0)
  })

  test('[I8] a moved account takes its rows along, and comes back with a new grant from the start', async () => {
    const site = freshId()
    server.commit(foreignOp({ type: 'site', id: site }, { accountId: account, name: '一厂' }))
    const device = await start(own())
    await device.replica.round()
    expect(device.read((db) => db.where('site', 'accountId', account).length)).toBe(1)
    server.commit(
      foreignOp({ type: 'account', id: account, kind: 'edit' }, { territoryId: otherTerritory, ownerUserId: colleague })
    )
    await device.replica.round()
    expect(device.read((db) => db.where('site', 'accountId', account))).toEqual([])
    expect(device.read((db) => db.all('account'))).toEqual([])
    server.grants.set(rep, [...server.grants.get(rep)!, `t:${otherTerritory}`])
    await device.replica.round()
    expect(device.read((db) => db.where('site', 'accountId', account).length)).toBe(1)
  })

  test('a lower seq never replaces a higher one', async () => {
    const device = await start(own())
    await device.replica.round()
    const old = structuredClone(server.rows.get(`account/${account}`)!)
    server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { name: '新' }))
    await device.replica.round()
    const transport = server.transport(rep, uuid(0xd1))
    vi.spyOn(device.replica['deps'], 'transport').mockImplementation(async (channel, argument) => {
      const answer = await transport(channel as never, argument as never)
      if (channel !== 'sync.pull' || !answer.ok) return answer
      const bucket = `u:${rep}`
      return {
        ok: true,
        body: {
          ...(answer.body as object),
          pages: [
            { bucket, next: old.seq, entries: [{ seq: old.seq, op: 'put', type: 'account', id: account, row: old }] }
          ]
        }
      }
    })
    const cursor = device.replica.memory.meta.cursors[`u:${rep}`]
    await device.replica.round()
    expect(nameOf(device, account)).toBe('新')
    expect(device.replica.memory.meta.cursors[`u:${rep}`]).toBe(cursor)
  })
})

describe('another past', () => {
  test('[I18] a restored server gets back what it lost; the outbox is kept and rows it no longer has go', async () => {
    const device = await start(own())
    const other = freshId()
    server.commit(foreignOp({ type: 'account', id: other }, accountValues('备份时的名字')))
    await device.replica.round()
    const restore = server.snapshot()
    server.commit(foreignOp({ type: 'account', id: other, kind: 'edit' }, { name: '备份之后的名字' }))
    await rename(device, account, '备份之后')
    const extra = freshId()
    server.commit(foreignOp({ type: 'account', id: extra }, accountValues('备份之后建的')))
    await device.replica.round()
    await device.replica.write([{ type: 'account', id: account, kind: 'edit', values: { city: '常州' } }])
    restore()
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)?.body).toMatchObject({ name: '备份之后', city: '常州' })
    expect(nameOf(device, account)).toBe('备份之后')
    expect(nameOf(device, extra)).toBeUndefined()
    // [I6] The server’s state counts, although this device has met a higher version of it.
    expect(nameOf(device, other)).toBe('备份时的名字')
    expect(device.replica.memory.outbox()).toEqual([])
    expect(server.device(uuid(0xd1)).lastDseq).toBe(2)
  })

  test('[I18] an emptied database goes on counting where the server stands, and loses no edit', async () => {
    const first = await start(own())
    await first.replica.round()
    await rename(first, account, '第一')
    await first.replica.round()
    const second = await start({ database: `empty-${database}` })
    const made = await second.replica.write([
      {
        type: 'account',
        kind: 'create',
        values: { name: '离线新建', ownerUserId: rep },
        step: { event: 'register', args: { to: 'prospect' } }
      }
    ])
    expect(await second.replica.round()).toMatchObject({ ok: true })
    expect(server.rows.get(`account/${made.ids[0]}`)?.body['name']).toBe('离线新建')
    expect(server.device(uuid(0xd1)).lastDseq).toBe(2)
  })

  test('[I18] starting again keeps the outbox, the counter and the clock', async () => {
    const options = own()
    const first = await start(options)
    await first.replica.round()
    await rename(first, account, '未发送')
    const { op } = first.replica.memory.outbox()[0]!
    await first.replica.close()
    open.length = 0
    const second = await start({ ...options, now: () => 1 })
    expect(nameOf(second, account)).toBe('未发送')
    await rename(second, account, '再改')
    const ops = second.replica.memory.outbox().map((p) => p.op)
    expect(ops.map((o) => o.dseq)).toEqual([1, 2])
    expect(ops[1]!.hlc > op.hlc).toBe(true)
    await second.replica.round()
    expect(server.rows.get(`account/${account}`)?.body['name']).toBe('再改')
  })
})

describe('refused', () => {
  test('[I3] what the server refuses is kept, can be corrected and sent again', async () => {
    const device = await start(own())
    await device.replica.round()
    server.refuse = (op) => (op.type === 'account' && 'city' in op.fields ? 'BAD_VALUE' : null)
    await device.replica.write([
      { type: 'account', id: account, kind: 'edit', values: { city: '不对' } },
      { type: 'site', kind: 'create', values: { accountId: account, name: '新厂', kind: 'plant' } }
    ])
    await rename(device, account, '不受影响')
    expect(await device.replica.round()).toMatchObject({ ok: true })
    const refused = device.replica.outbox()
    expect(refused.map((r) => [r.type, r.state, r.code])).toEqual([
      ['account', 'refused', 'BAD_VALUE'],
      ['site', 'refused', 'GROUP_FAILED']
    ])
    expect(device.read((db) => db.state('account', account).refused)).toEqual({
      city: { code: 'BAD_VALUE', value: '不对' }
    })
    expect(device.read((db) => db.get('account', account)?.body)).toMatchObject({ name: '不受影响' })
    server.refuse = () => null
    await device.replica.retryRefused(refused[0]!.opId, { city: '镇江' })
    expect(device.replica.outbox().map((r) => r.state)).toEqual(['waiting', 'waiting'])
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)?.body['city']).toBe('镇江')
    expect([...server.rows.values()].some((row) => row.type === 'site')).toBe(true)
    expect(device.status()).toMatchObject({ refused: 0 })
  })

  test('[I3] refused content survives a new start, until a person drops it', async () => {
    const options = own()
    const device = await start(options)
    await device.replica.round()
    server.refuse = () => 'FORBIDDEN'
    await rename(device, account, '不许')
    await device.replica.round()
    expect(nameOf(device, account)).toBe('江南化工')
    await device.replica.close()
    open.length = 0
    const again = await start(options)
    const [entry] = again.replica.outbox()
    expect(entry).toMatchObject({ state: 'refused', code: 'FORBIDDEN', fields: { name: { value: '不许' } } })
    await again.replica.dropRefused(entry!.opId)
    expect(again.replica.outbox()).toEqual([])
  })
})

test('[I7] two quiet devices with equal grants are identical', async () => {
  const a = await start(own())
  const b = await start({ user: colleague, device: uuid(0xd2), roles: ['MGR'], database: `b-${database}` })
  for (const device of [a, b]) await device.replica.round()
  await a.replica.write([
    { type: 'account', id: account, kind: 'edit', values: { name: 'A', phones: ['0510-1', '0510-2'] } }
  ])
  await b.replica.write([{ type: 'account', id: account, kind: 'edit', values: { city: '南京', phones: ['025-3'] } }])
  for (const device of [a, b, a, b]) await device.replica.round()
  const body = (d: Device) => d.read((db) => db.get('account', account)?.body)
  expect(body(a)).toEqual(body(b))
  expect(body(a)).toMatchObject({ name: 'A', city: '南京' })
  expect(new Set(body(a)?.['phones'] as string[])).toEqual(new Set(['0510-1', '0510-2', '025-3']))
})

test('looked-up rows join the view, an edit keeps them until it is acknowledged, then they are fetched anew', async () => {
  const far = freshId()
  server.commit(
    foreignOp({ type: 'account', id: far }, { name: '外区客户', territoryId: otherTerritory, ownerUserId: colleague })
  )
  const device = await start({ ...own(), roles: ['MKT'] })
  await device.replica.round()
  expect(nameOf(device, far)).toBeUndefined()
  expect(await device.replica.lookup({ type: 'account', ids: [far], limit: 10 })).toMatchObject({
    found: [{ type: 'account', id: far }]
  })
  expect(device.read((db) => db.get('account', far)?.origin)).toBe('server')
  expect(device.read((db) => db.search(['account'], '外区', 5).map((h) => h.id))).toEqual([far])
  await rename(device, far, '外区客户二')
  expect(nameOf(device, far)).toBe('外区客户二')
  await device.replica.round()
  await vi.waitFor(() =>
    expect(device.read((db) => db.get('account', far))).toMatchObject({
      body: { name: '外区客户二' },
      origin: 'server'
    })
  )
  expect(device.replica.memory.stored('account', far)).toBeUndefined()
})
