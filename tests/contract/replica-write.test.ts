import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { guards } from '../../src/renderer/replica/guards.ts'
import type { Change } from '../../src/renderer/replica/messages.ts'
import {
  accountValues,
  colleague,
  foreignOp,
  freshId,
  openStore,
  rep,
  startDevice,
  territory,
  uuid,
  type Device,
  type DeviceOptions
} from '../harness/replica-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'

let server: MemoryServer
let device: Device
let account: string
let site: string
let database = 0
const open: Device[] = []
const start = async (options: DeviceOptions = {}): Promise<Device> => {
  const made = await startDevice(server, { database: `write-${database}`, ...options })
  open.push(made)
  return made
}
const write = (...changes: Change[]) => device.replica.write(changes)
const bodyOf = (type: string, id: string) => device.read((db) => db.get(type, id)?.body)
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'saved',
    (error: { code: string; field?: string }) => (error.field ? `${error.code} ${error.field}` : error.code)
  )
const at = (hour: number, day = 20) => ({
  at: `2027-09-${day}T${String(hour).padStart(2, '0')}:00:00.000Z`,
  zone: 'Asia/Shanghai'
})
const planVisit = (start_ = at(2)): Change => ({
  type: 'visit',
  kind: 'create',
  values: { accountId: account, siteId: site, ownerUserId: rep },
  step: { event: 'plan', args: { plannedStart: start_, durationMin: 60 } }
})
const newPerson = (name: string): Change => ({
  type: 'person',
  kind: 'create',
  values: { name, accountId: account, position: 'cfo' },
  step: { event: 'register' }
})
const step = (id: string, event: string, more: Partial<NonNullable<Change['step']>> = {}): Change => ({
  type: 'visit',
  id,
  kind: 'edit',
  step: { event, ...more }
})

/** What a visit's events set. */
const facts = ({ state, plannedStart, durationMin, checkInAt, cancelReason }: Record<string, unknown>) => ({
  state,
  plannedStart,
  durationMin,
  checkInAt,
  cancelReason
})

beforeEach(async () => {
  database++
  server = new MemoryServer(types)
  server.grants.set(rep, ['g:reference', `t:${territory}`, `u:${rep}`])
  account = freshId()
  site = freshId()
  server.commit(foreignOp({ type: 'account', id: account }, accountValues('江南化工')))
  server.commit(foreignOp({ type: 'site', id: site }, { accountId: account, name: '一厂' }))
  device = await start()
  await device.replica.round()
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.replica.close()
})

