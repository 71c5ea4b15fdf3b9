// What can be wrong at the sign-in screen: each says what to do, and what was typed stays.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setDisabled } from '../../server/src/features/auth/users.ts'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let desk: Desk
let app: AppDriver
let web: Server
let webAddress: string
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  web = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
  )
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done))
  webAddress = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  desk = await newDesk({ server: server.url })
  app = await desk.start()
})
afterAll(async () => {
  await desk?.remove()
  web?.close()
  await server?.close()
  await stopSharedPostgres()
})

const address = () => app.page.getByLabel('Server address')
/** Tries a sign-in, and gives the text of the form that says why not. */
async function refusal(login: string, secret?: string): Promise<string> {
  await app.trySignIn(login, secret)
  const wrong = app.page.getByRole('alert').or(app.page.locator('[aria-invalid=true]'))
  await wrong.first().waitFor()
  // Nothing that was typed has to be typed again.
  expect(await app.page.getByLabel('Name', { exact: true }).inputValue()).toBe(login)
  return app.page.getByRole('form', { name: 'Sign in' }).innerText()
}

test.each([
  ['a wrong password', 'anna', 'wrong', 'Check both and try again'],
  ['a name nobody has', 'nobody', 'wrong', 'Check both and try again']
])('%s', async (_what, login, secret, says) => {
  expect(await refusal(login, secret)).toContain(says)
})

test('a disabled user', async () => {
  await setDisabled(server.context, 'sven', true)
  expect(await refusal('sven')).toContain('This user is disabled. Ask your administrator.')
})

test.each([
  ['a web page', () => webAddress, 'This address is not a Fieldfile server. Check it, e.g.'],
  ['nobody there', () => 'http://127.0.0.1:9', 'The first sign-in needs the network: check it and the address'],
  ['no encryption', () => 'http://crm.example.com', 'Enter an address that starts with https://'],
  ['no address at all', () => 'mailto:anna@example.com', 'This address is not a Fieldfile server']
])('at a wrong address: %s', async (_what, wrong, says) => {
  await address().fill(wrong())
  expect(await refusal('anna')).toContain(says)
  expect(await address().inputValue()).toBe(wrong())
})

test('put right, the same form leads in', async () => {
  await address().fill(server.url)
  await app.signIn('anna')
  expect(await app.accountCount()).toBe(1)
})
