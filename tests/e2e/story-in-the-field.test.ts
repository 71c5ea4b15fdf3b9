// A rep's week: companies arrive, visits are planned, the network goes and comes back, and nothing is lost.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { features } from '../../server/src/features/index.ts'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { plugIn, type Cable } from '../harness/cable.ts'
import { companies, companyFile } from '../harness/files.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { startTestServer, type Device, type TestServer } from '../harness/server.ts'

const zone = 'Asia/Shanghai'
const rows = companies({ first: ['江苏', '浙江'], second: ['四川', '陕西'] })
const mine = rows.slice(0, 10).map(({ name }) => name)
const theirs = rows[10]!.name

let server: TestServer
let cable: Cable
let desks: Record<'anna' | 'annaHome' | 'ben' | 'carl', Desk>
/** The rep in the field, behind the cable. */
let anna: AppDriver
let ben: AppDriver
let carl: AppDriver

beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres', features })
  cable = await plugIn(server.url)
  const { east, west } = server.ids
  await server.write([
    { kind: 'edit', type: 'territory', id: east, values: { provinces: ['江苏', '浙江'] } },
    { kind: 'edit', type: 'territory', id: west, values: { provinces: ['四川', '陕西'] } }
  ])
  await importCompanies(await server.device('mia'))
  const [own, behindCable] = [{ server: server.url }, { server: cable.url }]
  desks = {
    anna: await newDesk(behindCable),
    annaHome: await newDesk(own),
    ben: await newDesk(own),
    carl: await newDesk(own)
  }
})
afterAll(async () => {
  for (const desk of Object.values(desks ?? {})) await desk.remove()
  await cable?.close()
  await server?.close()
  await stopSharedPostgres()
})

async function importCompanies(mia: Device): Promise<void> {
  const answer = await fetch(`${server.url}/imports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${mia.access}`,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent('客户.csv')
    },
    body: new Uint8Array(companyFile(rows, '江苏'))
  })
  const { id } = (await answer.json()) as { id: string }
  const { body } = await mia.post(`/imports/${id}/commit`, {})
  expect(body.counts).toMatchObject({ created: 60, errors: 2 })
}

interface Stored {
  id: string
  body: Record<string, unknown>
  deleted: boolean
  buckets: string[]
}
/** What PostgreSQL holds. */
const inDatabase = (type: string, field: string, value: string): Promise<Stored[]> =>
  server.context.db.session((session) =>
    session.query<Stored>(
      `select id, body, deleted, buckets from record
       where tenant = $1 and type = $2 and body->>$3 = $4 and not deleted order by id`,
      [server.context.tenant, type, field, value]
    )
  )
const accountId = async (name: string): Promise<string> => (await inDatabase('account', 'name', name))[0]!.id
/** The Wednesday, say, of next week. */
function weekday(n: number): string {
  const today = new Date(`${day(0)}T00:00:00Z`)
  return day(7 - ((today.getUTCDay() + 6) % 7) + n - 1)
}
/** A day in the user's zone. */
const day = (inDays: number): string =>
  new Date(Date.now() + inDays * 86_400_000).toLocaleDateString('en-CA', { timeZone: zone })

test('[I8] a rep receives the companies of their own territory and no others', async () => {
  ;[anna, ben] = await Promise.all([desks.anna.start(), desks.ben.start()])
  await Promise.all([anna.signIn('anna'), ben.signIn('ben')])
  // Thirty from the file, and the one that was there.
  expect(await anna.accountCount()).toBe(31)
  expect(await ben.accountCount()).toBe(31)
  const [ofAnna, ofBen] = await Promise.all([anna.stored('account'), ben.stored('account')])
  expect([ofAnna.length, ofBen.length]).toEqual([31, 31])
  expect(ofAnna.filter((id) => ofBen.includes(id))).toEqual([])
  await anna.finds(mine[0]!, mine[0]!)
  await anna.findsNothing(theirs.slice(0, 2))
  await ben.finds(theirs, theirs)
})

test('ten visits of next week are planned in one go', async () => {
  await anna.nextWeek()
  for (const name of mine) await anna.page.getByRole('checkbox', { name: `Choose ${name}` }).check()
  await anna.button(/^Plan 10 in week/).click()
  await anna.toast(/^10 visits planned in week/)
  for (const name of mine) expect(await anna.visitIn(name).count()).toBe(1)
  await anna.synced()
  const visits = await inDatabase('visit', 'ownerUserId', server.ids.users.anna)
  expect(visits.map(({ body }) => body['state'])).toEqual(Array.from({ length: 10 }, () => 'planned'))
})

