import 'fake-indexeddb/auto'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredRow } from '../../src/renderer/replica/store.ts'
import { PackDevice, pending, row, sorted } from '../harness/pack-device.ts'
import { uuid } from '../harness/replica-device.ts'

let device: PackDevice
beforeEach(() => {
  device = new PackDevice()
})
afterEach(() => device.store.close())

/** Accounts with two visits and three interactions each. */
const customers = (count: number): StoredRow[] =>
  Array.from({ length: count }, (_, i) => {
    const root = 1 + i * 10
    return [
      row('account', root, root),
      ...[1, 2].map((n) => row('visit', root + n, root)),
      ...[3, 4, 5].map((n) => row('interaction', root + n, root))
    ]
  }).flat()
const small = (rows: readonly StoredRow[]) => rows.map(({ type, id }) => `${type}/${id}`)
const counts = () =>
  device.raw(async (db) => [await db.hot.count(), await db.history.count(), await db.overlay.count()])
const missing = async () => (await device.store.loadAll()).found
const dseqs = async () => (await device.store.loadAll()).outbox.map((p) => p.dseq)
const tidy = async () => {
  while (await device.store.tidy(1));
}

describe('packs', () => {
  test('many rows are two values per account; few go to the overlay, and into the packs when idle', async () => {
    const rows = customers(120)
    await device.page(rows)
    expect(await counts()).toEqual([120, 120, 0])
    await device.page([row('visit', 2, 1, 900, { changed: true })])
    expect(await counts()).toEqual([120, 120, 1])
    await device.restart()
    expect(sorted(await device.all())).toEqual(sorted(device.known.values()))
    await tidy()
    expect(await counts()).toEqual([120, 120, 0])
    await device.restart()
    expect(sorted(await device.all())).toEqual(sorted(device.known.values()))
    expect(await device.raw((db) => db.history.where('small').equals(0).count())).toBe(0)
  })

  test('history waits until its account is opened, once', async () => {
    await device.page(customers(120))
    const { rows, history } = await (await device.restart()).loadAll()
    expect(history).toBe(true)
    expect(small(rows).filter((key) => key.startsWith('interaction'))).toEqual([])
    const opened = await device.store.loadHistory([uuid(1)])
    expect(small(opened.rows)).toEqual([4, 5, 6].map((n) => `interaction/${uuid(n)}`))
    expect((await device.store.loadHistory(null)).rows).toHaveLength(360)
  })

  test('a row that moves to another account leaves the first; a removed one stays away', async () => {
    await device.page(customers(120))
    await device.page([row('interaction', 4, 11, 901), row('visit', 2, 21, 902)], {
      removed: [{ type: 'interaction', id: uuid(5) }]
    })
    for (const step of [() => Promise.resolve(), tidy]) {
      await step()
      await device.restart()
      const all = await device.all()
      expect(sorted(all)).toEqual(sorted(device.known.values()))
      expect(small(all)).toHaveLength(new Set(small(all)).size)
    }
  })

  test('a pack that was written while it was being merged is not put over the newer one', async () => {
    await device.page(customers(120))
    await device.page([row('visit', 2, 1, 903, { first: true })])
    // The same row again, and hundreds of others, while the merge is under way.
    const merging = device.store.tidy(1)
    await device.page([row('visit', 2, 1, 904, { second: true })])
    await merging
    await device.restart()
    expect(sorted(await device.all())).toEqual(sorted(device.known.values()))
    const again = device.store.tidy(1)
    await device.page(customers(110).map((r) => ({ ...r, row: { ...r.row, seq: 2_000, body: { late: true } } })))
    await again
    await tidy()
    await device.restart()
    expect(sorted(await device.all())).toEqual(sorted(device.known.values()))
  })

  test('pages with more to come are held back whole; a write meanwhile takes no cursor along', async () => {
    await device.page(customers(120), { more: true })
    await device.write(pending(1))
    const killed = new PackDevice(device.name)
    const loaded = await killed.store.loadAll()
    expect([loaded.rows.length, loaded.meta.cursors]).toEqual([0, {}])
    await device.store.flush()
    await device.restart()
    expect(await device.all()).toHaveLength(720)
    expect((await device.store.loadAll()).meta.cursors).toEqual({ b: 1 })
    await killed.store.close()
  })

  test('whatever pages come, with upkeep and new starts between them, the rows are those of a plain map', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('page' as const),
          ids: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
          root: fc.option(fc.integer({ min: 1, max: 4 })),
          type: fc.constantFrom('account', 'visit', 'interaction', 'interaction:private', 'user'),
          gone: fc.boolean(),
          more: fc.boolean()
        })
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('many' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('tidy', 'restart', 'flush') }) }
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const one = new PackDevice()
        let seq = 1_000
        const beside: Promise<unknown>[] = []
        for (const s of steps) {
          if (s.do === 'page') {
            const rows = [...new Set(s.ids)].map((n) => row(s.type, n, s.root, ++seq))
            const removed = rows.filter((r) => one.known.has(`${r.type}/${r.id}`)).map(({ type, id }) => ({ type, id }))
            await one.page(s.gone ? [] : rows, { removed: s.gone ? removed : [], more: s.more })
          } else if (s.do === 'many') await one.page(customers(100).map((r) => ({ ...r, in: { b: ++seq } })))
          else if (s.do === 'restart') await one.restart().then((store) => store.loadAll())
          else if (s.do === 'tidy') beside.push(one.store.tidy(1).catch(() => false))
          else await one.store.flush()
        }
        await Promise.all(beside)
        await one.restart()
        const all = await one.all()
        expect(sorted(all)).toEqual(sorted(one.known.values()))
        expect(await one.store.loadAll()).not.toHaveProperty('found')
        await one.store.close()
      }),
      { seed: 20_261_123, numRuns: Number(process.env['RUNS'] ?? 60), endOnFailure: true }
    )
  }, 120_000)
})

