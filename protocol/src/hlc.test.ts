import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clamp, formatHlc, maxAheadMs, parseHlc, tick } from './hlc.ts'
import { deviceA, deviceB } from './merge/op-fixtures.ts'

const ms = fc.integer({ min: 0, max: 2 ** 47 })
const counter = fc.integer({ min: 0, max: 0xffff })
const device = fc.constantFrom(deviceA, deviceB)
const clock = fc.tuple(ms, counter, device)

test('the order of strings is the order of time, counter, device', () => {
  fc.assert(
    fc.property(clock, clock, (a, b) => {
      const byParts = a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)
      const [x, y] = [formatHlc(...a), formatHlc(...b)]
      expect(Math.sign(x < y ? -1 : x > y ? 1 : 0)).toBe(Math.sign(byParts))
      expect(parseHlc(x)).toEqual({ ms: a[0], counter: a[1], device: a[2] })
    }),
    { seed: 20260914 }
  )
})

test('[I13] a device always ticks forward, whatever its wall clock does', () => {
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1, maxLength: 50 }), (walls) => {
      const ticks: string[] = []
      for (const now of walls) ticks.push(tick(ticks.at(-1) ?? null, now, deviceA))
      expect(ticks).toEqual([...new Set(ticks)].toSorted())
    }),
    { seed: 20260914 }
  )
})

test('a tick follows the wall clock when it can, and the counter when it cannot', () => {
  expect(tick(null, 5, deviceA)).toBe(formatHlc(5, 0, deviceA))
  expect(tick(formatHlc(5, 3, deviceA), 9, deviceA)).toBe(formatHlc(9, 0, deviceA))
  expect(tick(formatHlc(5, 3, deviceA), 5, deviceA)).toBe(formatHlc(5, 4, deviceA))
  expect(tick(formatHlc(5, 0xffff, deviceA), 1, deviceA)).toBe(formatHlc(6, 0, deviceA))
  expect(tick(formatHlc(5, 3, deviceB), 4, deviceA)).toBe(formatHlc(5, 4, deviceA))
  expect(tick(null, -1, deviceA)).toBe(formatHlc(0, 0, deviceA))
})

test('[I13] a clock ten years ahead is pulled back to five minutes; one that is right or behind is left alone', () => {
  const now = Date.UTC(2026, 8, 14)
  const tenYears = 10 * 365.25 * 86_400_000
  expect(parseHlc(clamp(formatHlc(now + tenYears, 7, deviceA), now))).toMatchObject({
    ms: now + maxAheadMs,
    device: deviceA
  })
  for (const right of [now + maxAheadMs, now, now - tenYears]) {
    const hlc = formatHlc(right, 7, deviceA)
    expect(clamp(hlc, now)).toBe(hlc)
  }
})
