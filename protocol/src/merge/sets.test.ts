import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { types } from '../entities/index.ts'
import type { Op } from '../op.ts'
import type { Row } from '../row.ts'
import { applyOp } from './apply-op.ts'
import { deviceA, deviceB, deviceC, makeOp } from './op-fixtures.ts'

const account = types.get('account')!
const tags = (device: string, base: number, change: { add?: string[]; remove?: string[] }): Op =>
  makeOp({ device, fields: { tags: { ...change, base } } })
const born = (...first: string[]): Row =>
  applyOp(account, null, makeOp({ kind: 'create', fields: { tags: { add: first, base: 0 } } }), 1).row
const run = (start: Row, ...ops: Op[]) => ops.reduce((row, op, i) => applyOp(account, row, op, i + 2).row, start)
const elements = (row: Row) => ((row.body['tags'] as string[] | undefined) ?? []).toSorted()

test('two devices add different elements: both stay', () => {
  expect(elements(run(born(), tags(deviceA, 1, { add: ['vip'] }), tags(deviceB, 1, { add: ['slow'] })))).toEqual([
    'slow',
    'vip'
  ])
})

test('a remove takes away what its author had seen', () => {
  expect(elements(run(born('vip', 'oem'), tags(deviceB, 1, { remove: ['vip'] })))).toEqual(['oem'])
  expect(elements(run(born(), tags(deviceA, 1, { add: ['vip'] }), tags(deviceB, 2, { remove: ['vip'] })))).toEqual([])
})

test('an add the remover had not seen survives', () => {
  expect(elements(run(born(), tags(deviceA, 1, { add: ['vip'] }), tags(deviceB, 1, { remove: ['vip'] })))).toEqual([
    'vip'
  ])
})

test('a second add of the same element counts by itself: removing the first leaves it', () => {
  const both = run(born(), tags(deviceA, 1, { add: ['vip'] }), tags(deviceB, 1, { add: ['vip'] }))
  expect(elements(applyOp(account, both, tags(deviceC, 2, { remove: ['vip'] }), 4).row)).toEqual(['vip'])
  expect(elements(applyOp(account, both, tags(deviceC, 3, { remove: ['vip'] }), 4).row)).toEqual([])
  expect(elements(applyOp(account, both, tags(deviceB, 1, { remove: ['vip'] }), 4).row)).toEqual(['vip'])
})

test('a device may take back its own add before it has seen it acknowledged', () => {
  expect(elements(run(born(), tags(deviceA, 1, { add: ['vip'] }), tags(deviceA, 1, { remove: ['vip'] })))).toEqual([])
})

test('adding what is there shows no difference, and removing what is not changes nothing', () => {
  const start = born('vip')
  expect(elements(run(start, tags(deviceB, 1, { add: ['vip'] })))).toEqual(['vip'])
  expect(applyOp(account, start, tags(deviceB, 1, { remove: ['x'] }), 2)).toMatchObject({ changed: false, row: start })
})

test('adding what is there again outlives the removal of the older add', () => {
  expect(elements(run(born('vip'), tags(deviceA, 1, { add: ['vip'] }), tags(deviceB, 1, { remove: ['vip'] })))).toEqual(
    ['vip']
  )
})

test('an element may have any name', () => {
  const odd = ['__proto__', 'constructor', '']
  const added = run(born(), tags(deviceA, 1, { add: odd }))
  expect(elements(added)).toEqual(odd.toSorted())
  const sent = JSON.parse(JSON.stringify(added)) as Row
  expect(elements(applyOp(account, sent, tags(deviceB, 1, { remove: odd }), 3).row)).toEqual(odd.toSorted())
  expect(elements(applyOp(account, sent, tags(deviceB, 2, { remove: odd }), 3).row)).toEqual([])
  expect(({} as { ver?: number }).ver).toBeUndefined()
})

test('[I12] the set is what an observed-remove set says it is', () => {
  const step = fc.record({
    device: fc.constantFrom(deviceA, deviceB, deviceC),
    sees: fc.integer({ min: 0, max: 3 }),
    add: fc.subarray(['p', 'q', 'r']),
    remove: fc.subarray(['p', 'q', 'r'])
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      // The model keeps every add; a remove strikes out those its author had seen.
      let model = [{ element: 'p', device: deviceA, ver: 1 }]
      let row = born('p')
      const seen: Record<string, number> = { [deviceA]: 0, [deviceB]: 0, [deviceC]: 0 }
      for (const [i, { device, sees, add, remove }] of steps.entries()) {
        const ver = i + 2
        // What a device has seen only grows, and never past what the server has.
        const base = (seen[device] = Math.min(ver - 1, seen[device]! + sees))
        row = applyOp(account, row, tags(device, base, { add, remove }), ver).row
        model = model.filter((a) => !(remove.includes(a.element) && (a.ver <= base || a.device === device)))
        for (const element of add) model.push({ element, device, ver })
        expect(elements(row)).toEqual([...new Set(model.map((a) => a.element))].toSorted())
      }
    }),
    { seed: 20260914, numRuns: 1000 }
  )
})
