import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emptyMeta, type PendingOp, type Store } from '../../src/renderer/replica/store.ts'
import { foreignOp, openStore, uuid } from '../harness/replica-device.ts'

const day = 86_400_000
let store: Store
let name = 0
const now = 100 * day
const open = () => openStore(`store-${name}`, () => now)
const pending = (dseq: number, at = now): PendingOp => ({
  dseq,
  at,
  seq: null,
  op: foreignOp({ type: 'account', id: uuid(dseq), dseq })
})
const write = (...ops: PendingOp[]) =>
  store.putOps({ ops, undo: null, keep: [], settled: [], meta: { ...emptyMeta, nextDseq: 9 } })

beforeEach(() => {
  name++
  store = open()
})
afterEach(() => store.close())

test('a write is stored as a whole or not at all, and the store works on after a failure', async () => {
  await write(pending(1))
  await expect(write(pending(2), pending(1))).rejects.toMatchObject({ name: 'BulkError' })
  expect((await store.loadAll()).outbox.map((p) => p.dseq)).toEqual([1])
  await write(pending(2))
  expect((await store.loadAll()).outbox.map((p) => p.dseq)).toEqual([1, 2])
})

test('[I5] a page that cannot be stored leaves rows, cursors and outbox as they were', async () => {
  await write(pending(1))
  const row = { type: 'account', id: uuid(1), rootId: null, seq: 3, deleted: false, body: {}, meta: {} }
  const put = { type: 'account', id: uuid(1), row, in: { b: 3 }, epoch: 1 }
  const broken = { ...put, id: undefined as never }
  const page = { removed: [], acked: [pending(1)], meta: { ...emptyMeta, cursors: { b: 3 } } }
  await expect(store.applyPage({ ...page, puts: [put, broken] })).rejects.toBeInstanceOf(Error)
  expect(await store.loadAll()).toMatchObject({ rows: [], outbox: [{ dseq: 1 }], meta: { cursors: {} } })
  await store.applyPage({ ...page, puts: [put] })
  expect(await store.loadAll()).toMatchObject({ rows: [put], outbox: [], meta: { cursors: { b: 3 } } })
})

test('acknowledged ops are kept 30 days for a server that was restored', async () => {
  await write(pending(1, now - 31 * day), pending(2, now - 29 * day))
  const acked = (await store.loadAll()).outbox
  await store.applyPage({ puts: [], removed: [], acked, meta: emptyMeta })
  expect((await store.sentAfter(0)).map((p) => p.dseq)).toEqual([1, 2])
  await store.loadAll()
  expect((await store.sentAfter(0)).map((p) => p.dseq)).toEqual([2])
  expect(await store.sentAfter(2)).toEqual([])
})

test('everything is written strictly: what was answered has left the process', async () => {
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
  await write(pending(1))
  const writes = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite')
  expect(writes.map(([, , options]) => options)).toEqual([{ durability: 'strict' }])
  transaction.mockRestore()
})

test('[I18] a database of this version is opened again with everything in it', async () => {
  await write(pending(1))
  await store.settle({ taken: [], refused: [{ ...pending(1), opId: uuid(7), code: 'BAD_VALUE', field: null }] })
  store.close()
  store = open()
  expect(await store.loadAll()).toMatchObject({
    outbox: [],
    refused: [{ opId: uuid(7), code: 'BAD_VALUE' }],
    meta: { nextDseq: 9 }
  })
})
