import { expect, test } from 'vitest'
import { timeLeft } from './countdown.ts'

test.each([
  [0, '0:00'],
  [1, '0:01'],
  [59_001, '1:00'],
  [125_000, '2:05'],
  [900_000, '15:00']
])('%i ms are shown as %s', (ms, text) => expect(timeLeft(ms)).toBe(text))
