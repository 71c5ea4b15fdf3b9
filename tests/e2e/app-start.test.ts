import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch, type Launched } from '../harness/launch.ts'
import { password, startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let folder: string
let running: Launched
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldfile-'))
})
afterEach(async () => {
  await running.kill()
  await rm(folder, { recursive: true, force: true })
})

const start = async (): Promise<void> => {
  running = await launch(folder, { env: { FIELDFILE_SERVER: server.url } })
}
/** Buttons are found in both languages: the system decides which one the app starts in. */
const button = (name: RegExp) => running.page.getByRole('button', { name })
const signInButton = () => button(/^(登\s*录|Sign in)$/)
async function fill(login: string, secret: string): Promise<void> {
  const { page } = running
  await page.getByLabel(/^(账号|Name)$/).fill(login)
  await page.getByLabel(/^(密码|Password)$/).fill(secret)
}

test('start, wrong password, sign in, the shell, and the same after a restart', async () => {
  await start()
  expect(await running.page.getByLabel(/^(服务器地址|Server address)$/).inputValue()).toBe(server.url)

  // Ant Design's style elements pass the content security policy: the filled button has the primary colour.
  expect(await signInButton().evaluate((element) => getComputedStyle(element).backgroundColor)).toMatch(
    /rgb\((27, 86, 184|46, 107, 211)\)/
  )

  await fill('anna', 'wrong')
  await signInButton().click()
  await running.page.getByText(/账号或密码不对|name or the password is wrong/).waitFor()

  await fill('anna', password)
  await running.page.keyboard.press('Enter')
  await running.page.getByRole('navigation', { name: /主导航|Main navigation/ }).waitFor()
  await button(/^(已同步|Synced)/).waitFor()

  await running.page.getByRole('link', { name: /设置|Settings/ }).click()
  await running.page.getByRole('heading', { level: 1, name: /设置|Settings/ }).waitFor()
  await button(/^EN$/).click()
  await running.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()

  await running.page.reload()
  await running.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
})

test('the palette finds a customer that was synced', async () => {
  await start()
  await fill('anna', password)
  await signInButton().click()
  await button(/^(已同步|Synced)/).waitFor()
  await running.page.keyboard.press('Control+K')
  await running.page.getByRole('combobox').fill('east st')
  await running.page.getByRole('option', { name: 'East Steel', exact: true }).waitFor()
  expect(await running.page.getByRole('option', { name: /West Paper/ }).count()).toBe(0)
})

test('signing out shows the sign-in screen, and nothing of the last user', async () => {
  await start()
  await fill('anna', password)
  await signInButton().click()
  await button(/^(已同步|Synced)/).waitFor()
  await button(/^anna/).click()
  await running.page.getByRole('menuitem', { name: /退出登录|Sign out/ }).click()
  await signInButton().waitFor()
  await running.page.getByText(/已退出登录|signed out/).waitFor()
  expect(await running.page.getByText('anna').count()).toBe(0)
})
