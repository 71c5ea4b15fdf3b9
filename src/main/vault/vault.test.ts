import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyFile } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { fakeKeychain } from '../testing/fake-keychain.ts'
import { testFolder } from '../testing/folders.ts'
import { memoryFile } from '../testing/memory-file.ts'
import { openPlace } from './place.ts'
import { createVault } from './vault.ts'

const keyFile: KeyFile = {
  version: 1,
  keyId: 'key-1',
  wrapped: 'd3JhcHBlZA==',
  salt: 'c2FsdA==',
  pin: false,
  argon: null
}
const withPin: KeyFile = { ...keyFile, wrapped: 'd2l0aHBpbg==', pin: true, argon: { m: 65_536, t: 3, p: 1 } }
const minute = 60_000

function setUp() {
  const folder = testFolder()
  const keychain = fakeKeychain()
  const clock = { wall: 1_800_000_000_000, counted: 0 }
  const logged: string[] = []
  const start = () => {
    const place = openPlace(folder, { keychain, clocks: () => ({ ...clock }), log: (event) => logged.push(event) })
    onTestFinished(() => place.close().catch(() => undefined))
    return place
  }
  return { folder, keychain, clock, logged, start, keyPath: join(folder, 'key.json') }
}
async function withKey(saved: KeyFile = keyFile) {
  const world = setUp()
  const place = world.start()
  const { secret } = await place.vault.open()
  await place.vault.save(saved)
  return { ...world, place, secret: secret! }
}

test('the first time makes a secret of 32 bytes; after that it is the same one', async () => {
  const { start, secret } = await withKey()
  expect(Buffer.from(secret, 'base64')).toHaveLength(32)
  expect(await start().vault.open()).toEqual({ keyFile, secret, state: 'ok', waitMs: 0 })
})

test('looking gives no secret and makes none', async () => {
  const world = setUp()
  expect(await world.start().vault.look()).toEqual({ keyFile: null, secret: null, state: 'ok', waitMs: 0 })
  expect(await readdir(world.folder)).toEqual([])
  const { start } = await withKey()
  expect(await start().vault.look()).toEqual({ keyFile, secret: null, state: 'ok', waitMs: 0 })
})

test('the secret is on the disk only as the keychain sealed it', async () => {
  const { folder, secret, place } = await withKey()
  await place.journal.append([{ dseq: 1, kind: 'op', data: 'QUJD' }])
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name))
    expect(bytes.includes(secret)).toBe(false)
    expect(bytes.includes(Buffer.from(secret, 'base64'))).toBe(false)
  }
})

test.each(['plain', 'absent'] as const)(
  'a keychain that is %s keeps no secret: a passphrase is asked for',
  async (mode) => {
    const { keychain, start } = setUp()
    keychain.mode = mode
    const place = start()
    expect(await place.vault.open()).toEqual({ keyFile: null, secret: null, state: mode, waitMs: 0 })
    await place.vault.save(withPin)
    expect(await start().vault.open()).toEqual({ keyFile: withPin, secret: null, state: mode, waitMs: 0 })
    // A keychain that comes later does not change how this key was made.
    keychain.mode = 'ok'
    expect(await start().vault.open()).toMatchObject({ keyFile: withPin, secret: null, state: 'plain' })
  }
)

test('a keychain that is locked, gone or only plain now: nothing is given, nothing is erased, and it opens again', async () => {
  const { keychain, start, keyPath, secret } = await withKey()
  const before = await readFile(keyPath)
  for (const mode of ['locked', 'absent', 'plain'] as const) {
    keychain.mode = mode
    expect(await start().vault.open()).toEqual({ keyFile, secret: null, state: 'locked', waitMs: 0 })
  }
  expect(await readFile(keyPath)).toEqual(before)
  keychain.mode = 'ok'
  expect(await start().vault.open()).toMatchObject({ secret, state: 'ok' })
})

test('a keychain that is locked at the very first start makes nothing', async () => {
  const { keychain, start, folder } = setUp()
  keychain.mode = 'locked'
  expect(await start().vault.open()).toEqual({ keyFile: null, secret: null, state: 'locked', waitMs: 0 })
  expect(await readdir(folder)).toEqual([])
})

test('a keychain that has changed is told from one that is locked, and erases nothing', async () => {
  const { keychain, start, secret } = await withKey()
  keychain.key = 17
  expect(await start().vault.open()).toEqual({ keyFile, secret: null, state: 'changed', waitMs: 0 })
  keychain.key = 90
  expect(await start().vault.open()).toMatchObject({ secret, state: 'ok' })
})

test('a keychain with a new key of its own: the secret is sealed with it, and the old one may go', async () => {
  const { keychain, start, keyPath, secret, folder } = await withKey()
  Object.assign(keychain, { key: 17, olderKey: 90 })
  expect(await start().vault.look()).toMatchObject({ state: 'ok' })
  keychain.olderKey = null
  expect(await start().vault.open()).toMatchObject({ keyFile, secret, state: 'ok' })
  await rm(keyPath)
  expect(await start().vault.open(), 'from the journal').toMatchObject({ keyFile, secret, state: 'ok' })
  expect(await readdir(folder)).toContain('key.json')
})

