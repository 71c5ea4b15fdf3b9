import { describe, expect, test } from 'vitest'
import { types } from '../entities/index.ts'
import type { LifeEvent } from '../life-cycle.ts'
import type { Op } from '../op.ts'
import type { Row } from '../row.ts'
import { applyOp, canonical, type Applied } from './apply-op.ts'
import { at, deviceA, deviceB, event, makeOp, registered, uid, value } from './op-fixtures.ts'

const account = types.get('account')!
const visit = types.get('visit')!

/** The account as device A made it: version 1. */
const created = (): Row =>
  applyOp(
    account,
    null,
    makeOp({ kind: 'create', ms: 1, fields: { name: value('岚屿化工'), website: value('a.cn'), events: registered } }),
    1,
    uid(0xaa)
  ).row
/** Applies ops at versions 2, 3, … */
function run(start: Row | null, ...ops: Op[]): Applied & { all: Applied[] } {
  let row = start
  const all = ops.map((op, i) => {
    const applied = applyOp(types.get(op.type)!, row, op, i + 2)
    row = applied.row
    return applied
  })
  return { ...all.at(-1)!, losers: all.flatMap((a) => a.losers), all }
}

const revenue = (v: unknown, device: string) => makeOp({ device, fields: { annualRevenue: value(v, 1) } })

const fax = (device: string, ms: number, v: string) => makeOp({ device, ms, fields: { fax: value(v, 0) } })

describe('[I12] register', () => {
  test('what its author had seen is replaced', () => {
    const { row, losers } = run(created(), makeOp({ device: deviceB, fields: { website: value('b.cn', 1) } }))
    expect(row.body['website']).toBe('b.cn')
    expect(row.meta['website']).toMatchObject({ ver: 2, device: deviceB })
    expect(losers).toEqual([])
  })

  test('concurrent: the later clock wins, the loser is kept with its author', () => {
    const early = makeOp({ ms: 100, device: deviceA, fields: { website: value('early.cn', 1) } })
    const late = makeOp({ ms: 200, device: deviceB, fields: { website: value('late.cn', 1) } })
    for (const ops of [
      [early, late],
      [late, early]
    ]) {
      const { row, losers } = run(created(), ...ops)
      expect(row.body['website']).toBe('late.cn')
      expect(losers).toHaveLength(1)
      expect(losers[0]).toMatchObject({ field: 'website', reason: 'concurrent', winner: 'late.cn', loser: 'early.cn' })
      expect([losers[0]!.winnerMeta.device, losers[0]!.loserMeta.device]).toEqual([deviceB, deviceA])
    }
  })

  test('the same value twice is no conflict and no change', () => {
    const two = [
      makeOp({ fields: { website: value('b.cn', 1) } }),
      makeOp({ device: deviceB, ms: 1500, fields: { website: value('b.cn', 1) } })
    ]
    const { losers, all, row } = run(created(), ...two)
    expect(losers).toEqual([])
    expect(all.map((a) => a.changed)).toEqual([true, false])
    expect(row.meta['website']?.device).toBe(deviceA)
  })

  test('the same object with its keys in another order is the same value', () => {
    const { losers } = run(
      created(),
      revenue({ amount: 1, currency: 'CNY' }, deviceA),
      revenue({ currency: 'CNY', amount: 1 }, deviceB)
    )
    expect(losers).toEqual([])
  })

  test("a device's own earlier op counts as seen, also when its clock ran backwards", () => {
    const { row, losers } = run(
      created(),
      makeOp({ ms: 900, device: deviceB, fields: { website: value('1', 1) } }),
      makeOp({ ms: 5, device: deviceB, fields: { website: value('2', 1) } })
    )
    expect(row.body['website']).toBe('2')
    expect(losers).toEqual([])
  })

  test('a field that nobody had filled has nothing to lose; one that was filled meanwhile has', () => {
    const { row, losers } = run(created(), fax(deviceB, 500, '1'), fax(deviceA, 100, '2'))
    expect(row.body['fax']).toBe('1')
    expect(losers).toEqual([expect.objectContaining({ field: 'fax', loser: '2' })])
  })

  test('a cleared value conflicts like any other', () => {
    const { row, losers } = run(
      created(),
      makeOp({ ms: 200, device: deviceB, fields: { website: value(null, 1) } }),
      makeOp({ ms: 100, fields: { website: value('b.cn', 1) } })
    )
    expect(row.body['website']).toBeNull()
    expect(losers).toEqual([expect.objectContaining({ winner: null, loser: 'b.cn' })])
  })

  test('fields that are not named stay, also those this version does not know [I19]', () => {
    const start = { ...created(), body: { ...created().body, fromTheFuture: 42 } }
    expect(run(start, makeOp({ fields: { website: value('b.cn', 1) } })).row.body).toMatchObject({
      name: '岚屿化工',
      fromTheFuture: 42
    })
  })

  test('the row that went in is not changed', () => {
    const start = created()
    const before = canonical(start)
    run(
      start,
      makeOp({
        fields: {
          website: value('x', 1),
          phones: { add: ['1'], base: 1 },
          goalItems: { append: [{ id: uid(5), year: 2027, metric: 'x' }] }
        }
      }),
      makeOp({ kind: 'delete', base: 9 })
    )
    expect(canonical(start)).toBe(before)
  })
})