describe('write', () => {
  test('several changes are one group with dense numbers; ids and signatures are given', async () => {
    const saved = await write(newPerson('王工'), {
      type: 'account',
      id: account,
      kind: 'edit',
      values: { city: '无锡' }
    })
    const ops = device.replica.memory.outbox().map((p) => p.op)
    expect(ops.map((o) => [o.dseq, o.group, o.id])).toEqual([
      [1, saved.group, saved.ids[0]],
      [2, saved.group, saved.ids[1]]
    ])
    expect(bodyOf('person', saved.ids[0]!)).toMatchObject({ name: '王工', source: 'manual', createdBy: rep })
    expect(device.read((db) => db.get('person', saved.ids[0]!))?.rootId).toBe(account)
  })

  test('the base is the server’s version; own pending edits count as seen and keep it', async () => {
    const version = server.rows.get(`account/${account}`)!.meta['*']!.ver
    await write({ type: 'account', id: account, kind: 'edit', values: { city: 'A' } })
    await write({ type: 'account', id: account, kind: 'edit', values: { city: 'B' } })
    expect(device.replica.memory.outbox().map((p) => p.op.fields['city'])).toEqual([
      { value: 'A', base: version },
      { value: 'B', base: version }
    ])
  })

  test('a set sends what was added and removed, a long text also where it started', async () => {
    await write({
      type: 'account',
      id: account,
      kind: 'edit',
      values: { phones: ['0510-1', '0510-2'], address: '甲路' }
    })
    await write({
      type: 'account',
      id: account,
      kind: 'edit',
      values: { phones: ['0510-2', '0510-3'], address: '乙路' }
    })
    const { fields } = device.replica.memory.outbox()[1]!.op
    expect(fields['phones']).toMatchObject({ add: ['0510-3'], remove: ['0510-1'] })
    expect(fields['address']).toMatchObject({ value: '乙路', was: '甲路' })
  })

  test('what changes nothing makes no op', async () => {
    await write({ type: 'account', id: account, kind: 'edit', values: { name: '江南化工', phones: [] } })
    expect(device.replica.memory.outbox()).toEqual([])
  })

  test('rights, required fields, values and steps are checked, and a refused write leaves nothing', async () => {
    expect(await code(write({ type: 'person', kind: 'create', values: { accountId: account } }))).toBe('REQUIRED name')
    expect(await code(write({ type: 'account', id: account, kind: 'edit', values: { name: null } }))).toBe(
      'REQUIRED name'
    )
    expect(await code(write({ type: 'account', id: account, kind: 'edit', values: { foundedYear: 'old' } }))).toBe(
      'BAD_VALUE foundedYear'
    )
    expect(await code(write({ type: 'account', id: account, kind: 'edit', values: { nonsense: 1 } }))).toBe(
      'UNKNOWN_FIELD nonsense'
    )
    expect(await code(write({ type: 'account', id: account, kind: 'edit', values: { code: 'K1' } }))).toBe(
      'FIELD_READ_ONLY code'
    )
    expect(await code(write({ type: 'territory', kind: 'create', values: { name: 'X' } }))).toBe('FORBIDDEN')
    expect(await code(write({ type: 'nonsense', kind: 'create' }))).toBe('UNKNOWN_TYPE')
    expect(await code(write({ type: 'account', id: uuid(9), kind: 'edit', values: { name: 'x' } }))).toBe(
      'UNKNOWN_RECORD'
    )
    const visit = (await write(planVisit())).ids[0]!
    expect(await code(write(step(visit, 'approve')))).toBe('TRANSITION_FORBIDDEN approve')
    expect(await code(write(step(visit, 'checkOut')))).toBe('TRANSITION_FORBIDDEN checkOut')
    expect(await code(write(step(visit, 'cancel')))).toBe('REQUIRED reason')
    expect(device.replica.memory.outbox()).toHaveLength(1)
  })

  test('rules of the domain hold before anything is saved', async () => {
    const strict = await start({
      database: `strict-${database}`,
      deps: { guards },
      now: () => Date.parse('2027-09-19T12:00:00Z')
    })
    await strict.replica.round()
    device = strict
    expect(
      await code(write({ type: 'account', id: account, kind: 'edit', values: { uscc: '91350100M000100Y40' } }))
    ).toBe('BAD_CHECK_DIGIT uscc')
    expect(
      await code(write({ type: 'account', id: account, kind: 'edit', values: { uscc: '91350100M000100Y43' } }))
    ).toBe('saved')
    const visit = (await write(planVisit())).ids[0]!
    expect(await code(write(step(visit, 'move', { args: { plannedStart: at(4) } })))).toBe('REQUIRED reason')
    expect(await code(write(step(visit, 'move', { args: { plannedStart: at(4) }, reason: '客户改期' })))).toBe('saved')
  })

  test('a step is a row of the record’s events, and the state is their fold', async () => {
    const visit = (await write(planVisit())).ids[0]!
    await write(step(visit, 'checkIn', { position: { lat: 31.5, lon: 120.3 }, at: at(2).at }))
    expect(bodyOf('visit', visit)).toMatchObject({
      state: 'checkedIn',
      plannedStart: at(2),
      checkInAt: at(2),
      checkInPosition: { lat: 31.5, lon: 120.3 }
    })
    await device.replica.round()
    expect(server.rows.get(`visit/${visit}`)?.body).toMatchObject({ state: 'checkedIn', checkInAt: at(2) })
  })

  test('a failed save takes the group out of memory and says so; the counter stays dense', async () => {
    const store = openStore(`full-${database}`, () => 0)
    let full = true
    device = await start({
      database: `full-${database}`,
      deps: {
        store: { ...store, putOps: (w) => (full ? Promise.reject(new Error('QuotaExceededError')) : store.putOps(w)) }
      }
    })
    await device.replica.round()
    expect(await code(write({ type: 'account', id: account, kind: 'edit', values: { city: '无锡' } }))).toBe(
      'STORAGE_FAILED'
    )
    expect(bodyOf('account', account)?.['city']).toBeUndefined()
    full = false
    await write({ type: 'account', id: account, kind: 'edit', values: { city: '苏州' } })
    expect(device.replica.memory.outbox().map((p) => p.dseq)).toEqual([1])
  })

  test('saved means stored: what was answered is there after a new start', async () => {
    const saved = await write(planVisit())
    const again = await start()
    expect(again.read((db) => db.get('visit', saved.ids[0]!)?.body)).toMatchObject({ state: 'planned' })
  })

  test('a facet begins with its first value and hangs from the account of its record', async () => {
    const person = (await write(newPerson('李总'))).ids[0]!
    const facet = [...types.values()].find((t) => t.type.startsWith('person:') && t.facet === 'private')!
    const [name] = Object.entries(facet.fields).find(
      ([, f]) => f.type.kind === 'text' || (f.type.kind === 'string' && !f.type.pattern)
    )!
    await write({ type: facet.type, id: person, kind: 'edit', values: { [name]: '钓鱼' } })
    expect(bodyOf(facet.type, person)).toMatchObject({ [name]: '钓鱼', accountId: account })
  })
})

