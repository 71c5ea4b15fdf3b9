import { expect, test } from 'vitest'
import { completeness, freshness, type WantedFact } from './completeness.ts'

const fact = (key: string, more: Partial<WantedFact> = {}): WantedFact => ({
  key,
  weight: 1,
  filled: true,
  ageDays: 0,
  shelfLifeDays: 365,
  ...more
})

test('[C-33] fresh is 1 up to the shelf life, then linear to 0 at twice it', () => {
  expect(freshness(365, 365)).toBe(1)
  expect(freshness(547.5, 365)).toBe(0.5)
  expect(freshness(730, 365)).toBe(0)
  expect(freshness(9999, 365)).toBe(0)
  expect(freshness(9999, null)).toBe(1)
})

test('[C-33] Σ w · filled · fresh ÷ Σ w', () => {
  const facts = [
    fact('phone', { weight: 3 }),
    fact('address', { weight: 2, filled: false }),
    fact('stock', { ageDays: 547.5 })
  ]
  expect(completeness(facts).score).toBeCloseTo((3 + 0.5) / 6, 10)
})

test('[C-33] lists the five worth most', () => {
  const facts = [1, 2, 3, 4, 5, 6].map((weight) => fact(`f${weight}`, { weight, filled: false }))
  expect(completeness(facts).worthMost.map(({ key }) => key)).toEqual(['f6', 'f5', 'f4', 'f3', 'f2'])
  expect(completeness([fact('old', { ageDays: 700 })]).worthMost).toMatchObject([{ key: 'old', why: 'stale' }])
  expect(completeness([fact('good')]).worthMost).toEqual([])
})

test('nothing wanted gives no score', () => expect(completeness([]).score).toBeNull())
