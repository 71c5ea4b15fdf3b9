import 'fake-indexeddb/auto'
import { types } from '@fieldfile/protocol/entities/index'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineQuery, type Rec } from '../../src/renderer/replica/read.ts'
import { KeptSearch } from '../../src/renderer/replica/search/kept-search.ts'
import { SearchIndex } from '../../src/renderer/replica/search/search-index.ts'
import { makeCompanies, mulberry32 } from '../../src/renderer/replica/search/search-sample.ts'
import { PackDevice, row } from '../harness/pack-device.ts'
import { MemoryServer } from '../harness/replica-server.ts'
import { openStore, startDevice } from '../harness/replica-device.ts'

let device: PackDevice
beforeEach(() => {
  device = new PackDevice()
})
afterEach(() => device.store.close())

const recs = makeCompanies(4_500, mulberry32(20)).map(({ id, name, nameEn, code, phones }): Rec => ({
  type: 'account',
  id,
  rootId: id,
  body: { name, nameEn, code, phones },
  meta: {},
  seq: 1,
  origin: 'device'
}))
async function begun(of: readonly Rec[]): Promise<{ index: SearchIndex; kept: KeptSearch }> {
  const index = new SearchIndex(types, (type) => (type === 'account' ? of : []))
  const kept = new KeptSearch(index, device.store)
  await kept.begin(() => {})
  return { index, kept }
}
const parts = () => device.raw((db) => db.meta.where('k').startsWith('search/').primaryKeys())

describe('the search pack', () => {
  test('is read at the next start instead of preparing all anew, and is written again only when it is worth it', async () => {
    await device.page([row('account', 1, 1)])
    const first = await begun(recs)
    expect(first.index.fresh()).toBe(4_500)
    await first.kept.keep()
    expect(await parts()).toHaveLength(3)
    await device.restart()
    expect((await device.store.loadAll()).found).toBeUndefined()
    const second = await begun(recs)
    expect(second.index.fresh()).toBe(0)
    const asked = recs.filter((_, i) => i % 300 === 0).map(({ body }) => String(body['nameEn']))
    for (const text of asked)
      expect(second.index.find(['account'], text, 5)).toEqual(first.index.find(['account'], text, 5))
    // Fewer records leave no part behind.
    const third = await begun(recs.slice(0, 1_000).map((rec) => ({ ...rec, body: { ...rec.body, shortName: '新' } })))
    expect(third.index.fresh()).toBe(1_000)
    await third.kept.keep()
    expect(await parts()).toEqual(['search/0'])
  })

  test('with one bit wrong is prepared anew in that part, and nothing is said to be missing', async () => {
    await device.page([row('account', 1, 1)])
    await (await begun(recs)).kept.keep()
    await device.store.close()
    await device.raw(async (db) => {
      const part = (await db.meta.get('search/1'))!
      part.body[80]! ^= 1
      await db.meta.put(part)
    })
    device.open()
    expect((await device.store.loadAll()).found).toBeUndefined()
    const { index } = await begun(recs)
    expect(index.fresh()).toBe(2_000)
  })

  test('that cannot be written or read stops nobody', async () => {
    const { kept } = await begun(recs.slice(0, 600))
    await device.store.close()
    await kept.keep()
    const { index } = await begun(recs.slice(0, 600))
    expect(index.fresh()).toBe(600)
    device.open()
  })
})

test('a search asked before the pack is read is answered when it is', async () => {
  const server = new MemoryServer(types)
  const gate = Promise.withResolvers<void>()
  const real = openStore('search-pack-gate', () => 1_750_000_000_000)
  const find = defineQuery('test.find', (db, text: string) => db.search(['account'], text, 5).map((hit) => hit.id))
  const { replica } = await startDevice(server, {
    queries: [find],
    deps: { store: { ...real, loadSearch: () => gate.promise.then(() => real.loadSearch()) } }
  })
  try {
    const posted: unknown[] = []
    replica.subscribe(
      1,
      'test.find',
      '恒力',
      (data) => posted.push(data),
      (message) => expect.fail(message)
    )
    expect(posted).toEqual([])
    gate.resolve()
    await vi.waitFor(() => expect(posted).toEqual([[]]))
  } finally {
    await replica.close()
  }
})
