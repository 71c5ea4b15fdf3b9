import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalLine } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { createJournal } from '../journal/journal.ts'
import { realDisk } from '../store/disk.ts'
import { testFolder } from '../testing/folders.ts'
import { backupEveryMs, createBackups, keptBackups } from './backups.ts'
import { writeBackup, type Owner } from './format.ts'

const owner: Owner = { place: 'p-1', secret: Buffer.alloc(32, 5) }
const line = (dseq: number, kind: JournalLine['kind'] = 'op', data = 'QUJD'): JournalLine => ({ dseq, kind, data })

function setUp() {
  const folder = testFolder()
  const world = { now: 1_800_000_000_000, owner: owner as Owner | null }
  const open = () => {
    const journal = createJournal({ folder: join(folder, 'journal'), disk: realDisk, keys: () => null, log: () => {} })
    onTestFinished(() => journal.close())
    return journal
  }
  const backupsOf = (journal: ReturnType<typeof open>) =>
    createBackups({
      folder: join(folder, 'backups'),
      journal,
      owner: async () => world.owner,
      now: () => world.now,
      log: () => {}
    })
  const journal = open()
  return { world, folder, open, backupsOf, journal, backups: backupsOf(journal) }
}
async function withBackup() {
  const made = setUp()
  await made.journal.append([line(1), line(2), line(2, 'refused')], '0190-a')
  const backup = await made.backups.make([line(2, 'op', 'WFla'), line(3)])
  return { ...made, backup, path: join(made.folder, 'backups', backup.id) }
}

test('a journal that is lost comes back from the backup, with what the outbox had beside it', async () => {
  const { backup, folder, open, backupsOf } = await withBackup()
  expect(backup).toMatchObject({ lines: 4, code: null })
  await rm(join(folder, 'journal'), { recursive: true })
  const journal = open()
  expect(await backupsOf(journal).restore(backup.id)).toBe(4)
  const lines = [line(1), line(2), line(2, 'refused'), line(3)]
  expect(await open().read()).toMatchObject({ lines, highest: 3, hlc: '0190-a' })
  expect(await backupsOf(journal).restore(backup.id)).toBe(0)
})

test('restoring adds what is missing and changes nothing that is there', async () => {
  const { backups, backup, journal } = await withBackup()
  await journal.append([line(3, 'op', 'TkVX'), line(4)])
  expect(await backups.restore(backup.id)).toBe(0)
  expect((await journal.read()).lines.find(({ dseq }) => dseq === 3)?.data).toBe('TkVX')
})

test('backup with one bit changed: refused, nothing written', async () => {
  const { backups, backup, journal, path } = await withBackup()
  const whole = await readFile(path)
  const before = await journal.read()
  const codes = new Set<string>()
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 1 << (at & 7)
    await writeFile(path, bytes)
    codes.add(
      await backups.restore(backup.id).then(
        () => `restored with byte ${at} changed`,
        (error: { code: string }) => error.code
      )
    )
  }
  // A place that was changed is somebody else's.
  expect([...codes].toSorted()).toEqual(['BACKUP_CHANGED', 'BACKUP_FOREIGN'])
  expect(await journal.read()).toEqual(before)
})

test('a backup that was cut off anywhere is refused', async () => {
  const { backups, backup, path } = await withBackup()
  const whole = await readFile(path)
  for (let length = 0; length < whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length))
    await expect(backups.restore(backup.id)).rejects.toMatchObject({ code: 'BACKUP_CHANGED' })
  }
})

test('backup from a newer version, of another device: refused with the reason', async () => {
  const { backups, backup, path, world } = await withBackup()
  const whole = String(await readFile(path, 'latin1'))
  await writeFile(path, whole.replace('"version":1', '"version":2'), 'latin1')
  await expect(backups.restore(backup.id)).rejects.toMatchObject({ code: 'BACKUP_NEWER' })
  await writeFile(path, whole, 'latin1')
  world.owner = { ...owner, place: 'p-2' }
  await expect(backups.restore(backup.id)).rejects.toMatchObject({ code: 'BACKUP_FOREIGN' })
  // Made by somebody who does not know the secret, under our name.
  const content = { lines: [line(9)], highest: 9, hlc: null }
  for (const secret of [null, Buffer.alloc(32, 6)]) {
    await writeFile(path, writeBackup(content, { ...owner, secret }, 1))
    world.owner = owner
    await expect(backups.restore(backup.id)).rejects.toMatchObject({ code: 'BACKUP_CHANGED' })
  }
})

test('an id is the name of a backup, never a path', async () => {
  const { backups } = await withBackup()
  for (const id of ['../journal/00000001.journal', 'backup-1', '/etc/passwd', '']) {
    await expect(backups.restore(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})

test('the newest are kept, also after the clock was set back', async () => {
  const { backups, world, folder } = await withBackup()
  for (let i = 0; i < keptBackups + 3; i += 1) {
    world.now += i === 5 ? -86_400_000 : 1000
    await backups.make([line(10 + i)])
  }
  const list = await backups.list()
  expect(list).toHaveLength(keptBackups)
  expect(list[0]).toMatchObject({ at: world.now, code: null })
  expect(await readdir(join(folder, 'backups'))).toHaveLength(keptBackups)
})

test('on the schedule: only with something new, and not too often', async () => {
  const { backups, journal, world } = setUp()
  const made = async () => (await backups.list()).length
  await backups.tick()
  expect(await made()).toBe(0)
  await journal.append([line(1)])
  await backups.tick()
  expect(await made()).toBe(1)
  await journal.append([line(2)])
  world.now += backupEveryMs - 1
  await backups.tick()
  expect(await made()).toBe(1)
  world.now += 1
  await backups.tick()
  expect(await made()).toBe(2)
  world.now += backupEveryMs
  await backups.tick()
  expect(await made()).toBe(2)
})

test('while the keychain does not answer there is no backup, and that is said', async () => {
  const { backups, journal, world } = setUp()
  await journal.append([line(1)])
  world.owner = null
  await backups.tick()
  await expect(backups.make([])).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' })
})
