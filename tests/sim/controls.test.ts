import { expect, test } from 'vitest'
import { simulate } from './run.ts'
import type { Defects } from './world.ts'

/*
 * Positive controls: each defect is put into the simulated database, disk or wire, never into the product. The oracle must
 * find it, by the rule it breaks.
 */
const controls: readonly [name: string, defects: Defects, rules: RegExp][] = [
  ['[I1] a plain sequence: a row becomes visible behind the cursor', { plainSequence: true }, /^\[I[568]\]/],
  ['[I2] no dedupe: an op takes effect twice', { noDedupe: true }, /^\[I[24]\]/],
  ['[I5] the cursor before its data', { cursorFirst: true }, /^\[I[56]\]/],
  ['[I3] purge before push', { purgeFirst: true }, /^\[I(3|11)\]/],
  ['[I3] [I12] merge by arrival', { mergeByArrival: true }, /^\[I3\]/]
]

test.each(controls)('positive control %s is noticed', { timeout: 300_000 }, async (_, defects, rules) => {
  const { failure } = await simulate({ seed: 1, sequences: 300, defects, shrink: 0 })
  expect(failure?.message).toMatch(rules)
})
