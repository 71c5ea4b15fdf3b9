// A customer file on two computers: what one writes stands in PostgreSQL and on the other's open screen.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { features } from '../../server/src/features/index.ts'
import { launch, type Launched } from '../harness/launch.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { password, startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
const folders: string[] = []
const running: Launched[] = []
let anna: Page
let dora: Page

beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres', features })
  anna = await signedIn('anna')
  dora = await signedIn('dora')
})
afterAll(async () => {
  for (const app of running) await app.kill()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  await server?.close()
  await stopSharedPostgres()
})

async function signedIn(login: string): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldfile-accounts-'))
  folders.push(folder)
  const app = await launch(folder, { env: { FIELDFILE_SERVER: server.url, TZ: 'Asia/Shanghai' } })
  running.push(app)
  const { page } = app
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByLabel('Name', { exact: true }).fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /^Synced/ }).waitFor()
  await page.getByRole('link', { name: /^Accounts/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  return page
}

const inDatabase = (field: string, value: string): Promise<{ id: string; body: Record<string, unknown> }[]> =>
  server.context.db.session((session) =>
    session.query(
      `select id, body from record where tenant = $1 and type = 'account' and body->>$2 = $3 and not deleted`,
      [server.context.tenant, field, value]
    )
  )

test('a name edited on one device appears in PostgreSQL and on the open screen of a second', async () => {
  for (const page of [anna, dora]) {
    await page.getByRole('button', { name: 'East Steel' }).click()
    await page.getByRole('heading', { level: 1, name: 'East Steel' }).waitFor()
  }
  await anna.getByRole('tab', { name: 'File' }).click()
  await anna.getByRole('button', { name: /East Steel.*Edit Name$/s }).click()
  const editor = anna.getByRole('textbox', { name: 'Name', exact: true })
  await editor.fill('East Special Steel')
  await editor.press('Enter')
  await anna.getByRole('heading', { level: 1, name: 'East Special Steel' }).waitFor()
  await expect.poll(() => inDatabase('name', 'East Special Steel'), { timeout: 20_000 }).toHaveLength(1)
  await dora.getByRole('heading', { level: 1, name: 'East Special Steel' }).waitFor()
})

test('a new customer belongs to the rep who created it, with code and number in their stored form', async () => {
  await anna.getByRole('link', { name: /^Accounts/ }).click()
  await anna.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  await anna.keyboard.press('n')
  const dialog = anna.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Qingtan Valves')
  await dialog.getByRole('textbox', { name: 'Unified social credit code' }).fill('91990000ma0dem0011')
  await dialog.getByRole('combobox', { name: 'Phones' }).fill('0510-5550 0142')
  await anna.keyboard.press('Enter')
  await anna.keyboard.press('Control+Enter')
  await anna.getByRole('heading', { level: 1, name: 'Qingtan Valves' }).waitFor()
  await expect.poll(() => inDatabase('name', 'Qingtan Valves'), { timeout: 20_000 }).toHaveLength(1)
  const [stored] = await inDatabase('name', 'Qingtan Valves')
  expect(stored!.body).toMatchObject({
    uscc: '91990000MA0DEM0011',
    phones: ['+8651055500142'],
    ownerUserId: server.ids.users.anna,
    territoryId: server.ids.east,
    lifecycleStatus: 'prospect'
  })
  await dora.getByRole('link', { name: /^Accounts/ }).click()
  await dora.getByRole('button', { name: 'Qingtan Valves' }).waitFor()
})

test('deleted on one device while open on the other: a notice and the way back, undone by one key', async () => {
  await dora.getByRole('button', { name: 'Qingtan Valves' }).click()
  await dora.getByRole('heading', { level: 1, name: 'Qingtan Valves' }).waitFor()
  await anna.getByRole('button', { name: 'More', exact: true }).click()
  await anna.getByRole('menuitem', { name: 'Delete account' }).click()
  await dora.getByText('Qingtan Valves is no longer among your accounts').waitFor()
  await anna.keyboard.press('Control+z')
  await dora.getByText('Qingtan Valves is no longer among your accounts').waitFor({ state: 'detached' })
  await expect.poll(() => inDatabase('name', 'Qingtan Valves'), { timeout: 20_000 }).toHaveLength(1)
})
