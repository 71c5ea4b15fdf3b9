// A device that the server has shut out destroys its key and all it held, also when it is killed amid that.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let desk: Desk
beforeAll(async () => {
  server = await startTestServer()
  desk = await newDesk({ server: server.url })
})
afterAll(async () => {
  await desk?.remove()
  await server?.close()
})

const databases = (app: AppDriver) =>
  app.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
const people = () => readdirSync(join(desk.folder, 'people'))
/** The places of people, without those whose destroying has begun. */
const alive = () => people().filter((name) => !name.endsWith('.gone'))

test('revoked: the key, the journal, the database and the reminders are gone, and the person is told', async () => {
  const app = await desk.start()
  await app.signIn('anna')
  expect(await databases(app)).toEqual([expect.stringMatching(/^fieldfile-/)])
  expect(alive()).toHaveLength(1)
  await server.context.db.kysely.updateTable('device').set({ status: 'revoked' }).execute()
  await app.button(/^Synced/).click()
  await app.page.getByText('This device was revoked', { exact: false }).first().waitFor()
  await app.page.getByRole('form').first().waitFor()
  await expect.poll(() => databases(app)).toEqual([])
  await expect.poll(people).toEqual([])
  await expect.poll(() => existsSync(join(desk.folder, 'due.bin'))).toBe(false)
  await expect.poll(() => existsSync(join(desk.folder, 'doomed.json'))).toBe(false)
  // Not by signing in again either: only the administrator can say so.
  await app.trySignIn('anna')
  await app.page.getByText('This device was revoked', { exact: false }).first().waitFor()
  await app.kill()
})