const note = (device: string, ms: number, was: string, v: string | null, base = 1) =>
  makeOp({ device, ms, fields: { businessGoals: { value: v, base, was } } })

const noted = () => run(created(), makeOp({ fields: { businessGoals: value('扩产\n降本', 0) } })).row

describe('[I12] long text', () => {
  test('edits of different lines both stand, and nothing has to be decided', () => {
    const { row, losers } = run(
      noted(),
      note(deviceB, 90, '扩产\n降本', '扩产一倍\n降本', 1),
      note('c'.repeat(36), 50, '扩产\n降本', '扩产\n降本两成', 1)
    )
    expect([row.body['businessGoals'], losers]).toEqual(['扩产一倍\n降本两成', []])
  })

  test('edits of one line: the later stands, the other is kept with what both started from', () => {
    const { row, losers } = run(
      noted(),
      note(deviceB, 90, '扩产\n降本', '扩产一倍\n降本', 1),
      note('c'.repeat(36), 50, '扩产\n降本', '停产\n降本', 1)
    )
    expect(row.body['businessGoals']).toBe('扩产一倍\n降本')
    expect(losers).toEqual([
      expect.objectContaining({ loser: '停产\n降本', winner: '扩产一倍\n降本', original: '扩产\n降本' })
    ])
  })

  test("a device's second edit keeps what the merge of its first brought in", () => {
    const { row, losers } = run(
      noted(),
      note(deviceB, 90, '扩产\n降本', '扩产\n降本两成', 1),
      note(deviceA, 91, '扩产\n降本', '扩产一倍\n降本', 1),
      note(deviceA, 92, '扩产一倍\n降本', '扩产一倍，明年\n降本', 1)
    )
    expect([row.body['businessGoals'], losers]).toEqual(['扩产一倍，明年\n降本两成', []])
  })

  test('a merged text that would be too long for the field is a conflict', () => {
    const [a, b] = ['甲'.repeat(9_990), '乙'.repeat(9_990)]
    const { losers } = run(
      run(created(), makeOp({ fields: { businessGoals: value('一\n二', 0) } })).row,
      note(deviceB, 90, '一\n二', `${a}\n二`, 1),
      note('c'.repeat(36), 91, '一\n二', `一${b}${b.slice(0, 500)}\n二二`, 1)
    )
    expect(losers).toHaveLength(1)
  })
})

const make = (device: string) =>
  makeOp({
    kind: 'create',
    type: 'notification',
    device,
    fields: { rule: value('N-01'), dedupeKey: value('k'), state: value('pending') }
  })

const goal = (id: number, metric: string) => ({ id: uid(id), year: 2027, metric })

const append = (device: string, ...rows: object[]) =>
  makeOp({ device, fields: { goalItems: { append: rows as never } } })