describe('[I3] what was saved', () => {
  test('is there from the journal alone, and from the database alone', async () => {
    await device.write(pending(1), pending(2))
    await device.write(pending(3))
    await device.store.close()
    await device.raw((db) => db.delete())
    device.open()
    expect(await dseqs()).toEqual([1, 2, 3])
    expect((await device.store.loadAll()).meta.nextDseq).toBe(4)
    // And from then on the database has it again.
    device.vault.lines = []
    await device.restart()
    expect(await dseqs()).toEqual([1, 2, 3])
    expect(device.vault.lines.map((line) => line.dseq)).toEqual([1, 2, 3])
  })

  test('each completes the other, and what neither has is told', async () => {
    await device.write(pending(1), pending(2), pending(3), pending(4))
    await device.store.close()
    await device.raw((db) => db.outbox.bulkDelete([2, 3]))
    device.vault.lines = device.vault.lines.filter((line) => line.dseq !== 1)
    device.open()
    expect(await dseqs()).toEqual([1, 2, 3, 4])
    await device.store.close()
    await device.raw((db) => db.outbox.update(3, { body: new Uint8Array(40) }))
    device.vault.lines = device.vault.lines.filter((line) => line.dseq !== 3)
    device.open()
    const { outbox, found: said } = await device.store.loadAll()
    expect([outbox.map((p) => p.dseq), said?.lost]).toEqual([[1, 2, 4], [3]])
  })

  test('is not saved when the journal refuses it, and the database has nothing of it', async () => {
    device.vault.refuse = () => 'DISK_FULL'
    await expect(device.write(pending(1))).rejects.toThrow('DISK_FULL')
    device.vault.refuse = () => null
    await device.restart()
    expect(await dseqs()).toEqual([])
  })

  test('leaves the journal only when the rows that contain it are strictly stored', async () => {
    const ops = [pending(1), pending(2), pending(3)]
    await device.write(...ops)
    await device.page([], { acked: [ops[0]!], ackDseq: 1, more: true })
    expect(device.vault.lines).toHaveLength(3)
    await device.page([], { acked: [ops[1]!], ackDseq: 2 })
    expect(device.vault.lines.map((line) => line.dseq)).toEqual([3])
    await device.restart()
    expect(await dseqs()).toEqual([3])
    expect((await device.store.sentAfter(0)).map((p) => p.dseq)).toEqual([1, 2])
  })

  test('and refused stays in the journal until a person settled it, whatever becomes of the database', async () => {
    const [one, two] = [pending(1), pending(2)]
    await device.write(one, two)
    const refusal = (p: typeof one) => ({ ...p, opId: p.op.opId, code: 'BAD_VALUE', field: null })
    await device.store.settle({ taken: [], refused: [refusal(one), refusal(two)] })
    await device.page([], { ackDseq: 2 })
    await device.store.dropRefused([two.op.opId])
    await device.store.close()
    await device.raw((db) => db.delete())
    device.open()
    const { refused, outbox } = await device.store.loadAll()
    expect([refused.map((r) => r.opId), outbox]).toEqual([[one.op.opId], []])
  })

  test('and renumbered keeps its new number, from either', async () => {
    const ops = [pending(5), pending(6)]
    await device.write(...ops)
    const again = ops.map((p, i) => ({ ...p, dseq: 2 + i, op: { ...p.op, dseq: 2 + i } }))
    await device.store.renumber(again, device.meta({ nextDseq: 4 }))
    await device.restart()
    expect(await dseqs()).toEqual([2, 3])
    expect((await device.store.loadAll()).meta.nextDseq).toBe(4)
    await device.store.close()
    await device.raw((db) => db.delete())
    device.open()
    expect(await dseqs()).toEqual([2, 3])
  })
})

