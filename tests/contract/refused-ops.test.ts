import 'fake-indexeddb/auto'
import { errors } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startServerDevice } from '../harness/server-device.ts'
import { startTestServer, type Login, type TestServer } from '../harness/server.ts'

let server: TestServer
const open: Replica[] = []
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
})
afterAll(async () => {
  for (const replica of open) await replica.close()
  await server.close()
  await stopSharedPostgres()
})
const start = async (login: Login): Promise<Replica> => {
  const replica = await startServerDevice(server, login)
  open.push(replica)
  return replica
}
const round = async (...replicas: Replica[]) => {
  for (const replica of replicas) expect(await replica.round()).toMatchObject({ ok: true, code: null })
}
const edit = (replica: Replica, values: Record<string, unknown>) =>
  replica.write([{ type: 'account', id: server.ids.eastAccount, kind: 'edit', values }])
const account = (replica: Replica) => replica.memory.get('account', server.ids.eastAccount)!.body
const tasks = (replica: Replica) =>
  replica.memory.all('task').filter(({ body }) => String(body['title']).startsWith('Task'))
const goodCode = '91350100M000100Y43'

test('[I3] one refused op of 500: 499 land, it is shown with its reason, corrected, and lands', async () => {
  const [rep, manager] = [await start('anna'), await start('carl')]
  await round(rep, manager)
  for (let n = 0; n < 500; n++) {
    if (n === 250) await edit(rep, { uscc: '91350100M000100Y40' })
    else
      await rep.write([
        {
          type: 'task',
          kind: 'create',
          values: { title: `Task ${n}`, assigneeUserId: server.ids.users.anna, accountId: server.ids.eastAccount },
          step: { event: 'open' }
        }
      ])
  }
  await round(rep, manager)
  expect([tasks(rep).length, tasks(manager).length]).toEqual([499, 499])
  const [refused, ...others] = rep.outbox()
  expect(others).toEqual([])
  expect(refused).toMatchObject({ state: 'refused', code: 'BAD_CHECK_DIGIT', field: 'uscc' })
  expect(refused!.fields['uscc']).toMatchObject({ value: '91350100M000100Y40' })
  expect(errors.BAD_CHECK_DIGIT.retry).toBe('edit')
  await rep.retryRefused(refused!.opId, { uscc: goodCode })
  await round(rep, manager)
  expect(rep.outbox()).toEqual([])
  expect(account(manager)['uscc']).toBe(goodCode)
})

test('[I3] a corrected op does not overwrite unseen what a colleague wrote meanwhile: both values are kept', async () => {
  const [rep, manager] = [await start('anna'), await start('carl')]
  await round(rep, manager)
  const before = account(rep)['uscc']
  await edit(rep, { uscc: '91350100M000100Y41' })
  await round(rep)
  expect(account(rep)['uscc']).toBe(before)
  await edit(manager, { uscc: null })
  await round(manager, rep)
  await rep.retryRefused(rep.outbox()[0]!.opId, { uscc: '91990000MA0DEM0011' })
  await round(rep, manager)
  expect(account(manager)['uscc']).toBe('91990000MA0DEM0011')
  const copies = manager.memory.where('conflict', 'recordId', server.ids.eastAccount)
  expect(copies.map(({ body }) => [body['field'], body['winner'], body['loser']])).toEqual([
    ['uscc', '91990000MA0DEM0011', null]
  ])
})
