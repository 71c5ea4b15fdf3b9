import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createStorageCalls } from './storage-calls.ts'
import { realDisk, type Disk } from './store/disk.ts'
import { fakeKeychain } from './testing/fake-keychain.ts'
import { testFolder } from './testing/folders.ts'
import { memoryFile } from './testing/memory-file.ts'
import { createDoomed } from './vault/card.ts'
import { openPlace } from './vault/place.ts'
import { createPlaces, type Who } from './vault/places.ts'

const wang: Who = { server: 'https://crm.example.com', tenant: 'acme', device: 'd-1', user: { id: 'u-1' } }
const keyFile = { version: 1, keyId: 'key-1', wrapped: 'd3JhcHBlZA==', salt: 'c2FsdA==', pin: false, argon: null }
const line = (dseq: number) => ({ dseq, kind: 'op' as const, data: 'QUJD' })
const clocks = () => ({ wall: 1_800_000_000_000, counted: 0 })

function setUp() {
  const userData = testFolder()
  const keychain = fakeKeychain()
  const disk: { current: Disk } = { current: realDisk }
  const later: Disk = { ...realDisk, grow: (path) => disk.current.grow(path) }
  const doomed = createDoomed(memoryFile(), () => {})
  const places = createPlaces({
    root: join(userData, 'people'),
    current: async () => wang,
    open: (folder) => openPlace(folder, { keychain, clocks, log: () => {}, disk: later }),
    now: () => clocks().wall,
    doomed,
    log: () => {}
  })
  onTestFinished(() => places.peek()?.close())
  const chooseFile = { save: async () => join(userData, 'saved'), open: async () => join(userData, 'saved') }
  const calls = createStorageCalls({
    places,
    chooseFile,
    userData,
    database: join(userData, 'IndexedDB'),
    doomed,
    clearDatabases: async () => {}
  })
  return { calls, keychain, disk }
}

test('a device from its first start to being forgotten', async () => {
  const { calls } = setUp()
  expect(await calls['vault.look'](null)).toMatchObject({ keyFile: null, state: 'ok' })
  expect(await calls['vault.open'](null)).toMatchObject({ keyFile: null, state: 'ok', secret: expect.any(String) })
  await calls['vault.save']({ keyFile })
  await calls['vault.opened'](null)
  expect(await calls['journal.append']({ lines: [line(1), line(2)] })).toEqual({ ok: true, body: { highest: 2 } })
  const witness = { databaseId: 'db', rows: 3, lastSeq: 4, at: 5 }
  await calls['witness.set'](witness)
  expect(await calls['witness.get'](null)).toEqual(witness)
  const backup = await calls['backup.make']({ lines: [] })
  expect(backup).toMatchObject({ ok: true, body: { lines: 2, code: null } })
  expect(await calls['storage.info'](null)).toMatchObject({
    sizes: { database: 0, journal: expect.any(Number), backups: backup.ok && backup.body.bytes },
    free: expect.any(Number),
    lastBackupAt: 1_800_000_000_000
  })
  await calls['journal.settle']({ below: 3 })
  await calls['vault.forget']({})
  expect(() => calls['journal.read'](null)).toThrow('TOKEN_INVALID')
  expect(await calls['vault.look'](null)).toMatchObject({ keyFile: null })
  expect(await calls['witness.get'](null)).toBeNull()
})

test('disk full: the answer says so by code, and what is saved is kept', async () => {
  const { calls, disk } = setUp()
  await calls['vault.open'](null)
  await calls['vault.save']({ keyFile })
  await calls['journal.append']({ lines: [line(1)] })
  disk.current = {
    ...realDisk,
    grow: async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    }
  }
  await calls['vault.save']({ keyFile: { ...keyFile, keyId: 'key-2' } })
  for (let i = 0; i < 2; i += 1) {
    const answer = await calls['journal.append']({ lines: [line(2)] })
    expect(answer).toEqual({ ok: false, error: { code: 'STORAGE_FAILED' } })
    expect(await calls['backup.make']({ lines: [] })).toMatchObject({ ok: true })
  }
  expect(await calls['journal.read'](null)).toMatchObject({ lines: [line(1)], highest: 1 })
  disk.current = realDisk
  expect(await calls['journal.append']({ lines: [line(2)] })).toMatchObject({ ok: true })
})

test('a new beginning is only for a keychain that has changed', async () => {
  const { calls, keychain } = setUp()
  await calls['vault.open'](null)
  await calls['vault.save']({ keyFile })
  const renew = async () => calls['vault.renew'](null)
  await expect(renew()).rejects.toMatchObject({ code: 'IPC_REFUSED' })
  keychain.mode = 'locked'
  await expect(renew()).rejects.toMatchObject({ code: 'IPC_REFUSED' })
  keychain.mode = 'ok'
  keychain.key = 17
  expect(await calls['vault.open'](null)).toMatchObject({ state: 'changed', secret: null })
  expect(await renew()).toMatchObject({ keyFile: null, state: 'ok', secret: expect.any(String) })
})

test('what is unsent leaves and comes back as the worker sealed it', async () => {
  const { calls } = setUp()
  expect(await calls['unsent.export']({ name: 'unsent', data: 'U0VBTEVE' })).toEqual({
    ok: true,
    body: { saved: true }
  })
  expect(await calls['unsent.import'](null)).toEqual({ ok: true, body: { data: 'U0VBTEVE' } })
})

test('a backup that is not there is answered by its code', async () => {
  const { calls } = setUp()
  await calls['vault.open'](null)
  expect(await calls['backup.restore']({ id: 'backup-7' })).toEqual({ ok: false, error: { code: 'NOT_FOUND' } })
  expect(await calls['backup.make']({ lines: [] })).toEqual({ ok: false, error: { code: 'KEYCHAIN_LOCKED' } })
})

test('photos and files: kept while the data is open, under the keys that the worker gave', async () => {
  const { calls } = setUp()
  await calls['vault.open'](null)
  const bytes = new Uint8Array(Buffer.from('a photo'))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(await calls['blobs.put']({ sha256, bytes })).toMatchObject({ ok: false, error: { code: 'NOT_READY' } })
  const [key, other] = [1, 2].map((n) => Buffer.alloc(32, n).toString('base64')) as [string, string]
  const current = '0011223344556677'
  expect(() => calls['blobs.unlock']({ names: key, current, keys: {} })).toThrow('IPC_REFUSED')
  await calls['blobs.unlock']({ names: key, current, keys: { [current]: other } })
  expect(await calls['blobs.put']({ sha256, bytes })).toEqual({ ok: true, body: null })
  expect(await calls['blobs.read']({ sha256, from: 2, length: 100 })).toEqual({ ok: true, body: bytes.subarray(2) })
  expect(await calls['blobs.list'](null)).toEqual([{ sha256, size: 7 }])
  expect(await calls['blobs.rewrap'](null)).toBe(false)
  await calls['blobs.lock'](null)
  expect(await calls['blobs.read']({ sha256, from: 0, length: 1 })).toMatchObject({ error: { code: 'NOT_READY' } })
  await calls['blobs.unlock']({ names: key, current, keys: { [current]: other } })
  await calls['blobs.delete']({ sha256 })
  expect(await calls['blobs.has']({ sha256 })).toBe(false)
})