describe('a database that is not what it was', () => {
  beforeEach(() => device.page(customers(120)))

  test('whole: nothing is said', async () => {
    await device.restart()
    expect(await missing()).toBeUndefined()
  })
  test('emptied: it is no first run, everything is asked for again', async () => {
    await device.store.close()
    await device.raw((db) => db.delete())
    device.open()
    expect(await missing()).toMatchObject({ rebuilding: true })
  })
  test.each(['hot', 'history', 'overlay'] as const)('shorter by one value of %s: noticed', async (table) => {
    await device.page([row('visit', 2, 1, 900)])
    await device.store.close()
    await device.raw(async (db) => db[table].delete((await db[table].toCollection().primaryKeys())[0]!))
    device.open()
    expect(await missing()).toMatchObject({ rebuilding: true })
  })
  test('put back to an earlier state: noticed', async () => {
    const earlier = await device.raw((db) => Promise.all(db.tables.map((t) => t.toArray())))
    await device.page([row('visit', 2, 1, 900)])
    await device.store.close()
    await device.raw(async (db) => {
      for (const [i, table] of db.tables.entries()) {
        await table.clear()
        await table.bulkPut(earlier[i]!)
      }
    })
    device.open()
    expect(await missing()).toMatchObject({ rebuilding: true })
  })
  test('one bit of one pack: the others stay readable, and the next complete answer heals it', async () => {
    await device.store.close()
    await device.raw(async (db) => {
      const pack = (await db.hot.toCollection().first())!
      pack.body[60]! ^= 4
      await db.hot.put(pack)
    })
    device.open()
    const { rows, found: said, meta } = await device.store.loadAll()
    expect(said).toMatchObject({ rebuilding: true })
    expect(rows).toHaveLength(119 * 3)
    expect(rows.every((r) => r.epoch === -1)).toBe(true)
    expect([meta.cursors, meta.sweep]).toEqual([{}, true])
    await device.page([...device.known.values()])
    await device.restart()
    expect(await missing()).toBeUndefined()
    expect(sorted(await device.all())).toEqual(sorted(device.known.values()))
  })
  test('one bit of history: told when it is read', async () => {
    await device.store.close()
    await device.raw(async (db) => {
      const pack = (await db.history.toCollection().first())!
      pack.body[60]! ^= 4
      await db.history.put(pack)
    })
    device.open()
    await device.store.loadAll()
    expect(await device.store.loadHistory(null)).toMatchObject({ damaged: 1, rows: { length: 119 * 3 } })
  })
  test('two packs exchanged: neither opens', async () => {
    await device.store.close()
    await device.raw(async (db) => {
      const [a, b] = await db.hot.limit(2).toArray()
      await db.hot.bulkPut([
        { ...a!, body: b!.body },
        { ...b!, body: a!.body }
      ])
    })
    device.open()
    const { rows, found: said } = await device.store.loadAll()
    expect([rows.length, said?.rebuilding]).toEqual([118 * 3, true])
  })
})
