import { access, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fakeKeychain } from '../testing/fake-keychain.ts'
import { testFolder } from '../testing/folders.ts'
import { memoryFile } from '../testing/memory-file.ts'
import { createDoomed } from './card.ts'
import { openPlace } from './place.ts'
import { createPlaces, type Who } from './places.ts'

const wang: Who = { server: 'https://crm.example.com', tenant: 'acme', device: 'd-1', user: { id: 'u-1' } }
const li: Who = { ...wang, device: 'd-2', user: { id: 'u-2' } }
const line = (dseq: number) => ({ dseq, kind: 'op' as const, data: 'QUJD' })
const keyFile = { version: 1, keyId: 'key-1', wrapped: 'd3JhcHBlZA==', salt: 'c2FsdA==', pin: false, argon: null }

function setUp() {
  const root = join(testFolder(), 'people')
  const keychain = fakeKeychain()
  const erased: string[] = []
  const doomed = createDoomed(memoryFile(), (names) => erased.push(...names))
  const world = { who: wang as Who | null, root, keychain, doomed, erased }
  const start = () => {
    const places = createPlaces({
      root,
      current: async () => world.who,
      open: (folder) => openPlace(folder, { keychain, clocks: () => ({ wall: 0, counted: 0 }), log: () => {} }),
      doomed,
      now: () => 1_800_000_000_000,
      log: () => {}
    })
    onTestFinished(() => places.peek()?.close())
    return places
  }
  return Object.assign(world, { start })
}
async function withWork() {
  const world = setUp()
  const places = world.start()
  const { vault, journal, folder } = await places.choose()
  const { secret } = await vault.open()
  await vault.save(keyFile)
  await journal.append([line(1)])
  return { ...world, world, places, secret, folder }
}

test('two people on one computer have nothing in common', async () => {
  const { world, places, secret } = await withWork()
  world.who = li
  const hers = await places.choose()
  expect((await hers.vault.open()).secret).not.toBe(secret)
  expect((await hers.journal.read()).lines).toEqual([])
  world.who = wang
  expect((await (await places.choose()).journal.read()).lines).toEqual([line(1)])
  expect(await readdir(world.root)).toHaveLength(2)
})

test('nothing is read or written before somebody is signed in and chosen', async () => {
  const world = setUp()
  const places = world.start()
  expect(() => places.chosen()).toThrow('TOKEN_INVALID')
  world.who = null
  await expect(places.choose()).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

test('what is on its way when a session ends is kept where it belongs', async () => {
  const { world, places } = await withWork()
  world.who = null
  await places.chosen().journal.append([line(2)])
  world.who = li
  // She is signed in, but her worker has not asked yet.
  await places.chosen().journal.append([line(3)])
  expect((await (await places.choose()).journal.read()).lines).toEqual([])
  world.who = wang
  expect((await (await places.choose()).journal.read()).lines).toEqual([line(1), line(2), line(3)])
})

test('destroying leaves nothing of a person, and everything of the other', async () => {
  const { world, places, folder } = await withWork()
  world.who = li
  await (await places.choose()).journal.append([line(7)])
  await places.destroy(wang)
  await expect(access(folder)).rejects.toThrow('ENOENT')
  expect(await readdir(world.root)).toHaveLength(1)
  expect((await places.chosen().journal.read()).lines).toEqual([line(7)])
  world.who = wang
  expect(await (await places.choose()).vault.look()).toMatchObject({ keyFile: null, state: 'ok' })
})

test('forgetting this device ends what is chosen', async () => {
  const { places, root } = await withWork()
  await places.destroy(null)
  expect(() => places.chosen()).toThrow('TOKEN_INVALID')
  expect(await readdir(root)).toEqual([])
  await places.destroy(null)
})

test('destroying that was cut off goes on at the next start, and the key does not come back', async () => {
  const { world, folder, start } = await withWork()
  await rename(folder, `${folder}.1234.gone`)
  expect(await (await start().choose()).vault.look()).toMatchObject({ keyFile: null })
  await start().sweep()
  expect((await readdir(world.root)).filter((name) => name.includes('gone'))).toEqual([])
})

test('setting aside keeps everything and begins anew; destroying takes that too', async () => {
  const { places, folder, root, secret } = await withWork()
  const fresh = await places.setAside()
  expect((await fresh.vault.open()).secret).not.toBe(secret)
  expect((await fresh.journal.read()).lines).toEqual([])
  expect(await readdir(`${folder}.aside-1800000000000`)).toEqual(expect.arrayContaining(['journal', 'key.json']))
  await places.destroy(wang)
  expect(await readdir(root)).toEqual([])
})

test('a sweep takes only what was to be destroyed', async () => {
  const { root, start } = await withWork()
  await mkdir(join(root, 'other'))
  await writeFile(join(root, 'other', 'file'), 'x')
  await start().sweep()
  expect(await readdir(root)).toHaveLength(2)
})

test('a destroyed place leaves the name of its database to be deleted, until that is done', async () => {
  const { places, doomed, erased } = await withWork()
  await places.noteDatabase('fieldfile-abc')
  await places.noteDatabase('fieldfile-abc')
  expect(await doomed.list()).toEqual([])
  await places.destroy(wang)
  expect(await doomed.list()).toEqual(['fieldfile-abc'])
  expect(erased).toEqual(['fieldfile-abc'])
  await doomed.done('fieldfile-abc')
  expect(await doomed.list()).toEqual([])
})

test('destroying that was cut off dooms its database at the next start', async () => {
  const { places, folder, start, doomed } = await withWork()
  await places.noteDatabase('fieldfile-abc')
  await rename(folder, `${folder}.1234.gone`)
  await start().sweep()
  expect(await doomed.list()).toEqual(['fieldfile-abc'])
})

test('revoked while signed out: the refused sign-in destroys what this device held, and no other', async () => {
  const { world, places, folder } = await withWork()
  await places.noteDatabase('fieldfile-abc')
  world.who = li
  await (await places.choose()).journal.append([line(7)])
  await places.noteDatabase('fieldfile-li')
  await places.destroyDevice('d-1')
  await expect(access(folder)).rejects.toThrow('ENOENT')
  expect((await places.chosen().journal.read()).lines).toEqual([line(7)])
  expect(await world.doomed.list()).toEqual(['fieldfile-abc'])
})

test('a device that took a new id finds its files where they were', async () => {
  const { world, places } = await withWork()
  world.who = { ...wang, device: 'd-9', home: 'd-1' }
  expect((await (await places.choose()).journal.read()).lines).toEqual([line(1)])
  expect(await readdir(world.root)).toHaveLength(1)
})
