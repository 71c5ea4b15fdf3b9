import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { types } from '../entities/index.ts'
import type { FieldChange, Op } from '../op.ts'
import type { Row } from '../row.ts'
import { applyOp, type Loser } from './apply-op.ts'
import { deviceA, deviceB, deviceC, event, makeOp, uid } from './op-fixtures.ts'

const visit = types.get('visit')!
const devices = [deviceA, deviceB, deviceC]
const runs = { seed: 20260914, numRuns: 500 }

/** The change of one op, as drawn; ids and versions are added where it is applied. */
type Drawn = { kind: 'edit' | 'delete'; fields: Record<string, FieldChange>; ms: number; device: string }
let ids = 0x1000
const changes: fc.Arbitrary<Drawn> = fc
  .record({
    ms: fc.integer({ min: 1, max: 1000 }),
    device: fc.constantFrom(...devices),
    pick: fc.subarray(['objective', 'priority', 'tags', 'agenda', 'events'], { minLength: 1 }),
    text: fc.constantFrom('a', 'b', 'c', null),
    number: fc.constantFrom(1, 2, 3, null),
    add: fc.subarray(['x', 'y', 'z']),
    remove: fc.subarray(['x', 'y', 'z']),
    step: fc.constantFrom('move', 'confirm', 'cancel', 'checkIn', 'checkOut', 'voidFact', 'replan'),
    remove_: fc.integer({ min: 0, max: 9 })
  })
  .map(({ ms, device, pick, text, number, add, remove, step, remove_ }) => {
    if (remove_ === 0) return { kind: 'delete', fields: {}, ms, device }
    const all: Record<string, FieldChange> = {
      objective: { value: text, base: 0 },
      priority: { value: number, base: 0 },
      tags: { add: add.filter((e) => !remove.includes(e)), remove, base: 0 },
      agenda: { append: [{ id: uid((ids += 1)), item: 'i' }] },
      events: { append: [event((ids += 1), step, { reason: 'r', args: { durationMin: (ids % 90) + 1 } }) as never] }
    }
    return { kind: 'edit', fields: Object.fromEntries(pick.map((name) => [name, all[name]!])), ms, device }
  })

const born = (): Row =>
  applyOp(
    visit,
    null,
    makeOp({
      kind: 'create',
      type: 'visit',
      ms: 0,
      device: uid(0xf0),
      fields: {
        objective: { value: 'start', base: 0 },
        tags: { add: ['x', 'y'], base: 0 },
        events: { append: [event(1, 'plan') as never] }
      }
    }),
    1
  ).row

/** The op of a device that has seen version `base`. */
function opOf({ kind, fields, ms, device }: Drawn, base: number): Op {
  const seen = Object.fromEntries(
    Object.entries(fields).map(([name, change]) => [name, 'base' in change ? { ...change, base } : change])
  )
  return makeOp({ type: 'visit', kind, ms, device, fields: seen, ...(kind === 'delete' ? { base } : {}) })
}
/** What a person sees of a record; a set has no order. */
const view = (row: Row) => ({
  deleted: row.deleted,
  body: { ...row.body, tags: ((row.body['tags'] ?? []) as string[]).toSorted() }
})
/** As another process has it: through JSON. */
const sent = (row: Row): Row => JSON.parse(JSON.stringify(row)) as Row

test('[I2] an op applied twice is an op applied once', () => {
  fc.assert(
    fc.property(fc.array(changes, { minLength: 1, maxLength: 12 }), fc.nat(11), (drawn, n) => {
      let row = born()
      for (const [i, change] of drawn.entries()) {
        const op = opOf(change, Math.min(n, i + 1))
        const once = applyOp(visit, row, op, i + 2).row
        expect(view(applyOp(visit, once, op, i + 2).row)).toEqual(view(once))
        row = once
      }
    }),
    runs
  )
})

describe('[I10] [I11] a device lays its pending ops over what the server sent', () => {
  test('that already holds them all: nothing flickers back', () => {
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1, maxLength: 10 }), (drawn) => {
        const mine = drawn.map((change) => opOf({ ...change, device: deviceA }, 1))
        const server = mine.reduce((row, op, i) => applyOp(visit, row, op, i + 2).row, born())
        const base = sent(server)
        const local = mine.reduce((row, op) => applyOp(visit, row, op, base.seq + 1000).row, base)
        expect(view(local)).toEqual(view(server))
      }),
      runs
    )
  })

  test('that does not hold them yet: the device sees what the server will say', () => {
    fc.assert(
      fc.property(
        fc.array(changes, { maxLength: 8 }),
        fc.array(changes, { minLength: 1, maxLength: 8 }),
        (others, drawn) => {
          // Others have edited; the device has seen some of it or none, and its base row is the newest.
          const before = others.reduce(
            (row, change, i) => applyOp(visit, row, opOf({ ...change, device: deviceB }, i + 1), i + 2).row,
            born()
          )
          const mine = drawn.map((change, i) => opOf({ ...change, device: deviceA }, i % 2 ? 1 : others.length + 1))
          const server = mine.reduce((row, op, i) => applyOp(visit, row, op, others.length + 2 + i).row, before)
          const local = mine.reduce((row, op) => applyOp(visit, row, op, others.length + 2).row, sent(before))
          expect(view(local)).toEqual(view(server))
        }
      ),
      runs
    )
  })
})

test('[I3] of concurrent values none is lost: one stands, the others are kept', () => {
  const rival = fc.record({ ms: fc.integer({ min: 1, max: 1000 }), text: fc.string({ minLength: 1, maxLength: 4 }) })
  fc.assert(
    fc.property(fc.uniqueArray(rival, { minLength: 2, maxLength: 6, selector: (r) => r.text }), (rivals) => {
      const losers: Loser[] = []
      let row = born()
      for (const [i, { ms, text }] of rivals.entries()) {
        const applied = applyOp(
          visit,
          row,
          makeOp({ type: 'visit', ms, device: uid(0xd0 + i), fields: { objective: { value: text, base: 1 } } }),
          i + 2
        )
        losers.push(...applied.losers)
        row = applied.row
      }
      expect([row.body['objective'], ...losers.map((l) => l.loser)].toSorted()).toEqual(
        rivals.map((r) => r.text).toSorted()
      )
      // The clock decides, not the order of arrival.
      const latest = rivals
        .map((r, i) => ({ ...r, hlc: [r.ms, i] as const }))
        .toSorted((a, b) => a.hlc[0] - b.hlc[0] || a.hlc[1] - b.hlc[1])
        .at(-1)!
      expect(row.body['objective']).toBe(latest.text)
    }),
    runs
  )
})

const apply = (list: readonly Op[]) => list.reduce((row, op, i) => applyOp(visit, row, op, i + 2).row, born())

const bare = (row: Row) => ({
  ...row.body,
  events: (row.body['events'] as { id: string }[]).map((e) => e.id).toSorted()
})

test('[I16] events that arrive in another order give the same state, fields and counts', () => {
  fc.assert(
    fc.property(fc.array(changes, { minLength: 2, maxLength: 10 }), fc.infiniteStream(fc.nat()), (drawn, keys) => {
      const ops = drawn
        .filter((d) => 'events' in d.fields)
        .map((d) => opOf({ ...d, fields: { events: d.fields['events']! } }, 1))
      const shuffled = ops.map((op) => [keys.next().value as number, op] as const).toSorted(([a], [b]) => a - b)
      expect(bare(apply(shuffled.map(([, op]) => op)))).toEqual(bare(apply(ops)))
    }),
    runs
  )
})
