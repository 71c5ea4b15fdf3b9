import { randomUUID } from 'node:crypto'
import { protoVersion } from '@fieldfile/protocol/version'
import { expect, test } from 'vitest'
import { failure } from '../http/judge.ts'
import { createKeychain, sealedFile } from '../store/keychain.ts'
import { fakeServer, user } from '../testing/fake-server.ts'
import { memoryFile, type MemoryFile } from '../testing/memory-file.ts'
import { createDevices } from './device.ts'
import { createSession } from './session.ts'

const device = '01900000-0000-7000-8000-0000000000d1'
const credentials = { server: 'https://crm.example.com', login: 'wang', password: 'right' }
const get = { method: 'GET' as const, path: '/some' }

function setUp(options: { file?: MemoryFile; plain?: boolean } = {}) {
  let now = 1_800_000_000_000
  const fake = fakeServer(() => now)
  const file = options.file ?? memoryFile()
  const keychainState = { locked: false }
  const keychain = createKeychain(
    {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => (options.plain ? 'basic_text' : 'kwallet6'),
      encryptStringAsync: async (text) => Buffer.from(text, 'utf16le'),
      decryptStringAsync: async (sealed) => {
        if (keychainState.locked) throw new Error('locked')
        return { result: sealed.toString('utf16le'), shouldReEncrypt: false }
      }
    },
    'linux'
  )
  const events: string[] = []
  const devicesFile = memoryFile()
  const start = () =>
    createSession({
      send: fake.send,
      store: sealedFile(file, keychain),
      devices: createDevices(devicesFile, () => device),
      newId: randomUUID,
      now: () => now,
      log: () => {},
      onBegan: () => events.push('began'),
      onEnded: (code, whose) => events.push(`ended ${code}${whose.user.id === user.id ? '' : ' of another'}`),
      onRevoked: (home) => events.push(`revoked ${home}`),
      onServerTime: () => {}
    })
  return { ...fake, file, devicesFile, start, events, keychainState, pass: (ms: number) => (now += ms) }
}

test('signs in, and is still signed in after a restart without a network', async () => {
  const world = setUp()
  const signIn = await world.start().signIn(credentials)
  expect(signIn).toEqual({
    ok: true,
    body: { server: 'https://crm.example.com', tenant: 'acme', device, user, remembered: true }
  })
  world.sent.length = 0
  expect(await world.start().current()).toEqual(signIn.ok && signIn.body)
  expect(world.sent).toEqual([])
  expect(world.events).toEqual(['began', 'began'])
})

test('the server is looked at before a password goes there', async () => {
  const world = setUp()
  world.server.answers.set('/healthz', () => failure('CAPTIVE_PORTAL'))
  expect(await world.start().signIn(credentials)).toMatchObject({ error: { code: 'SERVER_ADDRESS_WRONG' } })
  world.server.answers.set('/healthz', () => ({ ok: true, body: { name: 'another' } }))
  expect(await world.start().signIn(credentials)).toMatchObject({ error: { code: 'SERVER_ADDRESS_WRONG' } })
  expect(await world.start().signIn({ ...credentials, server: 'http://crm.example.com' })).toMatchObject({
    error: { code: 'SERVER_ADDRESS_INSECURE', field: 'server' }
  })
  expect(world.sent.map(({ path }) => path)).toEqual(['/healthz', '/healthz'])
})

test('a known server that answers with a page is a captive portal', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.server.answers.set('/healthz', () => failure('CAPTIVE_PORTAL'))
  expect(await session.signIn(credentials)).toMatchObject({ error: { code: 'CAPTIVE_PORTAL' } })
})

test('a wrong password changes nothing', async () => {
  const world = setUp()
  const session = world.start()
  expect(await session.signIn({ ...credentials, password: 'wrong' })).toMatchObject({
    error: { code: 'BAD_CREDENTIALS' }
  })
  expect(await session.current()).toBeNull()
  expect(world.file.content).toBeNull()
})

test('without a keychain the sign-in lasts until the app ends', async () => {
  const world = setUp({ plain: true })
  const session = world.start()
  expect(await session.signIn(credentials)).toMatchObject({ body: { remembered: false } })
  expect(world.file.content).toBeNull()
  expect(await session.current()).not.toBeNull()
  expect(await world.start().current()).toBeNull()
})

test('a locked keychain erases nothing and is asked again', async () => {
  const world = setUp()
  await world.start().signIn(credentials)
  world.keychainState.locked = true
  const session = world.start()
  expect(await session.current()).toBeNull()
  expect(world.file.content).not.toBeNull()
  world.keychainState.locked = false
  expect(await session.current()).toMatchObject({ user: { login: 'wang' } })
})

test('parallel requests with an expired access: one refresh, all answered', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.server.access = 'expired by the server'
  const answers = await Promise.all(Array.from({ length: 50 }, () => session.send(get)))
  expect(answers.every(({ ok }) => ok)).toBe(true)
  expect(world.refreshes()).toBe(1)
})

test('1,000 refresh races: no false sign-out, never two flights', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  for (let race = 1; race <= 1000; race++) {
    world.pass(900_000)
    const answers = await Promise.all([session.send(get), session.access(), session.send(get)])
    expect(answers[1]).not.toBeNull()
    expect(world.refreshes()).toBe(race)
  }
  expect(world.events).toEqual(['began'])
})

test('the successor is stored before it is used', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.pass(900_000)
  let storedWhenUsed = ''
  world.server.answers.set('/some', () => {
    storedWhenUsed = world.file.content!.toString('utf16le')
    return { ok: true, body: null }
  })
  await session.send(get)
  expect(storedWhenUsed).toContain('"refresh-2"')
})

