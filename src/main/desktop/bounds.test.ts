import { expect, test } from 'vitest'
import { parsePlacement, placeWindow } from './bounds.ts'

const left = { x: 0, y: 0, width: 1920, height: 1040 }
const right = { x: 1920, y: 0, width: 1280, height: 720 }
const at = (x: number, y: number, width = 1000, height = 700) => ({ bounds: { x, y, width, height }, maximized: false })

test('first start: in the middle of the first screen, never larger than it', () => {
  expect(placeWindow(null, [left]).bounds).toEqual({ x: 240, y: 70, width: 1440, height: 900 })
  expect(placeWindow(null, [right]).bounds).toEqual({ x: 1920, y: 0, width: 1280, height: 720 })
})

test('it opens where it was, if that is still on a screen', () => {
  expect(placeWindow(at(2000, 10), [left, right])).toEqual(at(2000, 10))
  expect(placeWindow(at(2000, 10), [left]).bounds.x).toBe(240)
  expect(placeWindow(at(-950, 10), [left]).bounds.x).toBe(240)
  expect(placeWindow(at(10, -50), [left]).bounds.y).toBe(70)
})

test.each([
  '',
  'null',
  '{}',
  '{"bounds":{"x":0,"y":0,"width":"9","height":1}}',
  '{"bounds":{"x":0,"y":0,"width":9,"height":9}}'
])('a damaged file is no placement: %s', (text) => {
  expect(parsePlacement(text)).toBeNull()
})

test('what was written is read', () => {
  expect(parsePlacement(JSON.stringify(at(1, 2)))).toEqual(at(1, 2))
})
