// What can go wrong between a signed-in device and its server: it says what to do, work goes on, and nothing is lost.
import { createServer, type RequestListener } from 'node:http'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { setDisabled } from '../../server/src/features/auth/users.ts'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { password, startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let cable: Cable
let desk: Desk
let anna: AppDriver
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  cable = await plugIn(server.url)
  desk = await newDesk({ server: cable.url })
  anna = await desk.start()
  await anna.signIn('anna')
  await anna.openByPalette('East Steel', 'East Steel')
})
afterAll(async () => {
  await desk?.remove()
  await cable?.close()
  await server?.close()
  await stopSharedPostgres()
})

const inDatabase = async (field: string): Promise<unknown> =>
  server.context.db.session(async (session) => {
    const found = await session.query<{ value: unknown }>(
      `select body->$3 as value from record where tenant = $1 and id = $2 and type = 'account'`,
      [server.context.tenant, server.ids.eastAccount, field]
    )
    return found[0]?.value
  })
const alert = (text: string) => anna.page.getByRole('alert').getByText(text)

/** Another server answers in the place of ours, as a guest network's sign-in page does. */
async function inBetween(answer: RequestListener): Promise<() => Promise<void>> {
  await cable.pull()
  const portal = createServer(answer)
  await new Promise<void>((done) => portal.listen(Number(new URL(cable.url).port), '127.0.0.1', done))
  const leave = async (): Promise<void> => {
    if (!portal.listening) return
    const closed = new Promise((done) => portal.close(done))
    portal.closeAllConnections()
    await closed
    await cable.putBack()
  }
  onTestFinished(leave)
  return leave
}
const page: RequestListener = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<form>Room number</form>')
const redirect: RequestListener = (_request, response) =>
  response.writeHead(302, { location: 'http://127.0.0.1:9/sign-in' }).end()

test.each([
  ['its own page', page, '苏州'],
  ['a redirect', redirect, '常州']
])('a guest network that answers with %s: sign in there; the edit waits and goes out', async (_what, answer, city) => {
  const goAway = await inBetween(answer)
  await anna.editField('Identity', 'City', city)
  await alert('This network wants you to sign in first').waitFor()
  await anna.button('Open a browser to sign in').waitFor()
  await anna.shows('City', city)
  expect(await inDatabase('city')).not.toBe(city)

  await goAway()
  await anna.button('Try again').click()
  await anna.synced()
  expect(await inDatabase('city')).toBe(city)
  expect(await alert('This network').count()).toBe(0)
})

test('[I13] a clock a day off: it says so, and edits count all the same', async () => {
  server.skew.ms = 86_400_000
  await anna.editField('Identity', 'District', '吴中')
  await alert('Check date and zone; nothing is lost.').waitFor()
  expect(await alert('1440 min behind').count()).toBe(1)
  await expect.poll(() => inDatabase('district')).toBe('吴中')
  server.skew.ms = 0
})

test('the server is down at a start: the data is there, and it syncs when the server is back', async () => {
  await cable.pull()
  await anna.kill()
  anna = await desk.start()
  await anna.openByPalette('East Steel', 'East Steel')
  await anna.editField('Identity', 'Postcode', '215000')
  await anna.button(/^Offline.*1 waiting/).waitFor()
  await cable.putBack()
  await anna.synced()
  expect(await inDatabase('postcode')).toBe('215000')
})

test('a user who is disabled at work: told whom to ask; what is unsent stays and goes out when enabled again', async () => {
  await setDisabled(server.context, 'anna', true)
  await anna.editField('Identity', 'Postcode', '215001')
  await alert('This user is disabled. Ask your administrator.').waitFor()
  await anna.shows('Postcode', '215001')
  expect(await inDatabase('postcode')).toBe('215000')
  await setDisabled(server.context, 'anna', false)
  await anna.button('Sign in again').click()
  await anna.dialog().getByLabel('Password', { exact: true }).fill(password)
  await anna.dialog().getByRole('button', { name: 'Sign in', exact: true }).click()
  await anna.dialog().waitFor({ state: 'detached' })
  await anna.synced()
  expect(await inDatabase('postcode')).toBe('215001')
})
