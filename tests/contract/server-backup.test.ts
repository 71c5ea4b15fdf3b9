import 'fake-indexeddb/auto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId, syncRoutes, type SyncRoute } from '@fieldfile/protocol'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { restoreBackup, writeBackup } from '../../server/src/db/dump.ts'
import { openDatabase, type OpenOptions } from '../../server/src/db/open.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import type { Transport } from '../../src/renderer/replica/conversation.ts'
import { sharedPostgres, stopSharedPostgres } from '../harness/postgres.ts'
import { startDevice } from '../harness/replica-device.ts'
import { engines, logins, startTestServer, type Engine, type TestServer } from '../harness/server.ts'

let folder: string
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldfile-backup-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
afterAll(async () => {
  await stopSharedPostgres()
  await rm(folder, { recursive: true })
})

const started = async (...given: Parameters<typeof startTestServer>): Promise<TestServer> => {
  const server = await startTestServer(...given)
  closing.push(() => server.close())
  return server
}

/** The app's own worker. It speaks with the server that is in the holder at the time. */
async function rep(holder: { server: TestServer }): Promise<Replica> {
  const { server } = holder
  const signedIn = await server.device('anna')
  const transport: Transport = async (channel, argument) => {
    const { path } = syncRoutes[channel.slice('sync.'.length) as SyncRoute]
    const authorization = `Bearer ${signedIn.access}`
    const { status, body } = await holder.server.post(path, argument, { authorization })
    return status === 200 ? { ok: true, body } : { ok: false, error: body }
  }
  const user = {
    id: signedIn.userId,
    login: 'anna',
    name: 'anna',
    roles: [logins.anna],
    territoryIds: [server.ids.east],
    language: 'en' as const
  }
  const { replica } = await startDevice(
    { transport: () => transport },
    {
      user: user.id,
      device: signedIn.id,
      roles: [logins.anna],
      now: Date.now,
      deps: {
        newId,
        versions: { proto: protoVersion, schema: schemaVersion },
        session: { server: server.url, tenant: 'main', device: signedIn.id, remembered: true, user }
      }
    }
  )
  closing.push(() => replica.close())
  return replica
}

const emptyDatabase = async (engine: Engine): Promise<OpenOptions> =>
  engine === 'postgres'
    ? { url: await (await sharedPostgres()).database() }
    : { dataDir: await mkdtemp(join(folder, 'data-')) }

async function restored(file: string, engine: Engine, ids: TestServer['ids']): Promise<TestServer> {
  const database = await emptyDatabase(engine)
  const db = await openDatabase(database)
  await restoreBackup(db, file, { replace: false, now: Date.now() })
  await db.close()
  return started({ beside: { database, ids } })
}

describe.each(engines)('backup and restore on %s', (engine) => {
  test('[I18] a server put back from a backup is sent again what it lost; nothing that was saved is missing', async () => {
    const first = await started({ engine })
    const holder = { server: first }
    const replica = await rep(holder)
    const { eastAccount } = first.ids
    const task = (title: string) => ({
      type: 'task' as const,
      kind: 'create' as const,
      values: { title, accountId: eastAccount, assigneeUserId: first.ids.users.anna },
      step: { event: 'open' }
    })
    const round = async () => expect(await replica.round()).toMatchObject({ ok: true, code: null })
    await round()
    await replica.write([task('before the backup')])
    await round()
    const file = join(folder, `${engine}.backup`)
    await writeBackup(first.context.db, 'main', file, Date.now())
    await replica.write([
      task('after the backup'),
      { type: 'account', kind: 'edit', id: eastAccount, values: { city: 'After' } }
    ])
    await round()
    await replica.write([task('never sent')])

    holder.server = await restored(file, engine, first.ids)
    for (let rounds = 0; rounds < 3; rounds++) await replica.round()
    const colleague = await holder.server.device('anna')
    await colleague.sync()
    const rows = [...colleague.rows.values()].filter(({ deleted }) => !deleted).map(({ body }) => body)
    const titles = rows.map(({ title }) => title).filter((title) => typeof title === 'string')
    expect(titles.toSorted()).toEqual(['after the backup', 'before the backup', 'never sent'])
    expect(colleague.rows.get(`account/${eastAccount}`)!.body['city']).toBe('After')
    // A further round changes nothing.
    const twice = await replica.round()
    expect(twice).toMatchObject({ ok: true, code: null })
    expect(replica.memory.get('account', eastAccount)?.body).toMatchObject({ city: 'After' })
    // Two servers, each with a database of its own: more than the others start.
  }, 120_000)
})

test('a backup of PGlite fits PostgreSQL: all rows of all tables', async () => {
  const first = await started()
  const file = join(folder, 'across.backup')
  const rows = await writeBackup(first.context.db, 'main', file, 1)
  expect(rows).toBeGreaterThan(40)
  const second = await restored(file, 'postgres', first.ids)
  const again = join(folder, 'again.backup')
  expect(await writeBackup(second.context.db, 'main', again, 2)).toBe(rows)
  const [before, after] = [await first.device('carl'), await second.device('carl')]
  await Promise.all([before.sync(), after.sync()])
  const content = ({ rows: held }: typeof before) => [...held].map(([key, { body }]) => [key, body]).toSorted()
  expect(content(after)).toEqual(content(before))
})

test('the same backup put back twice gives an epoch and versions of its own each time', async () => {
  const first = await started({ engine: 'postgres' })
  const file = join(folder, 'twice.backup')
  await writeBackup(first.context.db, 'main', file, 1)
  const head = async (now: number) => {
    const db = await openDatabase(await emptyDatabase('postgres'))
    await restoreBackup(db, file, { replace: false, now })
    const [row] = await db.session((session) =>
      session.query<{ epoch: number; seq: number }>('select epoch, seq from sync_head')
    )
    await db.close()
    return row!
  }
  const [a, b] = [await head(Date.now()), await head(Date.now() + 120_000)]
  expect(b.epoch).toBeGreaterThan(a.epoch)
  expect(b.seq).toBeGreaterThan(a.seq)
})

test('a backup with one bit changed, one cut off, and a tenant that holds records: refused, nothing written', async () => {
  const first = await started({ engine: 'postgres' })
  const file = join(folder, 'whole.backup')
  await writeBackup(first.context.db, 'main', file, 1)
  const bytes = await readFile(file)
  const db = await openDatabase(await emptyDatabase('postgres'))
  const records = async () => (await db.session((session) => session.query('select 1 from record'))).length
  const attempt = (path: string, replace = false) => restoreBackup(db, path, { replace, now: Date.now() })
  for (const at of [200, Math.floor(bytes.length / 2), bytes.length - 40]) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    await writeFile(join(folder, 'changed.backup'), changed)
    await expect(attempt(join(folder, 'changed.backup')), `bit at ${at}`).rejects.toThrow(/./u)
  }
  await writeFile(join(folder, 'cut.backup'), bytes.subarray(0, Math.floor(bytes.length / 2)))
  await expect(attempt(join(folder, 'cut.backup'))).rejects.toThrow(/./u)
  expect(await records()).toBe(0)
  await attempt(file)
  const restoredRows = await records()
  expect(restoredRows).toBeGreaterThan(0)
  await expect(attempt(file)).rejects.toThrow('--replace')
  await attempt(file, true)
  expect(await records()).toBe(restoredRows)
  await db.close()
})
