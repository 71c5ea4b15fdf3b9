import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { expect, test } from 'vitest'
import { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'
import { openDatabase } from '../../src/renderer/replica/packs/database.ts'
import { opLines, tell } from '../../src/renderer/replica/packs/journal.ts'
import { openPackStore, type OpenStore } from '../../src/renderer/replica/packs/pack-store.ts'
import { emptyMeta, type Meta, type StoredRow } from '../../src/renderer/replica/store.ts'
import { fromBase64, hex } from '../../src/renderer/replica/vault/bytes.ts'
import { askMain, mainJournal, mainWitness, type AskMain } from '../../src/renderer/replica/vault/main.ts'
import { createSealer, Unreadable, type Sealer } from '../../src/renderer/replica/vault/sealer.ts'
import { newKeyring, rotated, unwrap } from '../../src/renderer/replica/vault/keyring.ts'
import { KeyUpkeep, keyLifeMs } from '../../src/renderer/replica/vault/upkeep.ts'
import { Vault } from '../../src/renderer/replica/vault/vault.ts'
import { pending, row, sorted } from '../harness/pack-device.ts'
import { accountValues, freshId, rep, startDevice, territory } from '../harness/replica-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'

const keyIdOf = (sealed: Uint8Array): string => hex(sealed.subarray(4, 12))
const meta = (more: Partial<Meta>): Meta => ({ ...emptyMeta, epoch: 1, ...more })
const rows: StoredRow[] = Array.from({ length: 30 }, (_, i) => [
  row('account', 1 + i * 10, 1 + i * 10),
  ...[2, 3].map((n) => row('visit', n + i * 10, 1 + i * 10)),
  ...Array.from({ length: 15 }, (_x, n) => row('interaction', 5_000 + i * 20 + n, 1 + i * 10))
]).flat()
let databases = 0

/** One device whose main process goes on while its worker is killed and started again. */
class KeyDevice {
  readonly name = `keys-${++databases}`
  readonly main = new FakeVault()
  clock = 1_800_000_000_000
  /** So many calls of main, and steps, until the worker is killed. */
  fuse = Infinity
  store!: OpenStore
  vault!: Vault
  upkeep!: KeyUpkeep
  sealer!: Sealer

  #burn(): void {
    if (--this.fuse < 0) throw new Error('killed')
  }
  readonly ask: AskMain = askMain(async (channel, argument) => {
    this.#burn()
    const answer = this.main.answer(channel, argument)
    this.#burn()
    return answer
  })
  async start(): Promise<void> {
    await this.store?.close()
    this.vault = new Vault(this.ask, () => this.clock)
    const { open } = await this.vault.begin()
    this.sealer = open!.sealer
    const [journal, witness] = [mainJournal(this.ask), mainWitness(this.ask)]
    const options = { sealer: this.sealer, now: () => this.clock, newId: freshId, journal, witness }
    this.store = openPackStore(this.name, options)
    this.upkeep = new KeyUpkeep({ vault: this.vault, sealer: this.sealer, store: this.store, ask: this.ask })
  }
  /** True: it came to the end. */
  async work(act?: () => Promise<void>): Promise<boolean> {
    try {
      if (act) await act()
      else for (let more = true; more; more = await this.upkeep.step()) this.#burn()
      return true
    } catch (error) {
      if (error instanceof Error && error.message === 'killed') return false
      throw error
    }
  }
  /** Something in every table, in the journal, and in a backup. */
  async fill(): Promise<void> {
    await this.store.loadAll()
    const ops = [1, 2, 3, 4, 5].map(pending)
    await this.store.applyPage({ puts: rows.slice(0, -3), removed: [], acked: [], meta: meta({}) })
    const undo = { group: freshId(), at: 1, items: [] }
    const counters = { nextDseq: 6, lastHlc: ops[4]!.op.hlc }
    await this.store.putOps({ ops, undo, keep: [], settled: [], meta: meta(counters) })
    const { opId } = ops[1]!.op
    await this.store.settle({ taken: [], refused: [{ ...ops[1]!, opId, code: 'BAD_VALUE', field: null }] })
    const acked = { ...ops[0]!, seq: 7 }
    await this.store.applyPage({
      puts: rows.slice(-3),
      removed: [],
      acked: [acked],
      meta: meta({ ...counters, ackDseq: 1 })
    })
    this.main.backups.set('backup-1', await opLines(this.sealer, [pending(1), pending(2), ...ops.slice(2)]))
  }
  async everything() {
    const { outbox, refused, undo, found, rows: hot } = await this.store.loadAll()
    const history = await this.store.loadHistory(null)
    const content = { highest: 0, hlc: null, damaged: 0 }
    const told = await tell(this.sealer, { ...content, lines: this.main.lines })
    const kept = await tell(this.sealer, { ...content, lines: this.main.backups.get('backup-1')! })
    return {
      rows: sorted([...hot, ...history.rows]),
      outbox: outbox.map((p) => p.op.opId),
      refused: refused.map((r) => r.opId),
      undo: undo.length,
      sent: (await this.store.sentAfter(0)).length,
      found,
      damaged: [history.damaged, told.damaged, kept.damaged],
      inBackup: kept.ops.size
    }
  }
  /** Every key that something on the disk names. */
  async named(): Promise<string[]> {
    const db = openDatabase(this.name, 'strict')
    const all: string[] = []
    for (const table of db.tables)
      for (const { body } of (await table.toArray()) as { body: Uint8Array }[]) all.push(keyIdOf(body))
    db.close()
    for (const { data } of [...this.main.lines, ...[...this.main.backups.values()].flat()])
      all.push(keyIdOf(fromBase64(data)))
    return [...new Set(all)]
  }
}
async function filled(): Promise<KeyDevice> {
  const device = new KeyDevice()
  await device.start()
  await device.fill()
  return device
}

