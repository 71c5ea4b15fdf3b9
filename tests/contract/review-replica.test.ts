import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Change } from '../../src/renderer/replica/messages.ts'
import {
  accountValues,
  colleague,
  foreignOp,
  freshId,
  rep,
  startDevice,
  territory,
  type Device
} from '../harness/replica-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'

let server: MemoryServer
let device: Device
let account: string
let database = 0

beforeEach(async () => {
  server = new MemoryServer(types)
  server.grants.set(rep, [`u:${rep}`, `t:${territory}`])
  account = freshId()
  server.commit(foreignOp({ type: 'account', id: account }, accountValues('江南化工')))
  device = await startDevice(server, { database: `review-${++database}` })
  await device.replica.round()
})
afterEach(() => device.replica.close())

const newPerson: Change = {
  type: 'person',
  kind: 'create',
  get values() {
    return { name: '王工', accountId: account, position: 'cfo' }
  },
  step: { event: 'register' }
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'saved',
    (error: { code: string }) => error.code
  )

test('[I3] [I20] taking a creation back leaves what a colleague has written into it since', async () => {
  const { ids, group } = await device.replica.write([newPerson])
  await device.replica.round()
  const edit = foreignOp({ type: 'person', id: ids[0]!, kind: 'edit' }, { bestTime: '上午' })
  server.commit(edit, colleague)
  await device.replica.round()
  const undone = await device.replica.undo(group)
  await device.replica.round()
  expect(server.rows.get(`person/${ids[0]}`)).toMatchObject({ deleted: false, body: { bestTime: '上午' } })
  expect(device.read((db) => db.get('person', ids[0]!)?.body)).toMatchObject({ bestTime: '上午' })
  expect(undone.ids).toEqual(ids)
})

test('[I3] what no server could take is refused at once, and holds nothing up', async () => {
  const misnamed: Change = { ...newPerson, id: 'no-uuid' }
  expect(await code(device.replica.write([misnamed]))).toBe('BAD_VALUE')
  const note = '长'.repeat(20_000)
  const notes = Array.from({ length: 12 }, (): Change => ({
    type: 'interaction',
    kind: 'create',
    values: { accountId: account, at: { at: '2027-03-01T01:00:00.000Z', zone: 'UTC' }, channel: 'visit', body: note }
  }))
  expect(await code(device.replica.write(notes))).toBe('TOO_LARGE')
  const edits = Array.from({ length: 501 }, (_, i): Change => ({
    type: 'account',
    id: account,
    kind: 'edit',
    values: { city: `${i}` }
  }))
  expect(await code(device.replica.write(edits))).toBe('TOO_LARGE')
  expect(device.replica.outbox()).toEqual([])
  expect(await code(device.replica.write(notes.slice(0, 5)))).toBe('saved')
  expect(await device.replica.round()).toMatchObject({ ok: true })
  expect(device.replica.outbox()).toEqual([])
})

test('the app offers no step of a record that is a colleague’s to change', async () => {
  const theirs = freshId()
  const values = { ...accountValues('西北纸业'), ownerUserId: colleague }
  server.commit(foreignOp({ type: 'account', id: theirs }, values))
  await device.replica.round()
  const may = (id: string, event: string) => device.read((db) => db.state('account', id).mayStep(event))
  expect([may(account, 'lose'), may(theirs, 'lose'), may(account, 'retire')]).toEqual([true, false, false])
  const lose = { type: 'account', id: theirs, kind: 'edit' as const, step: { event: 'lose', reason: 'x' } }
  expect(await code(device.replica.write([lose]))).toBe('FORBIDDEN')
})
