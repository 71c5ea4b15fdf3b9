import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import { checkDisk, distrust } from '../../src/renderer/replica/upkeep/check.ts'
import { newCode, openParcel, plainCode, sealParcel, WrongCode } from '../../src/renderer/replica/upkeep/parcel.ts'
import { askMain, mainJournal, mainWitness } from '../../src/renderer/replica/vault/main.ts'
import { PackDevice, pending, row } from '../harness/pack-device.ts'
import { accountValues, colleague, rep, sealer, startDevice, uuid } from '../harness/replica-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'

const rows = (count: number) => Array.from({ length: count }, (_, i) => row('account', i + 1, i + 1))

describe('a look at everything on the disk', () => {
  let device: PackDevice
  const check = (seen: string[] = []) => {
    const ask = askMain(async (channel, argument) => device.vault.answer(channel, argument))
    const kept = { sealer, journal: mainJournal(ask), witness: mainWitness(ask) }
    return device.raw((db) => checkDisk({ db, ...kept }, (done, total) => seen.push(`${done}/${total}`)))
  }
  beforeEach(async () => {
    device = new PackDevice()
    await device.page(rows(600))
    await device.write(pending(1))
    await device.restart()
    await device.store.loadAll()
  })

  test('whole: nothing is found, and it tells how far it is', async () => {
    const seen: string[] = []
    const { report, damage } = await check(seen)
    expect(report).toMatchObject({ damaged: 0, missing: false, lines: 1, linesDamaged: 0, unsent: 1 })
    expect(damage).toEqual([])
    expect(report.values).toBeGreaterThan(600)
    expect(seen.at(-1)).toBe(`${report.values}/${report.values}`)
    expect(seen.length).toBeGreaterThan(5)
  })
  test.each(['hot', 'outbox', 'meta'] as const)('one bit changed in %s is found', async (table) => {
    await device.raw(async (db) => {
      const first = (await db.table(table).toCollection().first()) as { body: Uint8Array }
      first.body[40]! ^= 1
      await db.table(table).put(first)
    })
    expect((await check()).report).toMatchObject({ damaged: 1 })
  })
  test('a value that is not there is missed, also an emptied database', async () => {
    await device.raw(async (db) => db.hot.delete((await db.hot.toCollection().primaryKeys())[0]!))
    expect((await check()).report).toMatchObject({ damaged: 0, missing: true })
    await device.raw(async (db) => void (await Promise.all(db.tables.map((table) => table.clear()))))
    expect((await check()).report).toMatchObject({ values: 0, missing: true })
  })
  test('a journal line of another key is found', async () => {
    device.vault.lines[0]!.data = btoa('something else entirely, not sealed by us')
    expect((await check()).report).toMatchObject({ lines: 1, linesDamaged: 1 })
  })
  test('distrusted, the next start fetches everything anew: what opens stays, the unsent edit too, what does not goes', async () => {
    await device.raw(async (db) => {
      const pack = (await db.hot.toCollection().first())!
      pack.body[60]! ^= 4
      await db.hot.put(pack)
    })
    const { damage } = await check()
    await device.store.close()
    await device.raw((db) => distrust(db, damage))
    device.open()
    const loaded = await device.store.loadAll()
    expect(loaded.found).toMatchObject({ rebuilding: true, lost: [] })
    expect(loaded.rows).toHaveLength(599)
    expect([loaded.meta.cursors, loaded.meta.sweep]).toEqual([{}, true])
    expect(loaded.outbox.map((p) => p.dseq)).toEqual([1])
    await device.page(rows(600))
    await device.restart()
    const again = await device.store.loadAll()
    expect([again.found, again.rows.length, again.outbox.length]).toEqual([undefined, 600, 1])
    expect((await check()).report).toMatchObject({ damaged: 0, missing: false, unsent: 1 })
  })
})

describe('a parcel', () => {
  test('opens with its code, however it is typed, and with no other', async () => {
    const code = newCode()
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    const sealed = await sealParcel({ name: '重庆长安' }, code)
    expect(atob(sealed)).not.toContain('重庆')
    expect(await openParcel(sealed, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).toEqual({ name: '重庆长安' })
    await expect(openParcel(sealed, newCode())).rejects.toBeInstanceOf(WrongCode)
    await expect(openParcel(`${sealed.slice(0, -8)}AAAAAAA=`, code)).rejects.toBeInstanceOf(WrongCode)
  })
  test('letters that look like digits are those digits', () => expect(plainCode('oil-８l')).toBe('01181'))
})

const create = (replica: Replica, name: string) =>
  replica.write([
    {
      type: 'account',
      kind: 'create',
      values: accountValues(name),
      step: { event: 'register', args: { to: 'prospect' } }
    }
  ])

describe('unsent edits by hand to another device', () => {
  let server: MemoryServer
  let cut: Replica
  let other: Replica
  const names = () =>
    [...server.rows.values()].flatMap(({ type, body }) => (type === 'account' ? [body['name']] : [])).toSorted()
  beforeEach(async () => {
    server = new MemoryServer(types)
    server.grants.set(rep, [`u:${rep}`])
    const tag = Math.random().toString(36)
    cut = (await startDevice(server, { device: uuid(0xd1), database: `cut-${tag}` })).replica
    other = (await startDevice(server, { device: uuid(0xd2), database: `other-${tag}` })).replica
  })

  test('[I2] taken in once, sent once, also when the first device meets the server after all', async () => {
    await create(cut, '在外面记的')
    await create(cut, '也是')
    await create(other, '这边的')
    const { data, code, count } = await cut.sealUnsent()
    expect(count).toBe(2)
    expect(await other.lookUnsent(data, code)).toMatchObject({ count: 2, known: 0, user: 'R1' })
    expect(await other.takeUnsent(data, code)).toBe(2)
    expect(other.outbox().map(({ dseq }) => dseq)).toEqual([1, 2, 3])
    // Twice before sending, and after.
    expect(await other.lookUnsent(data, code)).toMatchObject({ count: 2, known: 2 })
    expect(await other.takeUnsent(data, code)).toBe(0)
    expect(await other.round()).toMatchObject({ ok: true })
    expect(await other.takeUnsent(data, code)).toBe(0)
    expect(names()).toEqual(['也是', '在外面记的', '这边的'])
    expect(await cut.round()).toMatchObject({ ok: true })
    expect(names()).toHaveLength(3)
    expect(cut.outbox()).toEqual([])
  })
  test('a wrong code, and the file of another person, are refused, and nothing is taken in', async () => {
    await create(cut, '在外面记的')
    const { data, code } = await cut.sealUnsent()
    await expect(other.takeUnsent(data, newCode())).rejects.toMatchObject({ code: 'CODE_WRONG' })
    const stranger = (await startDevice(server, { user: colleague, device: uuid(0xd3), database: `s-${data.length}` }))
      .replica
    await expect(stranger.takeUnsent(data, code)).rejects.toMatchObject({ code: 'UNSENT_FOREIGN' })
    expect([other.outbox(), stranger.outbox()]).toEqual([[], []])
  })
  test('a file with a kind of record this version does not know asks for an update', async () => {
    await create(cut, '新版本的')
    for (const entry of cut.memory.outbox()) entry.op.type = 'fromTheFuture'
    const { data, code } = await cut.sealUnsent()
    await expect(other.lookUnsent(data, code)).rejects.toMatchObject({ code: 'BACKUP_NEWER' })
  })
})
