import { expect, test } from 'vitest'
import { canStep, step, visit, type History } from './history.ts'

const start: History = { entries: ['/today'], at: 0 }

test('going somewhere, back and forward', () => {
  const two = visit(start, '/accounts')
  expect(canStep(start, -1)).toBe(false)
  expect(canStep(two, -1)).toBe(true)
  const back = step(two, -1)
  expect(back.entries[back.at]).toBe('/today')
  expect(canStep(back, 1)).toBe(true)
  expect(step(back, 1)).toEqual(two)
})

test('going elsewhere from the middle forgets what was ahead', () => {
  const back = step(visit(start, '/accounts'), -1)
  expect(visit(back, '/planner')).toEqual({ entries: ['/today', '/planner'], at: 1 })
})

test('the same place twice is one entry, and replacing adds none', () => {
  expect(visit(start, '/today')).toEqual(start)
  expect(visit(visit(start, '/record/1'), '/accounts/1', true)).toEqual({ entries: ['/today', '/accounts/1'], at: 1 })
})

test('a day of work does not grow without end', () => {
  let history = start
  for (let i = 0; i < 500; i++) history = visit(history, `/accounts/${i}`)
  expect(history.entries).toHaveLength(100)
  expect(history.entries[history.at]).toBe('/accounts/499')
})

test('stepping past either end stays there', () => {
  expect(step(start, -1)).toEqual(start)
  expect(step(start, 1)).toEqual(start)
})
