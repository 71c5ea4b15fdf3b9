import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Health, newId } from '@fieldfile/protocol'
import { protoVersion } from '@fieldfile/protocol/version'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { engines, startTestServer, type TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

const get = async (server: TestServer, path: string) => (await fetch(server.url + path)).text()

describe.each(engines)('inputs over %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ engine })
  })
  afterAll(() => server.close())

  test('a body of 10 MB and 100,000 ops are too large', async () => {
    const anna = await server.device('anna')
    const large = await anna.post('/sync/push', { device: anna.id, ops: ['x'.repeat(10 * 1024 * 1024)] })
    expect(large).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } })
    const many = await anna.post('/sync/push', { device: anna.id, ops: Array(100_000).fill(0) })
    expect(many).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } })
    const over = Array.from({ length: 501 }, () => anna.op('create', 'task', newId(), {}))
    expect(await anna.push(...over)).toMatchObject({ status: 413 })
  })

  test.each([
    ['a prototype key', (device: string) => `{"device":"${device}","ops":[{"__proto__":{"admin":true}}]}`],
    [
      'a prototype key deep inside',
      (device: string) => `{"device":"${device}","ops":[{"fields":{"a":{"value":{"__proto__":1}}}}]}`
    ],
    ['a constructor’s prototype', (device: string) => `{"device":"${device}","ops":[{"constructor":{"prototype":1}}]}`],
    ['truncated JSON', (device: string) => `{"device":"${device}","ops":[`],
    ['a role beside the ops', (device: string) => `{"device":"${device}","role":"ADM","ops":[{}]}`],
    ['no ops', (device: string) => `{"device":"${device}","ops":[]}`],
    ['an op without its number', (device: string) => `{"device":"${device}","ops":[{"type":"task"}]}`],
    ['a list', () => '[]'],
    ['nothing', () => '']
  ])('%s is a bad request', async (_, body) => {
    const anna = await server.device('anna')
    expect(await anna.post('/sync/push', body(anna.id))).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  test('a sign-in that names an owner or a role is a bad request', async () => {
    const body = { login: 'anna', password: 'x', device: newId(), deviceName: 'x' }
    expect((await server.post('/auth/sign-in', { ...body, ownerId: newId() })).status).toBe(400)
    expect((await server.post('/auth/sign-in', { ...body, role: 'ADM' })).status).toBe(400)
  })

  test('an unknown route is not found, and every answer carries the header of the protocol and safe headers', async () => {
    for (const answer of [await server.post('/nowhere', {}), await server.post('/sync/pull', {})]) {
      expect(answer.headers.get('x-fieldfile-proto')).toBe(String(protoVersion))
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    expect((await server.post('/nowhere', {})).body).toEqual({ code: 'NOT_FOUND' })
    expect((await server.post('/sync/pull', {})).body).toEqual({ code: 'TOKEN_INVALID' })
  })

  test('an app too old is told so, and its push is still accepted', async () => {
    const anna = await server.device('anna')
    const old = { 'x-fieldfile-proto': '0' }
    const hello = { proto: 0, schema: 1, device: anna.id, epoch: null, clock: 0 }
    expect(await anna.post('/sync/hello', hello)).toMatchObject({ status: 426, body: { code: 'APP_TOO_OLD' } })
    expect((await anna.post('/sync/pull', { device: anna.id, cursors: {} }, old)).status).toBe(426)
    const op = anna.op('edit', 'account', server.ids.eastAccount, { city: 'x' })
    expect((await anna.post('/sync/push', { device: anna.id, ops: [op] }, old)).status).toBe(200)
  })

  test('a database error answers a generic message with an id for the log', async () => {
    const anna = await server.device('anna')
    await sql`alter table bucket_head rename to gone`.execute(server.context.db.kysely)
    const { status, body } = await anna.post('/sync/pull', { device: anna.id, cursors: {} })
    await sql`alter table gone rename to bucket_head`.execute(server.context.db.kysely)
    expect(status).toBe(500)
    expect(body).toEqual({ code: 'SERVER_ERROR', id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  test('health, readiness, metrics and the OpenAPI document answer without a session', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'server/package.json'), 'utf8'))
    expect(Health.parse(JSON.parse(await get(server, '/healthz')))).toMatchObject({
      name: 'fieldfile',
      version,
      proto: protoVersion
    })
    expect(JSON.parse(await get(server, '/readyz'))).toEqual({ ready: true })
    expect(await get(server, '/metrics')).toContain('fieldfile_request_seconds')
    const { paths } = JSON.parse(await get(server, '/openapi.json'))
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/sync/hello', '/sync/push', '/sync/pull', '/sync/lookup', '/auth/sign-in'])
    )
    expect(paths['/auth/sign-in'].post.requestBody.content['application/json'].schema.required).toContain('password')
  })

  test('each record type has a view with typed columns', async () => {
    const { rows } = await sql<
      Record<string, unknown>
    >`select id, name, territory_id, owner_user_id, created_at, tags from report.view_account where id = ${server.ids.eastAccount}`.execute(
      server.context.db.kysely
    )
    expect(rows).toMatchObject([
      {
        name: 'East Steel',
        territory_id: server.ids.east,
        owner_user_id: server.ids.users.anna,
        created_at: expect.any(Date)
      }
    ])
    await sql`select credit_limit, credit_limit_currency from report.view_account_credit`.execute(
      server.context.db.kysely
    )
  })
})