test('no network during a refresh ends nothing', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.pass(900_000)
  world.server.answers.set('/auth/refresh', () => failure('SERVER_UNREACHABLE'))
  expect(await session.send(get)).toMatchObject({ error: { code: 'SERVER_UNREACHABLE' } })
  expect(await session.current()).not.toBeNull()
  world.server.answers.clear()
  expect(await session.send(get)).toMatchObject({ ok: true })
})

test.each(['TOKEN_INVALID', 'SESSION_REVOKED', 'DEVICE_REVOKED', 'USER_DISABLED'] as const)(
  'a refresh refused with %s ends the session once',
  async (code) => {
    const world = setUp()
    const session = world.start()
    await session.signIn(credentials)
    world.pass(900_000)
    world.server.answers.set('/auth/refresh', () => failure(code))
    const answers = await Promise.all([session.send(get), session.send(get)])
    expect(answers).toEqual([failure(code), failure(code)])
    expect(world.events).toEqual(['began', `ended ${code}`])
    expect(await session.current()).toBeNull()
    expect(world.file.content).toBeNull()
  }
)

test('an answer for another person is refused', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.pass(900_000)
  const other = { ...user, id: '01900000-0000-7000-8000-000000000002' }
  world.server.answers.set('/auth/refresh', () => ({
    ok: true,
    body: { user: other, tokens: world.tokens(), serverTime: 1 }
  }))
  expect(await session.send(get)).toMatchObject({ error: { code: 'TOKEN_INVALID' } })
  expect(world.events).toEqual(['began', 'ended TOKEN_INVALID'])
})

test('signing out during a refresh stays signed out', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.pass(900_000)
  let answer: (() => void) | undefined
  const promise = new Promise<void>((done) => {
    answer = done
  })
  world.server.answers.set('/auth/refresh', async () => {
    await promise
    return { ok: true, body: { user, tokens: world.tokens(), serverTime: 1 } }
  })
  const request = session.send(get)
  await session.signOut()
  answer!()
  expect(await request).toMatchObject({ ok: false })
  expect(await session.current()).toBeNull()
  expect(world.file.content).toBeNull()
  expect(world.events).toEqual(['began'])
})

test('a full disk keeps the session for this run', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.file.failure = new Error('ENOSPC')
  world.pass(900_000)
  expect(await session.send(get)).toMatchObject({ ok: true })
  expect(await session.current()).toMatchObject({ remembered: false })
})

test('signing out works without a network', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.server.answers.set('/auth/sign-out', () => failure('SERVER_UNREACHABLE'))
  await session.signOut()
  expect(await session.current()).toBeNull()
  expect(world.file.content).toBeNull()
})

test('a sign-out whose file stays is told to the server all the same, and does not pass as done', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.file.remove = () => Promise.reject(new Error('EBUSY'))
  await expect(session.signOut()).rejects.toThrow('EBUSY')
  expect(world.sent.at(-1)).toMatchObject({ path: '/auth/sign-out' })
  expect(await session.current()).toBeNull()
})

test('what one person asked is never sent again as the next', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  const other = { ...user, id: '01900000-0000-7000-8000-000000000002' }
  world.server.answers.set(get.path, async () => {
    world.server.answers.delete(get.path)
    await session.signOut()
    world.server.answers.set('/auth/sign-in', () => ({
      ok: true,
      body: { tenant: 'acme', user: other, tokens: world.tokens(), serverTime: 1 }
    }))
    await session.signIn(credentials)
    return failure('TOKEN_EXPIRED')
  })
  expect(await session.send(get)).toMatchObject({ error: { code: 'TOKEN_INVALID' } })
  expect(world.sent.filter(({ path }) => path === get.path)).toHaveLength(1)
})

const healthOf = (proto: number, minProto: number) => () => ({
  ok: true as const,
  body: { name: 'fieldfile', version: '1', proto, minProto, serverTime: 1 }
})

test('an app and a server of different ages say which one is to be updated', async () => {
  const world = setUp()
  world.server.answers.set('/healthz', healthOf(protoVersion + 1, protoVersion + 1))
  expect(await world.start().signIn(credentials)).toMatchObject({ error: { code: 'APP_TOO_OLD' } })
  world.server.answers.set('/healthz', healthOf(protoVersion - 1, 0))
  expect(await world.start().signIn(credentials)).toMatchObject({ error: { code: 'SERVER_TOO_OLD' } })
})

test('a new device id: used from then on, after a restart and a new sign-in too; the files stay where they are', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  const answer = await session.newDevice()
  expect(answer).toEqual({ ok: true, body: { device: expect.not.stringMatching(device) } })
  const renewed = answer.ok && answer.body.device
  for (const current of [session, world.start()]) {
    expect(await current.current()).toMatchObject({ device: renewed, home: device })
    expect(await current.send(get)).toMatchObject({ ok: true })
  }
  await session.signOut()
  expect(await world.start().signIn(credentials)).toMatchObject({ ok: true, body: { device: renewed, home: device } })
})

test('a new device id that cannot be kept is not used', async () => {
  const world = setUp()
  const session = world.start()
  await session.signIn(credentials)
  world.devicesFile.failure = new Error('ENOSPC')
  await expect(session.newDevice()).rejects.toThrow('ENOSPC')
  expect(await session.current()).not.toHaveProperty('home')
  expect(await world.start().current()).toMatchObject({ device })
})