describe('immutable, append-only, lists', () => {
  test('what is written at creation stays', () => {
    const start = applyOp(
      types.get('notification')!,
      null,
      makeOp({ kind: 'create', type: 'notification', fields: { rule: value('N-01') } }),
      1
    ).row
    const { row, losers } = run(
      start,
      makeOp({ type: 'notification', device: deviceB, fields: { rule: value('N-02', 1) } })
    )
    expect(row.body['rule']).toBe('N-01')
    expect(losers).toEqual([])
  })

  test('two devices that make the same record make one', () => {
    const first = applyOp(types.get('notification')!, null, make(deviceA), 1).row
    expect(run(first, make(deviceB))).toMatchObject({ changed: false, losers: [], row: first })
  })

  test('rows are added by id, once', () => {
    const { row, all } = run(
      created(),
      append(deviceA, goal(1, 'a'), goal(1, 'twin')),
      append(deviceB, goal(2, 'b')),
      append(deviceB, goal(1, 'other'), goal(2, 'b'))
    )
    expect((row.body['goalItems'] as { metric: string }[]).map((r) => r.metric)).toEqual(['a', 'b'])
    expect(all.map((a) => a.changed)).toEqual([true, true, false])
  })

  test('[I15] the body of an append-only record never changes', () => {
    const interaction = types.get('interaction')!
    const first = applyOp(
      interaction,
      null,
      makeOp({
        kind: 'create',
        type: 'interaction',
        fields: { at: value(at()), channel: value('callIn'), body: value('第一版') }
      }),
      1
    ).row
    for (const kind of ['edit', 'create'] as const) {
      const { row, changed } = run(
        first,
        makeOp({
          kind,
          type: 'interaction',
          device: deviceB,
          ms: 9999,
          fields: { body: value('第二版', 1), personIds: { add: [uid(5)], base: 1 }, tags: { add: ['x'], base: 1 } }
        })
      )
      expect(row.body).toEqual(first.body)
      expect(changed).toBe(false)
    }
  })
})

describe('deletion', () => {
  const edit = makeOp({ device: deviceB, ms: 500, fields: { website: value('new.cn', 1) } })

  test('of what its author had seen', () => {
    const { row, losers } = run(created(), makeOp({ kind: 'delete', device: deviceB, base: 1 }))
    expect(row.deleted).toBe(true)
    expect(losers).toEqual([])
  })

  test('against an unseen edit: the edit wins, and it is logged', () => {
    const { row, losers } = run(created(), edit, makeOp({ kind: 'delete', base: 1, ms: 900 }))
    expect(row.deleted).toBe(false)
    expect(row.body['website']).toBe('new.cn')
    expect(losers).toEqual([expect.objectContaining({ reason: 'deleteLost', winner: false, loser: true })])
  })

  test('against scores the server has computed since: nobody edited anything', () => {
    const score = makeOp({ device: uid(0x5e), fields: { abcClass: value('A', 1) } })
    expect(run(created(), score, makeOp({ kind: 'delete', base: 1 })).row.deleted).toBe(true)
  })

  test('[I14] an edit after it revives the record, and it is logged; what was there is there', () => {
    const { row, losers } = run(created(), makeOp({ kind: 'delete', base: 1 }), edit)
    expect(row).toMatchObject({ deleted: false, body: { name: '岚屿化工', website: 'new.cn' } })
    expect(losers).toEqual([expect.objectContaining({ reason: 'editRevived', winner: false, loser: true })])
  })

  test('[I14] an explicit undo brings it back without a log entry', () => {
    const gone = makeOp({ kind: 'delete', base: 1 })
    const { row, losers } = run(created(), gone, makeOp({ reverts: gone.opId }))
    expect(row.deleted).toBe(false)
    expect(losers).toEqual([])
  })

  test('twice is once; of what is not there, nothing', () => {
    const twice = run(
      created(),
      makeOp({ kind: 'delete', base: 1 }),
      makeOp({ kind: 'delete', device: deviceB, base: 1 })
    )
    expect(twice.all.map((a) => a.changed)).toEqual([true, false])
    expect(applyOp(account, null, makeOp({ kind: 'delete' }), 1).changed).toBe(false)
  })
})

const step = (ms: number, device: string, ...events: object[]) =>
  makeOp({ type: 'visit', ms, device, fields: { events: { append: events as never } } })

const move = event(3, 'move', { args: { plannedStart: at('2026-09-16T01:00:00.000Z') } })

const moveTo = (id: number, day: number) =>
  event(id, 'move', { args: { plannedStart: at(`2026-09-${day}T01:00:00.000Z`) } })

