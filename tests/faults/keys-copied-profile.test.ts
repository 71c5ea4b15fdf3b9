// A profile that was copied, keychain and all: both copies work, and every edit of both lands once.
import { cpSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let cable: Cable
let desks: Desk[] = []
beforeAll(async () => {
  server = await startTestServer()
  cable = await plugIn(server.url)
  desks = [await newDesk({ server: cable.url }), await newDesk({ server: cable.url })]
})
afterAll(async () => {
  for (const desk of desks) await desk.remove()
  await cable?.close()
  await server?.close()
})

const addTask = async (app: AppDriver, title: string): Promise<void> => {
  await app.openByPalette('East', 'East Steel')
  await app.record('Follow-up task', { Title: title })
}
const titles = async (): Promise<string[]> => {
  const rows = await server.context.db.session((session) =>
    session.query<{ title: string }>(
      `select body->>'title' as title from record where tenant = $1 and type = 'task' and not deleted order by 1`,
      [server.context.tenant]
    )
  )
  return rows.map(({ title }) => title)
}

test('[I2, I3] both copies edit without a network, then with one: all of it lands once', async () => {
  const [first, second] = desks as [Desk, Desk]
  let one = await first.start()
  await one.signIn('anna')
  await addTask(one, 'before the copy')
  await one.synced()
  await cable.pull()
  // Unsent when it is copied, so both copies have it.
  await addTask(one, 'in both copies')
  await one.kill()
  rmSync(second.folder, { recursive: true, force: true })
  cpSync(first.folder, second.folder, {
    recursive: true,
    filter: (from) => !/Singleton|standin-chromium|\.sock$/.test(from)
  })
  one = await first.start()
  const two = await second.start()
  await addTask(one, 'offline on one')
  await addTask(two, 'offline on two')
  await cable.putBack()
  await one.synced()
  await two.synced()
  await addTask(one, 'online on one')
  await addTask(two, 'online on two')
  await one.synced()
  await two.synced()
  const all = [
    'before the copy',
    'in both copies',
    'offline on one',
    'offline on two',
    'online on one',
    'online on two'
  ]
  await expect.poll(titles).toEqual(all)
  // The one that noticed has an id of its own; its files stayed where they were.
  const devices = await server.context.db.kysely.selectFrom('device').select('id').execute()
  expect(devices.length).toBeGreaterThan(1)
  await two.kill()
  const again = await second.start()
  await again.synced()
  await again.openByPalette('East', 'East Steel')
  expect(await titles()).toEqual(all)
  await again.kill()
  await one.kill()
})
