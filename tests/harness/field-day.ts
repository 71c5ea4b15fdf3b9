// A device in the field that things happen to: it writes without a network, is killed, is damaged, and must end up whole.
import { newId, type Bridge } from '@fieldfile/protocol'
import { expect } from 'vitest'
import type { Change, Saved } from '../../src/renderer/replica/messages.ts'
import { newDesk, type AppDriver, type Desk } from './app-driver.ts'
import { plugIn, type Cable } from './cable.ts'
import type { LaunchOptions } from './launch.ts'
import { accountValues, startTestServer, type TestServer } from './server.ts'

export interface FieldDay {
  readonly server: TestServer
  readonly cable: Cable
  readonly desk: Desk
  /** Customers of the person, the first one not counted. */
  readonly accounts: number
  /** Titles of tasks the app called saved. */
  readonly saved: Set<string>
  start(options?: LaunchOptions): Promise<AppDriver>
  /** Asks the worker as the window does. Answers `saved`, or the code or fault that came instead. */
  save(app: AppDriver, title: string): Promise<string>
  /** Any change, as the window asks for it: null once it is saved, or the code or fault. */
  write(app: AppDriver, changes: Change[]): Promise<string | null>
  mustSave(app: AppDriver, title: string): Promise<void>
  /** Somebody changes so many of the customers on the server. */
  editAccounts(count: number): Promise<void>
  /** As its button does: waiting for the next try of its own takes long. */
  syncNow(app: AppDriver): Promise<void>
  /** What is wrong on the server: saved tasks it lacks, tasks it has twice. */
  wrong(): Promise<string[]>
  /** What of it is excused counts as never saved. */
  giveUp(wrong: readonly string[]): void
  /** What is wrong on the device, which is in sync: rows the server has and the device lacks. */
  wrongOn(app: AppDriver): Promise<string[]>
  remove(): Promise<void>
}

export interface FieldDayOptions {
  accounts?: number
  /** Characters of text in each: enough of them make the database compact its files. */
  text?: number
}

/** Letters that no compression shortens much. */
const noise = (length: number): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(length / 2))).toString('hex')

export async function newFieldDay({ accounts = 0, text = 0 }: FieldDayOptions = {}): Promise<FieldDay> {
  const server = await startTestServer()
  const { east, users, eastAccount } = server.ids
  const values = (i: number) => accountValues(`Customer ${i}`, east, users.anna)
  const ids = Array.from({ length: accounts }, newId)
  await server.write(
    ids.map((id, i) => ({
      type: 'account',
      id,
      values: { ...values(i), ...(text > 0 && { businessGoals: noise(text) }) }
    }))
  )
  const cable = await plugIn(server.url)
  const desk = await newDesk({ server: cable.url })
  const saved = new Set<string>()
  const tried: string[] = []

  const onServer = (type: string) =>
    server.context.db.session((session) =>
      session.query<{ id: string; title: string | null }>(
        `select id, body->>'title' as title from record where tenant = $1 and type = $2 and not deleted`,
        [server.context.tenant, type]
      )
    )

  const day: FieldDay = {
    server,
    cable,
    desk,
    accounts,
    saved,
    start: (options) => desk.start(options),
    async save(app, title) {
      tried.push(title)
      const change: Change = {
        type: 'task',
        kind: 'create',
        step: { event: 'open' },
        values: { title, accountId: eastAccount, assigneeUserId: users.anna, kind: 'followUp' }
      }
      const failure = await day.write(app, [change])
      if (failure === null) saved.add(title)
      return failure ?? 'saved'
    },
    async write(app, changes) {
      const answer = await askWorker(app, changes).catch((error: unknown) => String(error))
      return typeof answer === 'string' ? answer : null
    },
    async mustSave(app, title) {
      const answer = await day.save(app, title)
      if (answer !== 'saved') throw new Error(`${title}: ${answer}`)
    },
    editAccounts: (count) =>
      server.write(
        ids.slice(0, count).map((id) => ({ kind: 'edit', type: 'account', id, values: { city: noise(12) } }))
      ),
    syncNow: (app) =>
      app.page.evaluate(async () => {
        const { fieldfile } = globalThis as unknown as { fieldfile: Bridge }
        await fieldfile.call('sync.now', { reason: 'person' })
      }),
    async wrong() {
      const titles = (await onServer('task')).map(({ title }) => title)
      const count = (title: string): number => titles.filter((one) => one === title).length
      return tried.flatMap((title) => {
        if (count(title) > 1) return [`${title} is there ${count(title)} times`]
        return saved.has(title) && count(title) === 0 ? [`${title} is lost`] : []
      })
    },
    giveUp(wrong) {
      for (const title of saved) if (wrong.includes(`${title} is lost`)) saved.delete(title)
    },
    async wrongOn(app) {
      const missing: string[] = []
      for (const type of ['account', 'task']) {
        const held = new Set(await app.stored(type))
        const here = (await onServer(type)).filter(({ id }) => id !== server.ids.westAccount)
        missing.push(...here.filter(({ id }) => !held.has(id)).map(({ id }) => `${type} ${id} is not on the device`))
      }
      return missing
    },
    async remove() {
      await desk.remove()
      await cable.close()
      await server.close()
    }
  }
  return day
}

/** Puts a write to the worker as the window would; resolves with what it answers, an error as its code. */
async function askWorker(app: AppDriver, changes: Change[]): Promise<Saved | string> {
  await expect.poll(() => app.page.workers().length, { timeout: 30_000 }).toBe(1)
  return app.page.workers()[0]!.evaluate((sent) => {
    type Answer = { t: string; id: number; ok: boolean; value: Saved; code: string }
    const scope = globalThis as unknown as {
      asked?: Map<number, (answer: Answer) => void>
      postMessage(message: Answer): void
      onmessage(event: { data: unknown }): void
    }
    if (!scope.asked) {
      const asked = (scope.asked = new Map())
      const post = scope.postMessage.bind(scope)
      scope.postMessage = (message) => {
        const wanted = message.t === 'answer' && asked.get(message.id)
        if (wanted) wanted(message)
        else post(message)
      }
    }
    const id = 1e9 + scope.asked.size
    return new Promise<Saved | string>((done) => {
      scope.asked!.set(id, (answer) => done(answer.ok ? answer.value : answer.code))
      scope.onmessage({ data: { t: 'write', id, changes: sent } })
    })
  }, changes)
}
