// Marketing brings customer files: columns, territories and errors are looked at, then it is written, and taken back.
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { features } from '../../server/src/features/index.ts'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { byHand, companies, companyFile, companyHeader, shopFile, thought } from '../harness/files.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let desk: Desk
let mia: AppDriver
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres', features })
  const { east, west } = server.ids
  await server.write([
    { kind: 'edit', type: 'territory', id: east, values: { provinces: ['江苏', '浙江', '上海'] } },
    { kind: 'edit', type: 'territory', id: west, values: { provinces: ['四川'] } }
  ])
  desk = await newDesk({ server: server.url })
  mia = await desk.start()
  await mia.signIn('mia')
})
afterAll(async () => {
  await desk?.remove()
  await server?.close()
  await stopSharedPostgres()
})
beforeEach(() => mia.goTo('Imports'))

interface Stored {
  body: Record<string, unknown>
  buckets: string[]
}
/** What PostgreSQL holds of a type, by name. */
const stored = (type: string): Promise<Stored[]> =>
  server.context.db.session((session) =>
    session.query<Stored>(
      `select body, buckets from record where tenant = $1 and type = $2 and not deleted order by body->>'name'`,
      [server.context.tenant, type]
    )
  )
const count = async (type: string): Promise<number> => (await stored(type)).length

/** Chooses a file in the app and waits until it is read. */
async function choose(name: string, buffer: Buffer): Promise<void> {
  await mia.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await mia.page.getByRole('heading', { level: 1, name }).waitFor()
  await checked()
}
/** The server has worked out what would happen. */
const checked = () => mia.page.getByText('ready', { exact: true }).first().waitFor()
const target = (column: string) => mia.page.getByRole('combobox', { name: `“${column}” goes to`, exact: true })
/** Picks from a list: types what it is called and takes what it offers first. */
async function pick(list: ReturnType<typeof target>, text: string): Promise<void> {
  await list.fill(text)
  await mia.page.locator('.ant-select-item-option-active', { hasText: text }).waitFor()
  await list.press('Enter')
}
const rowOf = (text: string | RegExp) => mia.page.getByRole('row', { name: text })
/** A figure of the check, by what it counts. */
const figure = (label: string) =>
  mia.panel('4. Check').getByRole('term').getByText(label, { exact: true }).locator('xpath=following::dd[1]')
async function commit(word: string): Promise<void> {
  await mia.button(new RegExp(`^${word} Ctrl Enter$`)).click()
  await mia.button('Undo the whole import').waitFor()
}

describe('sixty companies', () => {
  const rows = companies({ first: ['江苏', '浙江'], second: ['四川', '陕西'] })

  test('are read, mapped, given to territories, looked through and written', async () => {
    await choose('客户名单.csv', companyFile(rows, '江苏'))
    const guessed = ['Name', 'Province', 'Phones', 'Founded in', 'Left out']
    for (const [i, column] of companyHeader.entries())
      await rowOf(new RegExp(`^${column} .*${guessed[i]}`))
        .first()
        .waitFor()
    await mia.panel('Start of the file').getByRole('cell', { name: rows[0]!.name }).waitFor()

    await pick(target(byHand), 'Business goals')
    await mia.page.getByText('5 of 5 columns are imported').waitFor()

    // What a province says is taken; what it does not say a person decides.
    await rowOf(/^江苏 17 .*East.*guessed/).waitFor()
    await rowOf(/^四川 15 .*West.*guessed/).waitFor()
    await mia.page.getByText('15 rows have no territory and will be left out').waitFor()
    await mia.page.getByText('Errors 17').waitFor()
    await pick(mia.page.getByRole('combobox', { name: 'Territory of “陕西”' }), 'West')

    await mia.page.getByText('Errors 2').waitFor()
    expect(await figure('New companies').innerText()).toBe('60')
    await rowOf(/^62 错号机电有限公司 电话: The phone number has letters.*无电话可查/).waitFor()
    await rowOf(/^63 多格密封件有限公司 This row has a different number of cells.*6 \/ 5 cells/).waitFor()
    expect(await count('account')).toBe(2)

    await commit('Import 60 companies')
    await mia.page.getByText('60 companies imported').waitFor()
    await rowOf(/^63 多格密封件有限公司/).waitFor()
  })

  test('stand in the database, each with its values, territory, owner and buckets', async () => {
    const made = (await stored('account')).filter(({ body }) => body['source'] === 'import')
    const { east, west, users } = server.ids
    expect(made).toHaveLength(60)
    for (const [i, { name, province, phone }] of rows.entries()) {
      const { body, buckets } = made.find((one) => one.body['name'] === name)!
      const isEast = province === '江苏' || province === '浙江'
      expect(body).toMatchObject({
        province,
        phones: [`+86${phone.replaceAll('-', '').slice(1)}`],
        foundedYear: 2009,
        businessGoals: thought(i + 1),
        territoryId: isEast ? east : west,
        ownerUserId: isEast ? users.anna : users.ben,
        createdBy: users.mia,
        lifecycleStatus: 'prospect'
      })
      expect(buckets).toContain(`t:${isEast ? east : west}`)
      expect(buckets).not.toContain(`t:${isEast ? west : east}`)
    }
  })

  test('brought again are known: nothing to import', async () => {
    await choose('客户名单.csv', companyFile(rows, '江苏'))
    await mia.page.getByText(/^The same file was imported/).waitFor()
    expect(await figure('New companies').innerText()).toBe('0')
    expect(await mia.button('Nothing to import').isDisabled()).toBe(true)
  })
})

