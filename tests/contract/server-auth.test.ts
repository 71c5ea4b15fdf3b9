import { randomUUID } from 'node:crypto'
import { errors, newId, SignInResponse } from '@fieldfile/protocol'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser, revokeDevice, setDisabled, setPassword } from '../../server/src/features/auth/users.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { engines, password, startTestServer, type Device, type TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

const pull = (device: Device, access = device.access) =>
  device.post('/sync/pull', { device: device.id, cursors: {} }, { authorization: `Bearer ${access}` })

describe.each(engines)('sign-in over %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ engine })
  })
  afterAll(() => server.close())

  const signIn = (login: string, secret = password, device: string = randomUUID()) =>
    server.post('/auth/sign-in', { login, password: secret, device, deviceName: 'laptop' })
  const renew = (device: Device, refresh = device.refresh, id = device.id) =>
    server.post('/auth/refresh', { refresh, device: id })
  const newUser = async () => {
    const login = `user-${newId()}`
    const id = await createUser(server.context, { login, name: 'Somebody', roles: ['REP'], password })
    return { login, id }
  }

  test('the answer names the user and carries tokens', async () => {
    const { body } = await signIn(' ANNA ')
    expect(SignInResponse.parse(body).user).toMatchObject({
      login: 'anna',
      roles: ['REP'],
      territoryIds: [server.ids.east]
    })
  })

  test('a wrong password and an unknown name get the same answer', async () => {
    const wrong = await signIn('ben', 'wrong')
    const unknown = await signIn('nobody', 'wrong')
    expect([wrong.status, wrong.body]).toEqual([401, { code: 'BAD_CREDENTIALS' }])
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body])
  })

  test('after five wrong passwords the right one has to wait, and the answer says how long', async () => {
    const { login } = await newUser()
    for (let i = 0; i < 5; i++) expect((await signIn(login, 'wrong')).body.code).toBe('BAD_CREDENTIALS')
    const held = await signIn(login)
    expect(held).toMatchObject({ status: 429, body: { code: 'TOO_MANY_ATTEMPTS', retryAfterMs: expect.any(Number) } })
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0)
    server.skew.ms += 20_000
    expect((await signIn(login)).status).toBe(200)
    server.skew.ms = 0
  })

  test('a refresh whose answer was lost gets the same successor; parallel ones too', async () => {
    const anna = await server.device('anna')
    const answers = await Promise.all(Array.from({ length: 8 }, () => renew(anna)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(new Set(answers.map(({ body }) => body.tokens.refresh)).size).toBe(1)
    const { refresh, access } = answers[0]!.body.tokens
    expect(refresh).not.toBe(anna.refresh)
    expect((await pull(anna, access)).status).toBe(200)
    expect((await renew(anna, refresh)).status).toBe(200)
  })

  test.each([
    ['later than a minute', 61_000, false],
    ['by another device', 0, true]
  ])('a refresh token replayed %s revokes the family', async (_, wait, elsewhere) => {
    const anna = await server.device('anna')
    const next = (await renew(anna)).body.tokens
    server.skew.ms += wait
    const replay = await renew(anna, anna.refresh, elsewhere ? randomUUID() : anna.id)
    expect(replay).toMatchObject({ status: 401, body: { code: 'SESSION_REVOKED' } })
    expect(await renew(anna, next.refresh)).toMatchObject({ status: 401, body: { code: 'SESSION_REVOKED' } })
    expect(await pull(anna, next.access)).toMatchObject({ status: 401, body: { code: 'SESSION_REVOKED' } })
    server.skew.ms = 0
    expect((await signIn('anna', password, anna.id)).status).toBe(200)
  })

  test('a token whose successor was used already is a replay, even within the minute', async () => {
    const anna = await server.device('anna')
    const next = (await renew(anna)).body.tokens
    await renew(anna, next.refresh)
    expect((await renew(anna)).body.code).toBe('SESSION_REVOKED')
  })

  test('signing out ends the session', async () => {
    const anna = await server.device('anna')
    expect((await anna.post('/auth/sign-out', {})).status).toBe(200)
    expect((await pull(anna)).body.code).toBe('SESSION_REVOKED')
    expect((await renew(anna)).body.code).toBe('SESSION_REVOKED')
  })

  test('[I22] a revoked device gets no row, by pull, push, refresh or sign-in', async () => {
    const anna = await server.device('anna')
    await revokeDevice(server.context, anna.id)
    const op = anna.op('edit', 'account', server.ids.eastAccount, { city: 'x' })
    for (const answer of [
      await pull(anna),
      await anna.push(op),
      await renew(anna),
      await signIn('anna', password, anna.id)
    ]) {
      expect(answer).toMatchObject({ status: errors.DEVICE_REVOKED.http, body: { code: 'DEVICE_REVOKED' } })
    }
  })

  test('a disabled user’s sessions end; a new password ends the old ones', async () => {
    const { login } = await newUser()
    const { tokens } = (await signIn(login)).body
    const ask = () => server.post('/auth/sign-out', {}, { authorization: `Bearer ${tokens.access}` })
    await setDisabled(server.context, login, true)
    expect(await ask()).toMatchObject({ status: 403, body: { code: 'USER_DISABLED' } })
    expect((await signIn(login)).body.code).toBe('USER_DISABLED')
    await setDisabled(server.context, login, false)
    expect((await ask()).body.code).toBe('SESSION_REVOKED')
    await setPassword(server.context, login, 'another password')
    expect((await signIn(login)).body.code).toBe('BAD_CREDENTIALS')
    expect((await signIn(login, 'another password')).status).toBe(200)
  })

  test('a device is one person’s, and speaks for itself only', async () => {
    const [anna, ben] = [await server.device('anna'), await server.device('ben')]
    expect((await signIn('ben', password, anna.id)).body.code).toBe('DEVICE_REVOKED')
    const answer = await ben.post('/sync/pull', { device: anna.id, cursors: {} })
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
  })

  test('tokens that are expired, unsigned, for another audience or signed by another are refused', async () => {
    const anna = await server.device('anna')
    const [header, payload] = anna.access.split('.') as [string, string]
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const { secret } = await server.context.db.kysely.selectFrom('tenant').select('secret').executeTakeFirstOrThrow()
    const sign = (change: object, key = secret) =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key))
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    const bad = [
      none,
      `${header}.${payload}.`,
      await sign({ aud: 'other' }),
      await sign({ iss: 'other' }),
      await sign({}, 'x'.repeat(43)),
      'x',
      ''
    ]
    for (const token of bad) expect((await pull(anna, token)).body).toEqual({ code: 'TOKEN_INVALID' })
    expect((await pull(anna, await sign({}))).status).toBe(200)
    server.skew.ms = 15 * 60_000 + 1000
    expect(await pull(anna)).toMatchObject({ status: 401, body: { code: 'TOKEN_EXPIRED' } })
    server.skew.ms = 0
  })

  test('passwords are Argon2id, and no token is stored', async () => {
    const anna = await server.device('anna')
    const { kysely } = server.context.db
    const hashes = await kysely.selectFrom('credential').select('hash').execute()
    for (const { hash } of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(JSON.stringify(await kysely.selectFrom('refresh_token').selectAll().execute())).not.toContain(anna.refresh)
  })
})
