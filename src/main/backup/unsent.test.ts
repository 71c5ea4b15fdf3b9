import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../testing/folders.ts'
import { exportUnsent, importUnsent, readUnsent, type FileChooser } from './unsent.ts'

const data = Buffer.from('sealed by the worker').toString('base64')
const chooser = (path: string | null): FileChooser => ({ save: async () => path, open: async () => path })

async function exported() {
  const path = join(testFolder(), 'unsent.fieldfile')
  expect(await exportUnsent(chooser(path), 'unsent', data)).toBe(true)
  return path
}

test('what is exported is imported', async () => {
  expect(await importUnsent(chooser(await exported()))).toBe(data)
})

test('a person may think better of it', async () => {
  expect(await exportUnsent(chooser(null), 'unsent', data)).toBe(false)
  expect(await importUnsent(chooser(null))).toBeNull()
})

test('one bit changed anywhere, or cut off: refused', async () => {
  const path = await exported()
  const whole = await readFile(path)
  const codes = new Set<string>()
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 1 << (at & 7)
    for (const changed of [bytes, whole.subarray(0, at)]) {
      await writeFile(path, changed)
      codes.add(
        await importUnsent(chooser(path)).then(
          () => `byte ${at}`,
          (error: { code: string }) => error.code
        )
      )
    }
  }
  // A changed digit of the version is a newer version.
  expect([...codes].toSorted()).toEqual(['BACKUP_CHANGED', 'BACKUP_NEWER'])
})

test('another file, and one of a newer version', () => {
  expect(() => readUnsent('name,phone\n')).toThrow('BACKUP_CHANGED')
  expect(() => readUnsent('fieldfile-unsent 2 whatever\n')).toThrow('BACKUP_NEWER')
})