describe('shops with contacts', () => {
  const shops = ['The Gear Store', 'Nice Bikes', 'Fourth Bike Store', 'Metro Sports Supply']

  test('several rows make one company with several contacts, and the whole import is taken back', async () => {
    const before = await count('account')
    await choose('shops.csv', shopFile(shops, 3))
    await rowOf(/^FirstName .*Full name.*columns joined/).waitFor()
    await rowOf(/^LastName .*Full name.*columns joined/).waitFor()
    // No column says where these are.
    await pick(mia.page.getByRole('combobox', { name: /^(Everything else|All rows)$/ }), 'East')
    await expect.poll(() => figure('Contacts').innerText()).toBe('12')
    await commit('Import 4 companies')

    expect(await count('account')).toBe(before + 4)
    const persons = await stored('person')
    expect(persons).toHaveLength(12)
    const gear = (await stored('account')).find(({ body }) => body['name'] === 'The Gear Store')!
    expect(gear.body).toMatchObject({ territoryId: server.ids.east, ownerUserId: server.ids.users.anna })
    expect(persons.map(({ body }) => body['name'])).toEqual(expect.arrayContaining(['Ann Arthur', 'John Blanco']))
    expect(await count('posting')).toBe(12)

    await mia.button('Undo the whole import').click()
    await mia.dialog().getByRole('button', { name: 'Undo the import' }).click()
    await mia.page.getByText('Everything this import brought is gone.').waitFor()
    expect([await count('account'), await count('person'), await count('posting')]).toEqual([before, 0, 0])
    await mia.goTo('Imports')
    await rowOf(/^shops\.csv.*Undone/).waitFor()
    await rowOf(/^客户名单\.csv.*Imported/).waitFor()
  })
})

const folder = process.env['FIELDFILE_DATA'] ?? resolve('../shared/data')
const there = existsSync(folder)
if (!there) console.warn(`skipped: no real files at ${folder} (FIELDFILE_DATA)`)

/** Files from public sources, as they are. The folder is not part of the project. */
describe.skipIf(!there)('real files', () => {
  test.each([
    ['04-zh-companies/上市公司_A.csv', 'Import 2,709 companies', { account: 2709, person: 0 }],
    ['02-b2b/adventureworks-b2b/Sales vStoreWithContacts.csv', 'Import 701 companies', { account: 701, person: 753 }]
  ])('%s', async (path, action, made) => {
    const before = { account: await count('account'), person: await count('person') }
    await choose(basename(path), readFileSync(join(folder, path)))
    await pick(mia.page.getByRole('combobox', { name: /^(Everything else|All rows)$/ }), 'West')
    await commit(action)
    expect(await count('account')).toBe(before.account + made.account)
    expect(await count('person')).toBe(before.person + made.person)
    // A province that a territory names goes there, everything else where it was sent.
    const { east, west } = server.ids
    const territories = (await stored('account')).map(({ body: { province, territoryId } }) => ({
      province,
      territoryId
    }))
    const named = ['江苏', '浙江', '上海']
    const amiss = territories.filter(
      ({ province, territoryId }) => province && territoryId !== (named.includes(String(province)) ? east : west)
    )
    expect(amiss).toEqual([])
    await mia.button('Undo the whole import').click()
    await mia.dialog().getByRole('button', { name: 'Undo the import' }).click()
    await mia.page.getByText('Everything this import brought is gone.').waitFor()
    expect([await count('account'), await count('person')]).toEqual([before.account, before.person])
  })
})
