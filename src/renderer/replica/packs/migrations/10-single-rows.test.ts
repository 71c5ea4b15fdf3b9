import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { expect, test } from 'vitest'
import { FakeVault } from '../../../client/testing/fake-vault.ts'
import { askMain, mainJournal } from '../../vault/main.ts'
import { newKeyring } from '../../vault/keyring.ts'
import { createSealer } from '../../vault/sealer.ts'
import { openPackStore } from '../pack-store.ts'
import { adoptSingleRows } from './10-single-rows.ts'

const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`
const op = (n: number) => ({
  opId: id(n),
  dseq: n,
  group: id(9),
  kind: 'edit' as const,
  type: 'account',
  id: id(1),
  hlc: `0199a3c2f1e0-000${n}-${id(8)}`,
  schema: 1,
  fields: { name: { value: `第${n}次`, base: 3 } }
})
/** As the first version wrote them. */
const old = {
  rows: [
    {
      type: 'account',
      id: id(1),
      row: { type: 'account', id: id(1), rootId: id(1), seq: 3, deleted: false, body: { name: '江南化工' }, meta: {} },
      in: { 't:east': 3, 'u:me': 3 },
      epoch: 7
    },
    {
      type: 'interaction',
      id: id(2),
      row: {
        type: 'interaction',
        id: id(2),
        rootId: id(1),
        seq: 2,
        deleted: false,
        body: { subject: '电话' },
        meta: {}
      },
      in: { 't:east': 2 },
      epoch: 7
    }
  ],
  sent: [{ dseq: 1, op: op(1), at: 1_000, seq: 3 }],
  refused: [{ opId: id(2), dseq: 2, op: op(2), at: 1_001, code: 'BAD_VALUE', field: 'name' }],
  outbox: [
    { dseq: 3, op: op(3), at: 1_002, seq: 4 },
    { dseq: 4, op: op(4), at: 1_003, seq: null }
  ],
  undo: [{ group: id(9), at: 1_003, items: [{ op: op(4), before: { name: '第3次' } }] }],
  meta: {
    epoch: 7,
    nextDseq: 5,
    lastHlc: op(4).hlc,
    cursors: { 't:east': 3, 'u:me': 3 },
    ackDseq: 1,
    completedAt: 900,
    sweep: false
  }
}

async function firstVersion(userId: string): Promise<void> {
  const db = new Dexie(`fieldfile-${userId}`)
  db.version(1).stores({
    rows: '[type+id]',
    outbox: 'dseq',
    sent: 'dseq,at',
    refused: 'opId',
    undo: 'group,at',
    meta: ''
  })
  for (const table of ['rows', 'outbox', 'sent', 'refused', 'undo'] as const) await db.table(table).bulkAdd(old[table])
  await db.table('meta').put(old.meta, 'sync')
  db.close()
}

test('[I18] everything of the first version is there afterwards, sealed, and the old database is gone', async () => {
  const vault = new FakeVault()
  const sealer = await createSealer(newKeyring())
  const journal = mainJournal(askMain(async (channel, argument) => vault.answer(channel, argument)))
  const store = openPackStore('taken-over', { sealer, now: () => 2_000, newId: () => id(7), journal })
  await firstVersion('me')
  // Twice, as after a power cut on the way.
  await adoptSingleRows('me', async (rows) => store.adopt(rows).then(() => Promise.reject(new Error('cut')))).catch(
    () => {}
  )
  await adoptSingleRows('me', store.adopt)
  expect(await Dexie.exists('fieldfile-me')).toBe(false)
  const { sent, ...rest } = old
  const loaded = await store.loadAll()
  expect({ ...loaded, rows: loaded.rows.toSorted((a, b) => a.id.localeCompare(b.id)) }).toEqual(rest)
  expect(await store.sentAfter(0)).toEqual(sent)
  expect(vault.lines.map(({ dseq, kind }) => [dseq, kind])).toEqual(
    expect.arrayContaining([
      [3, 'op'],
      [4, 'op'],
      [2, 'refused']
    ])
  )
  await adoptSingleRows('nobody', () => Promise.reject(new Error('there is nothing to take over')))
})
