import { expect, test } from 'vitest'
import { dayDrive, knownMinutes, lanesOf } from './day-plan.ts'
import { firstFreeSlot, placeAll } from './free-slots.ts'

const hour = 3_600_000
const at = (h: number, day = 0) => day * 24 * hour + h * hour
const span = (from: number, to: number, day = 0) => ({ from: at(from, day), to: at(to, day) })

test('the first free place keeps the way free before and after', () => {
  const question = { windows: [span(9, 17)], busy: [span(9, 10)], durationMin: 60 }
  expect(firstFreeSlot(question)).toEqual(span(10.5, 11.5))
  expect(firstFreeSlot({ ...question, gapMin: 0 })).toEqual(span(10, 11))
  expect(firstFreeSlot({ ...question, notBefore: at(13.25) })).toEqual(span(13.5, 14.5))
  expect(firstFreeSlot({ ...question, busy: [span(9, 17)] })).toBeNull()
})

test('several visits spread over the emptiest days and never overlap', () => {
  const days = [span(9, 17), span(9, 17, 1), span(9, 17, 2)]
  const wishes = ['a', 'b', 'c', 'd'].map((id) => ({ id, durationMin: 90 }))
  const placed = placeAll(days, [span(9, 12)], wishes)
  expect(placed.map(({ slot }) => slot)).toEqual([
    span(9, 10.5, 1),
    span(9, 10.5, 2),
    span(11, 12.5, 1),
    span(11, 12.5, 2)
  ])
})

test('ten visits in a week that holds them; what does not fit is said', () => {
  const week = [0, 1, 2, 3, 4].map((d) => span(9, 17, d))
  const ten = Array.from({ length: 10 }, (_, i) => ({ id: `${i}`, durationMin: 90 }))
  expect(placeAll(week, [], ten).every(({ slot }) => slot !== null)).toBe(true)
  expect(placeAll([span(9, 10)], [], ten.slice(0, 2)).map(({ slot }) => slot)).toEqual([null, null])
})

test('visiting hours and the notice of the gate are kept', () => {
  const week = [span(9, 17), span(9, 17, 1)]
  const wish = { id: 'a', durationMin: 60, windows: [span(13, 16.5), span(13, 16.5, 1)], notBefore: at(20) }
  expect(placeAll(week, [], [wish])[0]!.slot).toEqual(span(13, 14, 1))
})

const home = { lat: 31.772, lon: 119.946 }
const v1 = { lat: 31.495, lon: 120.41 }
const v2 = { lat: 31.385, lon: 120.64 }
const v3 = { lat: 31.655, lon: 120.75 }

test('C-31: the driving of a day and when one is back', () => {
  const stops = [
    { id: '1', position: v1, ...span(9.5, 11) },
    { id: '3', position: v3, ...span(13, 14) },
    { id: '2', position: v2, ...span(15.2, 16) }
  ]
  const day = dayDrive(home, stops)
  expect(day.minutes).toBeCloseTo(328.2, 1)
  expect(day.legs.map((leg) => leg!.short)).toEqual([0, 0, 0])
  expect(day.backAt).toBe(at(16) + day.home!.minutes * 60_000)
  expect(dayDrive(home, [stops[0]!, { ...stops[1]!, ...span(11.5, 12) }]).legs[1]!.short).toBeGreaterThan(0)
})

test('without a position nothing is claimed', () => {
  const day = dayDrive(home, [{ id: '1', position: null, ...span(9, 10) }])
  expect(day).toEqual({ legs: [null], home: null, backAt: null, km: null, minutes: null })
  expect(knownMinutes(day)).toBe(0)
  expect(dayDrive(null, []).minutes).toBeNull()
})

test('what overlaps stands side by side, the rest has the whole width', () => {
  const lanes = lanesOf([
    { id: 'a', ...span(9, 11) },
    { id: 'b', ...span(10, 12) },
    { id: 'c', ...span(11, 13) },
    { id: 'd', ...span(14, 15) }
  ])
  expect(lanes.get('a')).toEqual({ lane: 0, lanes: 2 })
  expect(lanes.get('b')).toEqual({ lane: 1, lanes: 2 })
  expect(lanes.get('c')).toEqual({ lane: 0, lanes: 2 })
  expect(lanes.get('d')).toEqual({ lane: 0, lanes: 1 })
})
