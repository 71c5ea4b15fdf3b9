import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { createKeychain, sealedFile } from './keychain.ts'

const storage = (available: boolean, backend: string, shouldReEncrypt = false) => ({
  isAsyncEncryptionAvailable: async () => available,
  getSelectedStorageBackend: () => backend as 'basic_text',
  encryptStringAsync: async (text: string) => Buffer.from(text).map((byte) => byte ^ 90) as Buffer,
  decryptStringAsync: async (sealed: Buffer) => ({
    result: Buffer.from(sealed.map((byte) => byte ^ 90)).toString(),
    shouldReEncrypt
  })
})

test.each([
  ['linux', true, 'gnome_libsecret', true],
  ['linux', true, 'kwallet6', true],
  ['linux', true, 'basic_text', false],
  ['linux', true, 'unknown', false],
  ['linux', false, 'gnome_libsecret', false],
  ['darwin', true, 'basic_text', true],
  ['win32', false, 'basic_text', false]
] as const)('on %s, available %s, backend %s: protects is %s', async (platform, available, backend, expected) => {
  expect(await createKeychain(storage(available, backend), platform).protects()).toBe(expected)
})

test('what is sealed comes back, and its text is not in the file', async () => {
  const file = memoryFile()
  const sealed = sealedFile(file, createKeychain(storage(true, 'kwallet'), 'linux'))
  expect(await sealed.write({ word: 'marker' })).toBe(true)
  expect(String(file.content)).not.toContain('marker')
  expect(await sealed.read()).toEqual({ word: 'marker' })
})

test('a keychain that only hides the text gets nothing to hide', async () => {
  const file = memoryFile()
  const sealed = sealedFile(file, createKeychain(storage(true, 'basic_text'), 'linux'))
  expect(await sealed.write({ word: 'marker' })).toBe(false)
  expect(file.content).toBeNull()
  expect(await sealed.read()).toBeNull()
})

test('a keychain with a new key of its own: the file is sealed again, on a full disk another time', async () => {
  const file = memoryFile()
  const keychain = createKeychain(storage(true, 'kwallet', true), 'linux')
  const sealed = sealedFile(file, keychain)
  await sealed.write({ word: 'marker' })
  file.failure = new Error('ENOSPC')
  expect(await sealed.read()).toEqual({ word: 'marker' })
  expect(file.writes).toBe(1)
  file.failure = null
  expect(await sealed.read()).toEqual({ word: 'marker' })
  expect(file.writes).toBe(2)
})
