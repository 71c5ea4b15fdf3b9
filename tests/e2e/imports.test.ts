// A file of customers in the hands of marketing: chosen, looked at, imported, at the rep's, and taken back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { features } from '../../server/src/features/index.ts'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let cable: Cable
const desks: Desk[] = []
let mia: AppDriver
let anna: AppDriver

beforeAll(async () => {
  server = await startTestServer({ features })
  await server.write([
    { kind: 'edit', type: 'territory', id: server.ids.east, values: { provinces: ['江苏', '苏州'] } }
  ])
  cable = await plugIn(server.url)
  mia = await signedIn('mia', cable.url)
  anna = await signedIn('anna', server.url)
})
afterAll(async () => {
  for (const desk of desks) await desk.remove()
  await cable?.close()
  await server?.close()
})

async function signedIn(login: string, url: string): Promise<AppDriver> {
  const desk = await newDesk({ server: url })
  desks.push(desk)
  const driver = await desk.start()
  await driver.signIn(login)
  return driver
}

const file = Buffer.from(
  [
    '公司名称,地区,联系人,手机',
    '岚屿化工有限公司,江苏省,邵铁岩,13905120001',
    '岚屿化工有限公司,江苏省,方岚,13905120002',
    '朔禾重机,苏州,,',
    '云栎纸业,新疆,,',
    '错号机电,江苏,王强,TELEFON'
  ].join('\n')
)
const choose = (name: string): Promise<void> =>
  mia.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: file })
const importing = () => mia.button(/^Import \d+ compan/)

test('a file becomes customers on the devices of the territory, and the import can be undone', async () => {
  await mia.goTo('Imports')
  await mia.page.getByText('Nothing imported yet').waitFor()
  await choose('客户.csv')
  await mia.page.getByRole('heading', { level: 1, name: '客户.csv' }).waitFor()
  await mia.page.getByText('4 of 4 columns are imported').waitFor()
  await mia.page.getByText(/^1 rows? (have|has) no territory/).waitFor()
  await mia.page.getByText(/The phone number has letters/).waitFor()
  await mia.button(/^Import 2 companies/).waitFor()

  // Everything else goes to the west.
  await mia.page.getByRole('combobox', { name: 'Everything else' }).click()
  await mia.page.keyboard.type('West')
  await mia.page.keyboard.press('Enter')
  await mia.button(/^Import 3 companies/).waitFor()
  await importing().click()
  await mia.page.getByText('3 companies imported').waitFor()

  await anna.finds('岚屿', '岚屿化工有限公司')
  await anna.finds('shuohe', '朔禾重机')
  await anna.findsNothing('云栎')

  await mia.button('Undo the whole import').click()
  await mia.dialog().getByRole('button', { name: 'Undo the import' }).click()
  await mia.page.getByText('Everything this import brought is gone.', { exact: false }).waitFor()
  await expect.poll(() => anna.accountCount()).toBe(1)
})

test('without a network the chosen file waits and is sent when it is back', async () => {
  await mia.goTo('Imports')
  await cable.pull()
  await choose('later.csv')
  await mia.page.getByText(/^later\.csv .* uploads when you are online$/).waitFor()
  await cable.putBack()
  await mia.page.getByRole('heading', { level: 1, name: 'later.csv' }).waitFor({ timeout: 60_000 })
  expect(await importing().innerText()).toMatch(/^Import 2 companies/)
})

test('who may not import has no entry for it', async () => {
  expect(await anna.page.getByRole('link', { name: /^Imports/ }).count()).toBe(0)
})