describe('state', () => {
  test('unsent fields, rights, and conflicts until they are settled', async () => {
    const copy = freshId()
    server.commit({
      ...foreignOp(
        { type: 'conflict', id: copy },
        {
          recordType: 'account',
          recordId: account,
          field: 'city',
          accountId: account,
          authorUserId: rep,
          winnerUserId: colleague
        }
      )
    })
    server.rows.get(`conflict/${copy}`)!.body['state'] = 'open'
    await device.replica.round()
    expect(device.status().conflicts).toBe(1)
    await write({ type: 'account', id: account, kind: 'edit', values: { city: '无锡' } })
    const state = () => device.read((db) => db.state('account', account))
    expect(state()).toMatchObject({ unsent: ['city'], conflicts: { city: copy }, mayDelete: true })
    expect(['name', 'code', 'lifecycleStatus', 'territoryId'].map((f) => state().mayEdit(f))).toEqual([
      true,
      false,
      false,
      false
    ])
    await write({ type: 'account', id: account, kind: 'edit', settles: copy })
    expect(state().conflicts).toEqual({})
    expect(device.replica.memory.outbox().at(-1)!.op).toMatchObject({ settles: copy, fields: {} })
    await device.replica.round()
    expect(state().unsent).toEqual([])
  })
})

const goals = (text: string, was: string): Change => ({
  type: 'account',
  id: account,
  kind: 'edit',
  values: { businessGoals: text },
  was: { businessGoals: was }
})
const colleagueWrites = async (text: string) => {
  server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { businessGoals: text }))
  await device.replica.round()
}
const stands = async () => {
  const shown = bodyOf('account', account)!['businessGoals']
  await device.replica.round()
  expect(server.rows.get(`account/${account}`)!.body['businessGoals']).toBe(shown)
  return shown
}

describe('[I3] an editor opened before a colleague wrote', () => {
  test('what both wrote stands, and typing goes on from there', async () => {
    await colleagueWrites('一\n二')
    await colleagueWrites('一\n二，降本')
    await write(goals('一，扩产\n二', '一\n二'))
    expect(await stands()).toBe('一，扩产\n二，降本')
    await write(goals('一，扩产，明年\n二', '一，扩产\n二'))
    expect(await stands()).toBe('一，扩产，明年\n二，降本')
  })

  test('of one line the later stands as a concurrent edit: the server keeps the other', async () => {
    await colleagueWrites('一')
    await colleagueWrites('丙')
    await write(goals('乙', '一'))
    expect(device.replica.memory.outbox().at(-1)!.op.fields['businessGoals']).toEqual({
      value: '乙',
      base: 0,
      was: '一'
    })
    expect(await stands()).toBe('乙')
  })
})