test('a new key: everything is sealed anew, and the old key goes at the next start, not before', async () => {
  const device = await filled()
  const before = await device.everything()
  expect(before.rows).toHaveLength(rows.length)
  const old = device.sealer.keyId
  expect(await device.named()).toEqual([old])
  await device.vault.rotate()
  await device.store.putOps({ ops: [], undo: null, keep: [], settled: [], meta: meta({ nextDseq: 6 }) })
  expect(await device.work()).toBe(true)
  expect(await device.named()).toEqual([device.sealer.keyId])
  expect(device.sealer.keyId).not.toBe(old)
  expect(device.vault.info()).toMatchObject({ older: 1 })
  await device.start()
  expect(device.vault.info()).toMatchObject({ older: 1 })
  expect(await device.work()).toBe(true)
  expect(device.vault.info()).toMatchObject({ older: 0 })
  await device.start()
  expect(await device.everything()).toEqual(before)
  await device.store.close()
})

test('a key that is a year old is replaced; a younger one, and one from a clock set back, is not', async () => {
  const device = await filled()
  const first = device.sealer.keyId
  for (const ms of [keyLifeMs - 1, -keyLifeMs]) {
    device.clock += ms
    await device.work()
    expect(device.sealer.keyId).toBe(first)
    device.clock -= ms
  }
  device.clock += keyLifeMs
  await device.work()
  expect(device.sealer.keyId).not.toBe(first)
  expect(await device.named()).toEqual([device.sealer.keyId])
  await device.store.close()
})

test('killed at any point, nothing is lost, and the next start goes on', async () => {
  const device = await filled()
  const before = await device.everything()
  let kills = 0
  for (let fuse = 0; ; fuse++) {
    device.fuse = fuse
    const isDone = (await device.work(() => device.vault.rotate())) && (await device.work())
    device.fuse = Infinity
    // What was typed meanwhile, under whatever key.
    await device.start()
    expect(await device.everything(), `killed at ${fuse}`).toEqual(before)
    if (isDone) break
    kills++
  }
  expect(kills).toBeGreaterThan(20)
  // As many keys as were begun; all but the newest go.
  await device.work()
  await device.start()
  await device.work()
  expect(device.vault.info()).toMatchObject({ older: 0 })
  expect(await device.named()).toEqual([device.sealer.keyId])
  await device.start()
  expect(await device.everything()).toEqual(before)
  await device.store.close()
})

test('a backup of a newer version keeps every key', async () => {
  const device = await filled()
  await device.vault.rotate()
  await device.start()
  const usual = device.main.answer.bind(device.main)
  device.main.answer = (channel, argument) =>
    channel === 'backup.list'
      ? [{ id: 'backup-9', at: 0, bytes: 0, lines: 1, code: 'BACKUP_NEWER' }]
      : usual(channel, argument)
  await device.work()
  expect(device.vault.info()).toMatchObject({ older: 1 })
  await device.store.close()
})

test('a new PIN brings a new key, and needs no second typing for the next one', async () => {
  const device = await filled()
  const first = device.sealer.keyId
  const before = await device.everything()
  expect(await device.vault.changePin(null, '2468')).toBeNull()
  expect(device.sealer.keyId).not.toBe(first)
  await device.vault.rotate()
  await device.store.close()
  const { lock } = await new Vault(device.ask, () => device.clock).begin()
  expect(lock).toMatchObject({ needs: 'pin' })
  device.vault = new Vault(device.ask, () => device.clock)
  expect(await device.vault.unlock('1111')).toMatchObject({ lock: { code: 'PIN_WRONG' } })
  const { open } = await device.vault.unlock('2468')
  device.store = openPackStore(device.name, {
    sealer: open!.sealer,
    now: () => device.clock,
    newId: freshId,
    journal: mainJournal(device.ask),
    witness: mainWitness(device.ask)
  })
  expect((await device.store.loadAll()).outbox.map((p) => p.op.opId)).toEqual(before.outbox)
  await device.store.close()
})

