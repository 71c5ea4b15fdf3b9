import { expect, test } from 'vitest'
import { dueRatio, dueState, usualDurationMin, visitsPerYear } from './coverage.ts'

test('C-19: visits a year by class, with the portfolio decision', () => {
  expect(['A', 'B', 'C'].map((abcClass) => visitsPerYear({ abcClass }))).toEqual([18, 9, 3])
  expect(visitsPerYear({ lifecycleStatus: 'prospect' })).toBe(4)
  expect(visitsPerYear({ lifecycleStatus: 'active' })).toBe(3)
  expect(visitsPerYear({ abcClass: 'A', portfolioDecision: 'protect' })).toBeCloseTo(21.6)
  expect(visitsPerYear({ abcClass: 'B', portfolioDecision: 'grow' })).toBeCloseTo(11.7)
  expect(visitsPerYear({ abcClass: 'C', portfolioDecision: 'attack' })).toBe(12)
  expect(visitsPerYear({ abcClass: 'A', portfolioDecision: 'retire' })).toBe(0)
  expect(visitsPerYear({ abcClass: 'A', lifecycleStatus: 'lost' })).toBe(0)
  expect(visitsPerYear({ abcClass: 'A', visitsPerYearOverride: 6 })).toBe(6)
  expect(visitsPerYear({ abcClass: 'A', visitsPerYearOverride: 0 })).toBe(0)
})

test('C-19: the default policy of the demo company is 3,045 visits a year', () => {
  const [a, b, c] = ['A', 'B', 'C'].map((abcClass) => visitsPerYear({ abcClass })) as [number, number, number]
  expect(79 * a + 100 * b + 161 * c + 60 * visitsPerYear({ lifecycleStatus: 'prospect' })).toBe(3045)
})

const day = 86_400_000
test('C-19: the due ratio counts intervals since the last visit', () => {
  expect(dueRatio(18, 0, null, (365 / 18) * day)).toBeCloseTo(1)
  expect(dueRatio(9, 0, null, 22 * day)).toBeCloseTo(0.5425, 4)
  expect(dueRatio(0, 0, null, 400 * day)).toBeNull()
})

test('[10.4] never visited: due since the account became ours; frequency 0: not due', () => {
  expect(dueRatio(18, null, 0, 365 * day)).toBeCloseTo(18)
  expect(dueRatio(18, null, null, 365 * day)).toBeNull()
  expect(dueRatio(18, day, null, 0)).toBe(0)
})

test('due from one interval, overdue from 1.3', () => {
  expect([0.99, 1, 1.29, 1.3].map(dueState)).toEqual(['notYet', 'due', 'due', 'overdue'])
})

test('the usual duration follows the class', () => {
  expect(['A', 'B', 'C', null].map(usualDurationMin)).toEqual([90, 60, 45, 60])
})