describe('[I20] undo restores what was there, and can itself be undone', () => {
  test('an edit', async () => {
    const { group } = await write({
      type: 'account',
      id: account,
      kind: 'edit',
      values: { name: '新名', phones: ['1111'], city: '无锡' }
    })
    const undone = await device.replica.undo(group)
    expect(bodyOf('account', account)).toMatchObject({ name: '江南化工', phones: [], city: null })
    expect(device.replica.memory.outbox().at(-1)!.op.reverts).toBeDefined()
    await device.replica.undo(undone.group)
    expect(bodyOf('account', account)).toMatchObject({ name: '新名', phones: ['1111'], city: '无锡' })
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)!.body).toMatchObject({ name: '新名', phones: ['1111'] })
  })

  test('a creation, and its undo', async () => {
    const { group, ids } = await write(newPerson('王工'))
    const undone = await device.replica.undo(group)
    expect(bodyOf('person', ids[0]!)).toBeUndefined()
    await device.replica.round()
    expect(server.rows.get(`person/${ids[0]}`)?.deleted).toBe(true)
    const redone = await device.replica.undo(undone.group)
    expect(bodyOf('person', ids[0]!)).toMatchObject({ name: '王工' })
    await device.replica.round()
    expect(server.rows.get(`person/${ids[0]}`)?.deleted).toBe(false)
    await device.replica.undo(redone.group)
    expect(bodyOf('person', ids[0]!)).toBeUndefined()
  })

  test('a deletion', async () => {
    const { group } = await write({ type: 'site', id: site, kind: 'delete' })
    await device.replica.round()
    expect(bodyOf('site', site)).toBeUndefined()
    await device.replica.undo(group)
    expect(bodyOf('site', site)).toMatchObject({ name: '一厂' })
    await device.replica.round()
    expect(server.rows.get(`site/${site}`)).toMatchObject({ deleted: false, body: { name: '一厂' } })
  })

  const states: [string, (id: string) => Change[]][] = [
    ['move', (id) => [step(id, 'move', { args: { plannedStart: at(6), durationMin: 30 }, reason: '客户改期' })]],
    ['cancel', (id) => [step(id, 'cancel', { reason: '停产' })]],
    ['checkIn', (id) => [step(id, 'checkIn', { position: { lat: 1, lon: 2 } })]],
    ['confirm', (id) => [step(id, 'confirm')]]
  ]
  test.each(states)('the step %s of a visit', async (_, changes) => {
    const visit = (await write(planVisit())).ids[0]!
    const before = facts(bodyOf('visit', visit)!)
    const { group } = await write(...changes(visit))
    const after = facts(bodyOf('visit', visit)!)
    expect(after).not.toEqual(before)
    const undone = await device.replica.undo(group)
    expect(facts(bodyOf('visit', visit)!)).toEqual(before)
    await device.replica.undo(undone.group)
    expect(facts(bodyOf('visit', visit)!)).toEqual(after)
    await device.replica.round()
    expect(facts(server.rows.get(`visit/${visit}`)!.body)).toEqual(after)
  })

  test('a cancelled visit that was confirmed is planned and confirmed again', async () => {
    const visit = (await write(planVisit())).ids[0]!
    await write(step(visit, 'confirm'))
    const { group } = await write(step(visit, 'cancel', { reason: '停产' }))
    await device.replica.undo(group)
    expect(bodyOf('visit', visit)).toMatchObject({ state: 'confirmed', plannedStart: at(2) })
  })

  test('a completed task is open again', async () => {
    const task = (
      await write({
        type: 'task',
        kind: 'create',
        values: { title: '回访', assigneeUserId: rep, accountId: account },
        step: { event: 'open' }
      })
    ).ids[0]!
    const { group } = await write({
      type: 'task',
      id: task,
      kind: 'edit',
      values: { result: '完成了' },
      step: { event: 'complete' }
    })
    await device.replica.undo(group)
    expect(bodyOf('task', task)).toMatchObject({ status: 'open', result: null })
  })

  test('what a colleague wrote meanwhile is not lost: the server sees the undo as concurrent', async () => {
    const { group } = await write({ type: 'account', id: account, kind: 'edit', values: { city: '无锡' } })
    await device.replica.round()
    server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { city: '南京' }))
    await device.replica.round()
    await device.replica.undo(group)
    const { op } = device.replica.memory.outbox().at(-1)!
    expect(op.fields['city']).toEqual({ value: null, base: 0 })
  })

  test('of a text only what this write did is taken back: what a colleague added since stays', async () => {
    await write({ type: 'account', id: account, kind: 'edit', values: { businessGoals: '扩产\n降本' } })
    const { group } = await write({
      type: 'account',
      id: account,
      kind: 'edit',
      values: { businessGoals: '停产\n降本' }
    })
    await device.replica.round()
    server.commit(foreignOp({ type: 'account', id: account, kind: 'edit' }, { businessGoals: '停产\n降本\n出口' }))
    await device.replica.round()
    const undone = await device.replica.undo(group)
    expect(bodyOf('account', account)!['businessGoals']).toBe('扩产\n降本\n出口')
    await device.replica.round()
    expect(server.rows.get(`account/${account}`)!.body['businessGoals']).toBe('扩产\n降本\n出口')
    await device.replica.undo(undone.group)
    expect(bodyOf('account', account)!['businessGoals']).toBe('停产\n降本\n出口')
  })

  test('a whole group, after a new start', async () => {
    const { group, ids } = await write(newPerson('赵工'), {
      type: 'account',
      id: account,
      kind: 'edit',
      values: { city: '常州' }
    })
    const again = await start()
    await again.replica.undo(group)
    expect(again.read((db) => [db.get('person', ids[0]!), db.get('account', account)?.body['city']])).toEqual([
      undefined,
      null
    ])
  })
})
