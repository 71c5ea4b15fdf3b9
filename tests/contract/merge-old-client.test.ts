import 'fake-indexeddb/auto'
import type { RecordType } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServerDevice } from '../harness/server-device.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** The definitions as an app had them before these fields were added. */
function without(names: readonly string[]): Map<string, RecordType> {
  const account = types.get('account')!
  const fields = Object.fromEntries(Object.entries(account.fields).filter(([name]) => !names.includes(name)))
  return new Map([...types, ['account', { ...account, fields }]])
}

test("[I19] an old app's edits clear no field it does not know, and it keeps them itself", async () => {
  const { eastAccount } = server.ids
  const [old, current] = [
    await startServerDevice(server, 'anna', { types: without(['website', 'phones', 'businessGoals']) }),
    await startServerDevice(server, 'carl')
  ]
  await current.round()
  const unknown = { website: 'east.cn', phones: ['0510-1'], businessGoals: 'Line 3' }
  await current.write([{ type: 'account', id: eastAccount, kind: 'edit', values: unknown }])
  await current.round()
  await old.round()
  await old.write([{ type: 'account', id: eastAccount, kind: 'edit', values: { city: 'Wuxi', nameEn: 'East' } }])
  expect(old.memory.get('account', eastAccount)!.body).toMatchObject({ ...unknown, city: 'Wuxi' })
  await old.round()
  await current.round()
  for (const replica of [old, current])
    expect(replica.memory.get('account', eastAccount)!.body).toMatchObject({ ...unknown, city: 'Wuxi', nameEn: 'East' })
  await old.close()
  await current.close()
})
