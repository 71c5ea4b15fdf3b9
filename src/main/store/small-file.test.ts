import { mkdtemp, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallFile } from './small-file.ts'

const folder = () => mkdtemp(join(tmpdir(), 'small-file-'))

test('a file that is not there reads as null', async () => {
  expect(await smallFile(join(await folder(), 'a/b.json')).read()).toBeNull()
})

test('writes land in the order they were asked for, and leave nothing beside the file', async () => {
  const at = await folder()
  const file = smallFile(join(at, 'deep', 'one.json'))
  await Promise.all(Array.from({ length: 20 }, (_, i) => file.write(`text ${i}`)))
  expect(String(await file.read())).toBe('text 19')
  expect(await readdir(join(at, 'deep'))).toEqual(['one.json'])
})

test('a failed write keeps the old content, leaves no temporary file, and does not stop the next one', async () => {
  const at = await folder()
  const file = smallFile(join(at, 'one'))
  await file.write('old')
  await expect(file.write(Symbol('not a content') as never)).rejects.toThrow(TypeError)
  expect(String(await file.read())).toBe('old')
  expect(await readdir(at)).toEqual(['one'])
  await file.write('new')
  expect(String(await file.read())).toBe('new')
})

test.skipIf(process.platform === 'win32')('only the owner may read it', async () => {
  const path = join(await folder(), 'secret')
  await smallFile(path).write('x')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})