test('a keychain with a new key of its own on a full disk: it opens all the same, and is sealed another time', async () => {
  const { keychain, folder, secret } = await withKey()
  Object.assign(keychain, { key: 17, olderKey: 90 })
  const stored = memoryFile(String(await readFile(join(folder, 'key.json'))))
  stored.failure = new Error('ENOSPC')
  const start = () =>
    createVault({
      file: stored,
      attempts: { wait: async () => 0, count: async () => {}, reset: async () => {} },
      keychain,
      random: () => Buffer.alloc(32),
      copy: { read: async () => null, renew: async () => {} },
      log: () => {}
    })
  expect(await start().open()).toMatchObject({ secret, state: 'ok' })
  expect(stored.writes).toBe(0)
  stored.failure = null
  expect(await start().open()).toMatchObject({ secret, state: 'ok' })
  keychain.olderKey = null
  expect(await start().open()).toMatchObject({ secret, state: 'ok' })
})

test('a key file that is lost, or damaged at any byte, comes back from the journal', async () => {
  const { start, keyPath, secret, logged } = await withKey()
  const whole = await readFile(keyPath)
  await rm(keyPath)
  expect(await start().vault.open()).toMatchObject({ keyFile, secret, state: 'ok' })
  expect(await readFile(keyPath)).toEqual(whole)
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 1
    await writeFile(keyPath, bytes)
    logged.length = 0
    expect(await start().vault.open(), `byte ${at}`).toMatchObject({ keyFile, secret, state: 'ok' })
    expect(logged).toContain('vault.restored-from-journal')
  }
})

test('a journal that is lost gets its copy of the key file back', async () => {
  const { start, folder, keyPath, secret } = await withKey()
  await rm(join(folder, 'journal'), { recursive: true })
  await start().vault.open()
  await rm(keyPath)
  expect(await start().vault.open()).toMatchObject({ keyFile, secret })
})

test('a key file of a newer version: said, and the older copy does not take its place', async () => {
  const { start, keyPath } = await withKey()
  const record = JSON.stringify({ version: 2, secret: null, keyFile, more: true })
  const newer = JSON.stringify({ sum: createHash('sha256').update(record).digest('hex'), record })
  await writeFile(keyPath, newer)
  const { vault } = start()
  await expect(vault.open()).rejects.toMatchObject({ code: 'APP_TOO_OLD' })
  await expect(vault.save(withPin)).rejects.toMatchObject({ code: 'APP_TOO_OLD' })
  expect(String(await readFile(keyPath))).toBe(newer)
})

test('a key file that nothing can read is not written over', async () => {
  const { start, folder, keyPath } = await withKey()
  await rm(join(folder, 'journal'), { recursive: true })
  await writeFile(keyPath, 'damaged')
  const { vault } = start()
  expect(await vault.open()).toEqual({ keyFile: null, secret: null, state: 'changed', waitMs: 0 })
  await expect(vault.save(keyFile)).rejects.toMatchObject({ code: 'IPC_REFUSED' })
  expect(String(await readFile(keyPath))).toBe('damaged')
})

test('a PIN that is turned on leaves no key without it', async () => {
  const { place, folder, start, secret } = await withKey()
  await place.journal.append([{ dseq: 1, kind: 'op', data: 'QUJD' }])
  await place.vault.save(withPin)
  const names = await readdir(join(folder, 'journal'))
  const files = [...names.map((name) => join('journal', name)), 'key.json']
  for (const name of files) expect(String(await readFile(join(folder, name)))).not.toContain(keyFile.wrapped)
  await rm(join(folder, 'key.json'))
  expect(await start().vault.open()).toMatchObject({ keyFile: withPin, secret })
  expect((await start().journal.read()).lines).toHaveLength(1)
})

test('PIN guessing: back-off that survives restart', async () => {
  const { start, clock, secret } = await withKey(withPin)
  for (let i = 0; i < 5; i += 1) expect(await start().vault.open()).toMatchObject({ secret, waitMs: 0 })
  expect(await start().vault.open()).toEqual({ keyFile: withPin, secret: null, state: 'ok', waitMs: minute })
  // Asking in vain does not count, and looking never does.
  expect(await start().vault.look()).toMatchObject({ waitMs: minute, secret: null })
  clock.wall += minute
  clock.counted += minute
  const { vault } = start()
  expect(await vault.open()).toMatchObject({ secret, waitMs: 0 })
  expect(await vault.open()).toMatchObject({ secret: null, waitMs: 2 * minute })
  await vault.opened()
  for (let i = 0; i < 5; i += 1) expect(await start().vault.open()).toMatchObject({ secret, waitMs: 0 })
})

test('it knows whether there is something to lock', async () => {
  const { place } = await withKey()
  await place.vault.opened()
  expect(place.vault.isOpenWithPin()).toBe(false)
  await place.vault.save(withPin)
  expect(place.vault.isOpenWithPin()).toBe(true)
  place.vault.locked()
  expect(place.vault.isOpenWithPin()).toBe(false)
  await place.vault.open()
  await place.vault.opened()
  expect(place.vault.isOpenWithPin()).toBe(true)
})
