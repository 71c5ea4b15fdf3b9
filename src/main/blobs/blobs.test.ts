import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { testFolder } from '../testing/folders.ts'
import { createBlobs } from './blobs.ts'
import { chunkBytes, type BlobKeys } from './format.ts'

const names = randomBytes(32)
const [oldId, newId] = ['0011223344556677', '8899aabbccddeeff']
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const keys: BlobKeys = { current: oldId, keys: new Map([[oldId, oldKey]]) }
const rotated: BlobKeys = { current: newId, keys: new Map([...keys.keys, [newId, newKey]]) }
const infoOf = (bytes: Buffer) => ({ sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length })
/** In pieces that are not chunks. */
const streamOf = (bytes: Buffer) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / 300_000) }, (_, i) => bytes.subarray(i * 300_000, (i + 1) * 300_000))
  )

function setUp(more: Partial<Parameters<typeof createBlobs>[0]> = {}) {
  const folder = join(testFolder(), 'blobs')
  const start = (with_: BlobKeys | null = keys) => {
    const blobs = createBlobs({ folder, free: async () => null, ...more })
    if (with_) blobs.unlock(names, with_)
    return blobs
  }
  return { folder, start }
}
const photo = Buffer.concat([Buffer.from('marker 重庆长安'), randomBytes(2 * chunkBytes + 777)])

test.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes])(
  'a content of %i bytes comes back as it was, whole and in parts',
  async (size) => {
    const { start } = setUp()
    const bytes = randomBytes(size)
    const info = infoOf(bytes)
    await start().put(info, streamOf(bytes))
    const blobs = start()
    expect((await blobs.read(info.sha256, 0, size + 10)).equals(bytes)).toBe(true)
    for (const [from, length] of [
      [0, 5],
      [chunkBytes - 2, 4],
      [size, 9]
    ] as const)
      expect((await blobs.read(info.sha256, from, length)).equals(bytes.subarray(from, from + length))).toBe(true)
    expect([await blobs.has(info.sha256), await blobs.list()]).toEqual([true, [info]])
    await blobs.delete(info.sha256)
    expect([await blobs.has(info.sha256), await blobs.list()]).toEqual([false, []])
    await expect(blobs.read(info.sha256, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
)

test('neither content nor hash is on the disk, and nothing opens without the keys', async () => {
  const { start, folder } = setUp()
  const info = infoOf(photo)
  await start().put(info, streamOf(photo))
  for (const name of await readdir(folder)) {
    expect(name).not.toContain(info.sha256.slice(0, 16))
    const file = await readFile(join(folder, name))
    for (const text of ['marker', '重庆', info.sha256]) expect(file.includes(text)).toBe(false)
    expect(file.includes(photo.subarray(chunkBytes, chunkBytes + 32))).toBe(false)
  }
  const blobs = start()
  blobs.lock()
  await expect(blobs.read(info.sha256, 0, 1)).rejects.toMatchObject({ code: 'NOT_READY' })
  await expect(start(null).list()).rejects.toMatchObject({ code: 'NOT_READY' })
})

test('a changed bit anywhere, a chunk moved or cut off: said, never another content', async () => {
  const { start, folder } = setUp()
  const info = infoOf(photo)
  await start().put(info, streamOf(photo))
  const path = join(folder, (await readdir(folder))[0]!)
  const whole = await readFile(path)
  const blobs = start()
  const readAll = () => blobs.read(info.sha256, 0, info.size)
  const spoiled = [0, 3, 12, 25, 60, whole.length - 1, whole.length >> 1].map((at) => {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 1
    return bytes
  })
  const end = whole.length - (777 + 20 + 16)
  const first = end - 2 * (chunkBytes + 16)
  const swapped = Buffer.concat([
    whole.subarray(0, first),
    whole.subarray(first + chunkBytes + 16, end),
    whole.subarray(first, first + chunkBytes + 16),
    whole.subarray(end)
  ])
  for (const bytes of [...spoiled, swapped, whole.subarray(0, end), Buffer.alloc(0)]) {
    await writeFile(path, bytes)
    await expect(readAll()).rejects.toMatchObject({ code: expect.stringMatching(/^(BLOB_DAMAGED|KEY_UNKNOWN)$/) })
  }
  await truncate(path, 100)
  expect(await blobs.has(info.sha256)).toBe(false)
  await blobs.put(info, streamOf(photo))
  expect((await readAll()).equals(photo)).toBe(true)
})

test('what is not of its hash or size is not kept', async () => {
  const { start, folder } = setUp()
  const info = infoOf(photo)
  for (const wrong of [Buffer.concat([photo, Buffer.from('x')]), photo.subarray(1), Buffer.alloc(photo.length)])
    await expect(start().put(info, streamOf(wrong))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' })
  expect(await readdir(folder)).toEqual([])
})

test('too large, or too little space left: refused before anything is written, and what is there stays', async () => {
  const space = { left: 10_000 }
  const { start, folder } = setUp({ free: async () => space.left, limits: { blob: 5_000, all: 9_000, left: 4_000 } })
  const put = (size: number) => {
    const bytes = randomBytes(size)
    return start().put(infoOf(bytes), streamOf(bytes))
  }
  await put(4_000)
  await expect(put(5_001)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  await put(4_000)
  await expect(put(4_000)).rejects.toMatchObject({ code: 'DISK_FULL' })
  space.left = 4_500
  await expect(put(600)).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(await readdir(folder)).toHaveLength(2)
})

test('a new key: every blob gets it one by one, its content stays; the old one may go then', async () => {
  const { start } = setUp()
  const contents = [photo, randomBytes(10), randomBytes(chunkBytes)]
  for (const bytes of contents) await start().put(infoOf(bytes), streamOf(bytes))
  const blobs = start(rotated)
  const only: BlobKeys = { current: newId, keys: new Map([[newId, newKey]]) }
  await expect(start(only).rewrap()).rejects.toMatchObject({ code: 'KEY_UNKNOWN' })
  expect([await blobs.rewrap(), await blobs.rewrap(), await blobs.rewrap(), await blobs.rewrap()]).toEqual([
    true,
    true,
    true,
    false
  ])
  for (const bytes of contents)
    expect((await start(only).read(infoOf(bytes).sha256, 0, bytes.length)).equals(bytes)).toBe(true)
})

test('killed while it writes: not there, the rest is, and the next start clears up', async () => {
  const { start, folder } = setUp()
  await start().put(infoOf(photo), streamOf(photo))
  mkdirSync(folder, { recursive: true })
  // A process of its own that is killed amid the content.
  const script = `
    import { createBlobs } from ${JSON.stringify(join(import.meta.dirname, 'blobs.ts'))}
    const blobs = createBlobs({ folder: process.argv[1], free: async () => null })
    blobs.unlock(Buffer.alloc(32, 1), { current: '${oldId}', keys: new Map([['${oldId}', Buffer.alloc(32, 2)]]) })
    async function* endless() {
      for (let n = 0; n < 3; n++) yield Buffer.alloc(${chunkBytes}, n)
      process.stdout.write('begun')
      await new Promise((done) => setTimeout(done, 600_000))
    }
    await blobs.put({ sha256: '${'0'.repeat(64)}', size: ${4 * chunkBytes} }, endless())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder])
  await new Promise((done) => child.stdout.once('data', done))
  child.kill('SIGKILL')
  await new Promise((done) => child.once('exit', done))
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toHaveLength(1)
  const blobs = start()
  expect(await blobs.list()).toEqual([infoOf(photo)])
  const other = randomBytes(5)
  await blobs.put(infoOf(other), streamOf(other))
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  expect(await blobs.list()).toHaveLength(2)
})
