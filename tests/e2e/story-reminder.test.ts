// "Time to leave" (N-01) comes from the main process: with the window hidden, once, and a click leads to the visit.
import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type AppDriver, type Desk } from '../harness/app-driver.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let desk: Desk
let anna: AppDriver
beforeAll(async () => {
  server = await startTestServer({ engine: 'postgres' })
  desk = await newDesk({ server: server.url })
  anna = await desk.start()
  await anna.signIn('anna')
})
afterAll(async () => {
  await desk?.remove()
  await server?.close()
  await stopSharedPostgres()
})

/** The way there and the time to get ready. */
const leadMs = 60 * 60_000

/** A colleague plans a visit for the rep, so that it is time to leave in a few seconds. */
async function planToLeaveIn(ms: number, account: string): Promise<string> {
  const { ids } = server
  const [id, accountId] = [newId(), newId()]
  const at = { at: new Date().toISOString(), zone: 'Asia/Shanghai' }
  const plannedStart = { at: new Date(Date.now() + leadMs + ms).toISOString(), zone: 'Asia/Shanghai' }
  await server.write([
    { type: 'account', id: accountId, values: accountValues(account, ids.east, ids.users.anna) },
    {
      type: 'visit',
      id,
      values: {
        accountId,
        ownerUserId: ids.users.anna,
        events: [{ id: newId(), event: 'plan', at, byUserId: ids.users.dora, args: { plannedStart, durationMin: 60 } }]
      }
    }
  ])
  return id
}
interface Told {
  title: string
  windowVisible: boolean
}
/** What was told in this run of the app; the reminder of the day before is another one. */
const timesToLeave = (app: AppDriver): Promise<Told[]> =>
  app.run.app.evaluate(({ Notification, BrowserWindow }) => {
    const { shown } = Notification as unknown as { shown: { title: string }[] }
    const windowVisible = BrowserWindow.getAllWindows()[0]!.isVisible()
    return shown.flatMap(({ title }) => (title.startsWith('Time to leave') ? { title, windowVisible } : []))
  })

test('[N-01] it is time to leave: told once, with the window hidden, also after a restart', async ({ skip }) => {
  const canBeRead = await anna.run.app.evaluate(({ Notification }) => 'shown' in Notification)
  skip(!canBeRead, 'only the stand-in keeps what was shown: a real desktop is looked at by a person')
  await anna.page.evaluate(() =>
    (
      globalThis as unknown as { fieldfile: { call(channel: string, argument: unknown): Promise<unknown> } }
    ).fieldfile.call('settings.set', { plainNotifications: true })
  )
  await anna.run.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
  await planToLeaveIn(5_000, '岚屿化工')
  const first = [{ title: 'Time to leave: 岚屿化工', windowVisible: false }]
  await expect.poll(() => timesToLeave(anna), { timeout: 30_000 }).toEqual(first)

  await anna.kill()
  anna = await desk.start({ args: ['--hidden'] })
  const id = await planToLeaveIn(8_000, '朔禾重机')
  // When the second has come, the first, whose time is not over, has had its chance to come again.
  const second = [{ title: 'Time to leave: 朔禾重机', windowVisible: false }]
  await expect.poll(() => timesToLeave(anna), { timeout: 30_000 }).toEqual(second)

  await anna.run.app.evaluate(({ Notification }) => {
    const { shown } = Notification as unknown as { shown: { title: string; emit(event: 'click'): void }[] }
    shown.find(({ title }) => title === 'Time to leave: 朔禾重机')!.emit('click')
  })
  await expect
    .poll(() => anna.run.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()))
    .toBe(true)
  await anna.page.getByRole('heading', { level: 1, name: '朔禾重机' }).waitFor()
  expect(anna.page.url()).toContain(`/visits/${id}`)
})