/** The customer whose file is worked on, and the one that is visited. */
const worked = mine[0]!
const visited = mine[1]!
const [moved, cancelled] = [mine[2]!, mine[3]!]
const summary = '泵房两台离心泵振动偏大，约定下周带测振仪复查。'

/** What was done without a network, as any device that may see it shows it. */
async function expectTheWork(app: AppDriver): Promise<void> {
  await app.openByPalette(worked, worked)
  await app.shows('City', '苏州')
  await app.shows('Business goals', '三年内把单耗降一成')
  await app.tab('People')
  await app.page.getByRole('link', { name: '邵铁岩' }).waitFor()
  await app.tab('Sites')
  await app.panel('二厂 Plant · 常熟').waitFor()

  await app.openByPalette(visited, visited)
  await app.tab('Tasks')
  await app.page.getByText('带测振仪复查').first().waitFor()
  await app.tab('Timeline')
  await app.page.getByText(summary).first().waitFor()
}
async function expectThePlan(app: AppDriver): Promise<void> {
  await app.nextWeek()
  await app.page.getByRole('button', { name: new RegExp(`^${moved}.*16:00–17:00, Planned`) }).waitFor()
  expect(await app.visitIn(cancelled).count()).toBe(0)
  expect(await app.visitIn(visited).count()).toBe(0)
  for (const name of [worked, ...mine.slice(4)]) expect(await app.visitIn(name).count()).toBe(1)
}
const waitingOf = async (app: AppDriver): Promise<number> =>
  Number(/(\d+) waiting/.exec(await app.badge().innerText())?.[1] ?? 0)

let waiting = 0

test('without a network the day goes on: found, edited, added, moved, cancelled, visited, reported', async () => {
  await cable.pull()
  const { page } = anna

  const { name, phone } = rows[0]!
  await anna.finds(name.slice(0, 2), name.slice(0, 2))
  await anna.finds('lanyuhuagong', name)
  await anna.finds('lyhg', name)
  await anna.finds(phone.replaceAll('-', ''), name)
  await anna.finds(phone.slice(-8), name)

  await anna.openByPalette(worked, worked)
  await anna.editField('Identity', 'City', '苏州')
  await anna.button(/^Offline.*1 waiting/).waitFor()
  await anna.editField('Direction', 'Business goals', '三年内把单耗降一成')
  await anna.record('Person', { 'Full name': '邵铁岩', 'Standard position': { choose: 'Production manager' } })
  await anna.record('Site', { Name: '二厂', City: '常熟' })

  await anna.nextWeek()
  await anna.moveVisit(moved, { date: weekday(3), time: '16:00' })
  await anna.cancelVisit(cancelled)
  // The customer asked us to come today instead.
  await anna.moveVisit(visited, { date: day(0), time: '09:00' })

  await anna.goTo('Today')
  await page.getByRole('link', { name: visited }).first().click()
  await anna.button('Check in').click()
  await anna.toast(`Checked in at ${visited}`)
  await anna.button('New person').click()
  await page.getByLabel('Name', { exact: true }).fill('方岚')
  await anna.panel('Who was there').getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('checkbox', { name: /^方岚/, checked: true }).waitFor()
  await anna.panel('Record').getByRole('radio', { name: 'Task' }).click()
  await page.getByLabel('What to do').fill('带测振仪复查')
  await anna.button('Tomorrow').first().click()
  await anna.panel('Record').getByRole('button', { name: 'Add', exact: true }).click()
  await anna.toast(/^Saved, with a task/)
  await page.getByRole('radio', { name: 'Nothing' }).click()
  await page.getByRole('radio', { name: 'Nothing', checked: true }).waitFor()
  await page.getByLabel('Summary').fill(summary)
  await page.getByLabel('Summary').blur()
  await anna.panel('Report').getByText('Saved here, waiting').waitFor()
  await anna.button('Check out').click()
  await anna.button(/^Submit report/).click()
  await page.getByText('Report submitted').waitFor()

  await anna.goTo('Sync')
  waiting = await waitingOf(anna)
  expect(waiting).toBeGreaterThan(10)
  // Nothing of it has left the device.
  expect(await inDatabase('person', 'name', '邵铁岩')).toEqual([])
})

test('after a power cut the device has all of it, still without a network', async () => {
  await anna.kill()
  anna = await desks.anna.start()
  await anna.button(/^Offline/).waitFor()
  await expect.poll(() => waitingOf(anna)).toBe(waiting)
  await expectTheWork(anna)
  await expectThePlan(anna)
})