describe('life cycle', () => {
  const plan = event(1, 'plan', { args: { plannedStart: at('2026-09-15T01:00:00.000Z'), durationMin: 60 } })
  const planned = () =>
    applyOp(
      visit,
      null,
      makeOp({
        kind: 'create',
        type: 'visit',
        ms: 1,
        fields: { objective: value('x'), events: { append: [plan as never] } }
      }),
      1
    ).row

  test('a new record has its state from its first event', () => {
    expect(planned().body).toMatchObject({ state: 'planned', durationMin: 60, rescheduleCount: 0 })
  })

  test('the stamp of an event is its op, whatever it says itself', () => {
    const { row } = run(
      planned(),
      step(50, deviceB, event(2, 'confirm', { hlc: 'ffffffffffff-0000-x', device: 'x', dseq: 0, n: 9 }))
    )
    const stored = (row.body['events'] as LifeEvent[])[1]!
    expect(stored.hlc).toMatch(new RegExp(`-${deviceB}$`))
    expect([stored.device, stored.n]).toEqual([deviceB, 0])
  })

  test('events of one op happen in the order given, whatever their ids', () => {
    const op = makeOp({
      kind: 'create',
      type: 'visit',
      fields: {
        events: {
          append: [
            event(9, 'plan'),
            event(5, 'checkIn'),
            event(7, 'checkOut'),
            event(2, 'voidFact', { reason: 'x' })
          ] as never
        }
      }
    })
    expect(applyOp(visit, null, op, 1).row.body['state']).toBe('planned')
  })

  test('[I16] cancelled at 10:05 on one device, checked in at 09:48 on another: checked out, in either order of arrival', () => {
    const rep = [
      step(948, deviceB, event(2, 'checkIn', { position: { lat: 31, lon: 121 } })),
      step(1030, deviceB, event(3, 'checkOut'))
    ]
    const manager = step(1005, deviceA, event(4, 'cancel', { reason: '客户改期' }))
    for (const ops of [
      [manager, ...rep],
      [...rep, manager],
      [rep[0]!, manager, rep[1]!]
    ]) {
      const { row, losers } = run(planned(), ...ops)
      expect(row.body).toMatchObject({ state: 'checkedOut', checkInAt: at(), checkInPosition: { lat: 31, lon: 121 } })
      expect(row.body).not.toHaveProperty('cancelReason')
      expect(row.body['events']).toHaveLength(4)
      expect(losers).toEqual([])
    }
  })

  test('a check-in that arrives after the cancellation takes its reason away again', () => {
    const cancelled = run(planned(), step(1005, deviceA, event(4, 'cancel', { reason: '下雨' })))
    expect(cancelled.row.body).toMatchObject({ state: 'cancelled', cancelReason: '下雨' })
    expect(run(cancelled.row, step(1100, deviceB, event(2, 'checkIn'))).row.body).not.toHaveProperty('cancelReason')
  })

  test('a fact taken back leaves no time behind', () => {
    const { row } = run(
      planned(),
      step(10, deviceB, event(2, 'checkIn')),
      step(20, deviceB, event(3, 'voidFact', { reason: '误点' }))
    )
    expect(row.body).toMatchObject({ state: 'planned', durationMin: 60 })
    expect(row.body).not.toHaveProperty('checkInAt')
  })

  test('an overruled move counts as none and moves nothing', () => {
    const { row } = run(planned(), step(10, deviceB, event(2, 'checkIn')), step(20, deviceA, move))
    expect(row.body).toMatchObject({ plannedStart: at('2026-09-15T01:00:00.000Z'), rescheduleCount: 0 })
  })

  test('two moves: both are kept and counted, the later clock stands', () => {
    const { row } = run(planned(), step(20, deviceA, moveTo(2, 17)), step(10, deviceB, moveTo(3, 16)))
    expect(row.body).toMatchObject({ plannedStart: at('2026-09-17T01:00:00.000Z'), rescheduleCount: 2 })
  })
})

test('a field that is no field of the type is left alone, also when objects have one of that name', () => {
  const start = created()
  const { row } = run(start, makeOp({ fields: { constructor: value('x'), warp: value(1) } as never }))
  expect(Object.keys(row.body)).not.toContain('constructor')
  expect(row.body).toEqual(start.body)
})