test.each([
  ['with a key that is not here', 'key', (sealed: Uint8Array) => sealed],
  ['by a newer version', 'newer', (sealed: Uint8Array) => sealed.with(0, 2)],
  ['in a newer form', 'newer', (sealed: Uint8Array) => sealed.with(2, 9)]
] as const)('sealed %s: said, and nothing is written over', async (_title, why, change) => {
  const device = await filled()
  const stranger = why === 'key' ? await createSealer(rotated(newKeyring())) : device.sealer
  await device.store.close()
  const db = openDatabase(device.name, 'strict')
  const sealedBy = async (dseq: number) => change(await stranger.seal('outbox', String(dseq), pending(dseq)))
  for (const dseq of [3, 4]) await db.outbox.update(dseq, { body: new Uint8Array(await sealedBy(dseq)) })
  const there = await db.outbox.toArray()
  await device.start()
  const failure = await device.store.loadAll().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Unreadable)
  expect(failure).toMatchObject({ why })
  expect(await db.outbox.toArray()).toEqual(there)
  expect(await db.hot.count()).toBeGreaterThan(0)
  expect(device.main.lines.length).toBeGreaterThan(0)
  db.close()
  await device.store.close()
})

test('an old copy of the key file, with the old PIN, opens nothing that is written after the PIN was changed', async () => {
  const device = await filled()
  expect(await device.vault.changePin(null, '2468')).toBeNull()
  const copy = device.main.keyFile!
  expect(await device.vault.changePin('2468', '1357')).toBeNull()
  const stolen = await createSealer(await unwrap(copy, { secret: device.main.secret, pin: '2468' }))
  const lines = await opLines(device.sealer, [pending(6)])
  await expect(stolen.open('journal', 'op/6', fromBase64(lines[0]!.data))).rejects.toMatchObject({ why: 'key' })
  // And once everything was sealed anew, nothing at all.
  await device.work()
  const db = openDatabase(device.name, 'strict')
  for (const { k, body } of await db.hot.toArray())
    await expect(stolen.open('hot', k, body)).rejects.toMatchObject({ why: 'key' })
  db.close()
  await device.store.close()
})

test('a PIN that is changed on another computer of the same person is not this one’s', async () => {
  const [here, there] = [await filled(), await filled()]
  await there.vault.changePin(null, '2468')
  await here.start()
  expect((await here.store.loadAll()).outbox).toHaveLength(3)
  expect((await new Vault(there.ask).begin()).lock).toMatchObject({ needs: 'pin' })
  await here.vault.changePin(null, '1111')
  const again = new Vault(there.ask)
  expect(await again.unlock('1111')).toMatchObject({ lock: { code: 'PIN_WRONG' } })
  expect(await again.unlock('2468')).toMatchObject({ lock: null })
  await here.store.close()
  await there.store.close()
})

test('with the disk full a new key is not used, and the next try brings it', async () => {
  const device = await filled()
  const before = await device.everything()
  const old = device.sealer.keyId
  const usual = device.main.answer.bind(device.main)
  device.main.answer = (channel, argument) =>
    channel === 'vault.save' ? { ok: false, error: { code: 'DISK_FULL' } } : usual(channel, argument)
  await expect(device.vault.rotate()).rejects.toThrow('DISK_FULL')
  expect(device.sealer.keyId).toBe(old)
  device.main.answer = usual
  await device.vault.rotate()
  await device.work()
  await device.start()
  expect(await device.everything()).toEqual(before)
  await device.store.close()
})

test('the clock set back ten years between two edits: the order stays, and the key does not turn', async () => {
  const server = new MemoryServer(types)
  server.grants.set(rep, [`t:${territory}`, `u:${rep}`])
  let now = 1_800_000_000_000
  const one = await startDevice(server, { database: `keys-clock-${++databases}`, now: () => now })
  const write = async (name: string) => {
    const values = accountValues(name)
    await one.replica.write([
      { type: 'account', kind: 'create', values, step: { event: 'register', args: { to: 'prospect' } } }
    ])
  }
  await write('before')
  now -= 10 * 365 * 86_400_000
  await write('after')
  const [first, second] = one.replica.memory.outbox()
  expect(second!.op.hlc > first!.op.hlc).toBe(true)
  expect([first!.dseq, second!.dseq]).toEqual([1, 2])
  expect(await one.replica.round()).toMatchObject({ ok: true })
  expect(one.replica.outbox()).toEqual([])
  await one.replica.close()
})