test('the network is back: it syncs by itself, and everybody who may has it, nobody else', async () => {
  const annaHome = await desks.annaHome.start()
  carl = await desks.carl.start()
  await Promise.all([annaHome.signIn('anna'), carl.signIn('carl')])

  const from = Date.now()
  await cable.putBack()
  await anna.synced()
  console.log(`synced ${Date.now() - from} ms after the cable was put back`)
  expect(Date.now() - from).toBeLessThan(30_000)

  const id = await accountId(worked)
  const visitedId = await accountId(visited)
  const [account] = await inDatabase('account', 'name', worked)
  expect(account!.body).toMatchObject({ city: '苏州', businessGoals: '三年内把单耗降一成' })
  expect(await inDatabase('person', 'accountId', id)).toMatchObject([{ body: { name: '邵铁岩', status: 'active' } }])
  expect(await inDatabase('site', 'accountId', id)).toMatchObject([{ body: { name: '二厂', city: '常熟' } }])
  const visitTo = async (name: string) => (await inDatabase('visit', 'accountId', await accountId(name)))[0]!.body
  expect(await visitTo(moved)).toMatchObject({ state: 'planned', plannedStart: { at: `${weekday(3)}T08:00:00.000Z` } })
  expect(await visitTo(cancelled)).toMatchObject({ state: 'cancelled' })
  expect(await visitTo(visited)).toMatchObject({ state: 'reported' })
  expect(await inDatabase('visitReport', 'accountId', visitedId)).toMatchObject([{ body: { summary } }])
  expect(await inDatabase('task', 'accountId', visitedId)).toMatchObject([
    { body: { title: '带测振仪复查', status: 'open' } }
  ])

  for (const app of [annaHome, carl]) await expectTheWork(app)
  await expectThePlan(annaHome)
  await annaHome.kill()

  // Ben's device is online all the time; what it may see has not grown.
  await ben.synced()
  const rowsOfTheWork = await server.context.db.session((session) =>
    session.query<{ type: string; id: string; buckets: string[] }>(
      `select type, id, buckets from record where tenant = $1 and root_id = any($2)`,
      [server.context.tenant, [id, visitedId]]
    )
  )
  expect(rowsOfTheWork.length).toBeGreaterThan(8)
  const entries = await server.context.db.session((session) =>
    session.query<{ bucket: string }>(`select distinct bucket from bucket_entry where tenant = $1 and id = any($2)`, [
      server.context.tenant,
      rowsOfTheWork.map((row) => row.id)
    ])
  )
  const grantsOfBen = await deviceGrants('ben')
  expect(grantsOfBen).toContain(`t:${server.ids.west}`)
  expect(entries.map(({ bucket }) => bucket).filter((bucket) => grantsOfBen.includes(bucket))).toEqual([])
  for (const type of new Set(rowsOfTheWork.map((row) => row.type))) {
    const held = await ben.stored(type)
    expect(rowsOfTheWork.filter((row) => row.type === type && held.includes(row.id))).toEqual([])
  }
})

/** The buckets a person is granted, as a device of theirs learns them. */
async function deviceGrants(login: 'ben'): Promise<string[]> {
  const device = await server.device(login)
  await device.sync()
  return Object.keys(device.cursors)
}

test('two people, one customer: different fields both stand, of the same field the later shows and the other comes back', async () => {
  await cable.pull()
  await anna.openByPalette(worked, worked)
  await anna.editField('Identity', 'District', '吴中')
  await anna.editField('Identity', 'Postcode', '215100')
  await anna.button(/^Offline.*2 waiting/).waitFor()
  await carl.openByPalette(worked, worked)
  await carl.editField('Identity', 'Postcode', '215128')
  await carl.editField('Contact', 'Website', 'www.lanyu.example')
  await carl.synced()

  await cable.putBack()
  await anna.button(/^1 to decide/).waitFor()
  for (const app of [anna, carl]) {
    await app.openByPalette(worked, worked)
    await app.shows('District', '吴中')
    await app.shows('Website', 'www.lanyu.example')
    await app.shows('Postcode', '215128')
  }

  await anna.goTo('Sync')
  await anna.page.getByRole('heading', { name: `${worked} · Postcode` }).waitFor()
  await anna.page.keyboard.press('2')
  await anna.toast('the other value is in use')
  await anna.synced()
  await anna.page.getByText('Nothing to decide').waitFor()
  expect((await inDatabase('account', 'name', worked))[0]!.body).toMatchObject({
    postcode: '215100',
    district: '吴中',
    website: 'www.lanyu.example'
  })
  await carl.shows('Postcode', '215100')
})
