// What a device keeps, as a person meets it: PIN, check and repair, backup, unsent edits by hand to another computer, two
// people on one computer, erasing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

const pin = '482913'
const account = '东方化工'
let server: TestServer
let cable: Cable
let desk: Desk
let home: Desk
let files: string
let app: AppDriver

beforeAll(async () => {
  server = await startTestServer({ engine: 'pglite' })
  await server.write([{ kind: 'edit', type: 'account', id: server.ids.eastAccount, values: { name: account } }])
  cable = await plugIn(server.url)
  desk = await newDesk({ server: cable.url })
  home = await newDesk({ server: server.url })
  files = await mkdtemp(join(tmpdir(), 'fieldfile-carried-'))
})
afterAll(async () => {
  await desk?.remove()
  await home?.remove()
  await cable?.close()
  await server?.close()
  await rm(files, { recursive: true, force: true })
})

const typed = (label: string, text: string) => app.page.getByLabel(label, { exact: true }).fill(text)
const says = (text: string | RegExp) => app.page.getByText(text).first().waitFor()
async function toStorage(driver: AppDriver): Promise<void> {
  await driver.openByPalette('cunchu', 'Storage and backups')
}
async function stored(field: string): Promise<unknown[]> {
  return server.context.db.session(async (session) => {
    const found = await session.query<{ value: unknown }>(
      `select body->>$3 as value from record where tenant = $1 and id = $2`,
      [server.context.tenant, server.ids.eastAccount, field]
    )
    return found.map(({ value }) => value)
  })
}
/** How many ops of this field the server took. */
async function timesTaken(): Promise<number> {
  return server.context.db.session(async (session) => {
    const [row] = await session.query<{ n: number }>(
      `select count(*)::int as n from op_result where tenant = $1 and status = 'applied'`,
      [server.context.tenant]
    )
    return row!.n
  })
}

test('a PIN: set, asked for after a restart, opens, changed, locked, removed', async () => {
  app = await desk.start()
  await app.signIn('anna')
  await app.goTo('Settings')
  await app.button('Set a PIN').click()
  await typed('New PIN', pin)
  await typed('Type it again', pin)
  await app.page.keyboard.press('Enter')
  await app.toast('The PIN is set')
  await app.kill()

  app = await desk.start()
  await app.page.getByRole('heading', { name: 'Enter your PIN' }).waitFor()
  expect(await app.page.getByRole('navigation').count()).toBe(0)
  await typed('PIN', '111111')
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('alert').waitFor()
  await typed('PIN', pin)
  await app.page.keyboard.press('Enter')
  await app.synced()

  await app.goTo('Settings')
  await app.button('Change PIN').click()
  await typed('Current PIN', pin)
  await typed('New PIN', '715204')
  await typed('Type it again', '715204')
  await app.page.keyboard.press('Enter')
  await app.toast('The PIN is changed')
  // The computer goes to sleep.
  await app.run.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
  await app.page.getByRole('heading', { name: 'Enter your PIN' }).waitFor()
  await typed('PIN', '715204')
  await app.page.keyboard.press('Enter')
  await app.button('Remove PIN').click()
  await typed('Current PIN', '715204')
  await app.page.keyboard.press('Enter')
  await app.toast('The PIN is removed')
})

test('checked and repaired without a network, an unsent edit stays; a damaged backup is refused, a whole one restores', async () => {
  await cable.pull()
  await app.openByPalette(account, account)
  await app.editField('Identity', 'City', '苏州')
  await app.button(/^Offline.*1 waiting/).waitFor()
  await toStorage(app)
  await app.button('Check').click()
  await says(/^Everything can be read/)
  await says('The 1 unsent change is there.')
  await app.button(/^Repair/).click()
  await says('Fetching the data on this computer')
  await app.button(/^Offline.*1 waiting/).waitFor()

  await app.button('Back up now').click()
  await app.toast(/^Backed up/)
  await app.button(/^Restore the backup of/).click()
  await app.dialog().getByRole('button', { name: 'Restore', exact: true }).click()
  await app.toast('This computer has every change of that backup')
  await app.button(/^Offline.*1 waiting/).waitFor()
  const place = join(desk.folder, 'people', readdirSync(join(desk.folder, 'people'))[0]!, 'backups')
  const file = join(place, readdirSync(place)[0]!)
  const bytes = readFileSync(file)
  bytes[bytes.length - 40]! ^= 1
  writeFileSync(file, bytes)
  await app.goTo('Sync')
  await toStorage(app)
  await says('This backup was changed or is damaged')
  expect(await app.button(/^Restore the backup of/).count()).toBe(0)
})

test('[I2] unsent edits leave by a file, go in on another computer once, and reach the server once', async () => {
  const before = await timesTaken()
  const path = join(files, 'unsent.fieldfile')
  await app.run.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await app.button('Export unsent changes').click()
  const code = await app.page.getByLabel('Code of the file').innerText()
  expect(readFileSync(path, 'utf8')).not.toContain('苏州')
  await app.dialog().getByRole('button', { name: 'Got it' }).click()

  const there = await home.start()
  await there.signIn('anna')
  await toStorage(there)
  await there.run.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
  }, path)
  const open = async () => {
    await there.button('Take in a file of another computer').click()
    await there.page.getByLabel('Enter the 16 characters noted at the export').fill(code)
    await there.page.keyboard.press('Enter')
  }
  await open()
  await there.dialog().getByText('1 change.', { exact: false }).waitFor()
  await there.button('Take them in').click()
  await there.toast('1 change taken in')
  await expect.poll(() => stored('city'), { timeout: 30_000 }).toEqual(['苏州'])
  await open()
  await there.dialog().getByText('already taken in', { exact: false }).waitFor()
  await there.kill()

  await cable.putBack()
  await app.synced()
  expect(await timesTaken()).toBe(before + 1)
})

test('the next person on this computer sees nothing of the first, whose unsent edit waits for them', async () => {
  await cable.pull()
  await app.openByPalette(account, account)
  await app.editField('Identity', 'City', '常熟')
  await app.button(/^Offline.*1 waiting/).waitFor()
  const signOut = async () => {
    await app.page
      .getByRole('banner')
      .getByRole('button', { name: /REP|Sales rep/ })
      .click()
    await app.page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await signOut()
  await app.dialog().getByRole('button', { name: 'Sign out' }).click()
  await app.page.getByRole('form', { name: 'Sign in' }).waitFor()
  await cable.putBack()
  await app.signIn('ben')
  await app.findsNothing(account)
  await toStorage(app)
  await says('Everything is sent; there is nothing to take along.')
  await signOut()
  await app.page.getByRole('form', { name: 'Sign in' }).waitFor()
  expect(await stored('city')).toEqual(['苏州'])
  await app.signIn('anna')
  await expect.poll(() => stored('city'), { timeout: 30_000 }).toEqual(['常熟'])
})

test('a cut cable is told while nothing is done; erased, nothing of the person is left on this computer', async () => {
  await app.synced()
  await cable.pull()
  await app.button(/^Offline/).waitFor()
  await toStorage(app)
  await app.button('Erase the data here').click()
  await app.dialog().getByRole('textbox').fill('erase')
  await app.page.keyboard.press('Enter')
  await says(/^Key and data of/)
  // Ben's folder is his.
  expect(readdirSync(join(desk.folder, 'people'))).toHaveLength(1)
  await expect.poll(() => readdirSync(desk.folder)).not.toContain('session.bin')
  const names = await app.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(names).toHaveLength(1)
})
