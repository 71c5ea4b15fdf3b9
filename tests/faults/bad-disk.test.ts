// A disk and a clock that misbehave while the app runs.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AppDriver } from '../harness/app-driver.ts'
import { newFieldDay, type FieldDay } from '../harness/field-day.ts'

let day: FieldDay
let app: AppDriver
beforeAll(async () => {
  // So many rows at once are packs, not an overlay.
  day = await newFieldDay({ accounts: 520 })
  app = await day.start()
  await app.signIn('anna')
})
afterEach(async () => {
  await day.desk.stop()
  await day.cable.putBack()
})
afterAll(() => day?.remove())

/** Nothing saved is lost or there twice, and the device has what the server has. */
const whole = async (): Promise<string[]> => [...(await day.wrong()), ...(await day.wrongOn(app))]

/** Runs in the page: changes one bit of the first pack, as it lies in the database. */
async function flipOneBit(): Promise<number> {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- what runs in the page brings all it needs
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((done, fail) => {
      request.addEventListener('success', () => done(request.result))
      request.addEventListener('error', () => fail(request.error ?? new Error('no store')))
    })
  const [{ name }] = (await indexedDB.databases()).filter((one) => one.name?.startsWith('fieldfile-')) as [
    IDBDatabaseInfo
  ]
  const db = await answer(indexedDB.open(name!))
  const act = db.transaction('hot', 'readwrite', { durability: 'strict' })
  const [pack] = (await answer(act.objectStore('hot').getAll())) as [{ body: Uint8Array }]
  pack.body[pack.body.length >> 1]! ^= 1
  await answer(act.objectStore('hot').put(pack))
  await new Promise((done) => act.addEventListener('complete', done))
  db.close()
  return pack.body.length
}

test('a pack with one bit changed: told, and fetched again', async () => {
  expect(await app.page.evaluate(flipOneBit)).toBeGreaterThan(100)
  await app.kill()
  await day.cable.pull()
  app = await day.start()
  await app.page.getByText('Data on this computer was damaged: what can be read stays usable').waitFor()
  await day.mustSave(app, 'beside a damaged pack')
  await day.cable.putBack()
  await day.syncNow(app)
  await app.page.getByText('Data on this computer was damaged, and has been fetched').waitFor()
  await app.synced()
  expect(await whole()).toEqual([])
  await app.button('Got it').click()
})

const full = 'the disk is full'
/** Runs in the worker: from its third pack on, and while `full` is set, a pack finds no room; upkeep begins at once. */
function fillDisk(text: string): void {
  const scope = globalThis as unknown as { full: boolean; setTimeout(act: () => void, ms?: number): number }
  const wait = scope.setTimeout.bind(scope)
  scope.setTimeout = (act, ms) => wait(act, ms === 10_000 ? 50 : ms)
  scope.full = true
  let packs = 0
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === 'hot' && scope.full && (packs += 1) > 2) {
      console.log(text)
      throw new DOMException(text, 'QuotaExceededError')
    }
    return put.apply(this, given)
  }
}

test('the disk is full in the middle of merging packs: nothing is lost, and work goes on', async () => {
  app = await day.start()
  await app.synced()
  const wasFull = new Promise<void>((done) => app.page.on('console', (message) => message.text() === full && done()))
  await app.page.workers()[0]!.evaluate(fillDisk, full)
  await day.mustSave(app, 'before the disk was full')
  await day.editAccounts(300)
  await day.syncNow(app)
  await wasFull
  await day.mustSave(app, 'while the disk is full')
  await app.kill()
  app = await day.start()
  await app.synced()
  expect(await whole()).toEqual([])
})

test('the clock is set back between two edits of one field: the second stands', async () => {
  const { eastAccount } = day.server.ids
  const edit = (city: string) => day.write(app, [{ type: 'account', id: eastAccount, kind: 'edit', values: { city } }])
  await day.cable.pull()
  app = await day.start()
  expect(await edit('first')).toBeNull()
  await app.page.workers()[0]!.evaluate(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() - 10 * 365 * 86_400_000
  })
  expect(await edit('second')).toBeNull()
  await day.mustSave(app, 'after the clock was set back')
  // The order survives a start, too.
  await app.kill()
  await day.cable.putBack()
  app = await day.start()
  await app.synced()
  expect(await whole()).toEqual([])
  const [account] = await day.server.context.db.session((session) =>
    session.query<{ city: string }>(`select body->>'city' as city from record where id = $1`, [eastAccount])
  )
  expect(account!.city).toBe('second')
})
