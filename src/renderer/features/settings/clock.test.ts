import { expect, test } from 'vitest'
import { readClock } from './clock.ts'

test.each([
  ['22', '22:00'],
  ['7', '07:00'],
  ['730', '07:30'],
  ['2200', '22:00'],
  ['22:05', '22:05'],
  [' 6：45 ', '06:45'],
  ['24:00', null],
  ['23:60', null],
  ['', null],
  ['ten', null],
  ['1:2', null]
])('%s', (text, time) => expect(readClock(text)).toBe(time))