describe('limits', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ config: { requestsPerMinute: 20, signInsPerMinute: 5 } })
  })
  afterAll(() => server.close())

  test('a flood is answered 429 with Retry-After, whatever address and token it claims', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        server.post('/sync/pull', {}, { 'x-forwarded-for': `10.0.0.${i}`, authorization: `Bearer x.y.${i}` })
      )
    )
    const limited = answers.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThanOrEqual(20)
    expect(limited[0]!.body).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    expect(Number(limited[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('sign-ins are counted by address', async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        server.post('/auth/sign-in', { login: `l${i}`, password: 'x', device: newId(), deviceName: 'x' })
      )
    )
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(5)
  })
})

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: root })

/** What a server says from its start to its end, with a look at /healthz and a refused request between. */
const told = async (...level: string[]): Promise<string> => {
  const data = await mkdtemp(join(tmpdir(), 'fieldfile-log-'))
  const args = ['server/src/cli/serve.ts', '--port', '0', '--data', data, ...level]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  const url = await vi.waitFor(() => /listens on (\S+)/.exec(out)![1]!, { timeout: 30_000, interval: 50 })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/sync/pull`, { method: 'POST' })).status).toBe(401)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  await rm(data, { recursive: true })
  return out
}

describe('the command line', () => {
  test('says how it is used, and refuses plain HTTP on an address that others reach', async () => {
    expect((await run('server/src/cli/serve.ts', '--help')).stdout).toContain('--behind-proxy')
    expect((await run('server/src/cli/user.ts', '--help')).stdout).toContain('add --login')
    await expect(run('server/src/cli/serve.ts', '--host', '0.0.0.0')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tls-cert')
    })
    await expect(run('server/src/cli/serve.ts', '--nonsense')).rejects.toMatchObject({ code: 2 })
  })

  test('--log says how much is told: warn tells no request, and a look at /healthz is never told', async () => {
    const [info, warn] = await Promise.all([told(), told('--log', 'warn')])
    expect(info).toContain('TOKEN_INVALID')
    expect(info).not.toContain('healthz')
    expect(warn.trim()).toMatch(/^Fieldfile listens on \S+ \(pglite, tenant main\)$/)
    await expect(run('server/src/cli/serve.ts', '--log', 'loud')).rejects.toMatchObject({ code: 2 })
  })
})
