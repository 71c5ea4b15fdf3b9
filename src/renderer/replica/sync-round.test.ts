import { describe, expect, test } from 'vitest'
import type { PendingOp } from './store.ts'
import { nextBatch } from './sync-round.ts'

const limits = { pushOps: 500, pushBytes: 512 * 1024 }
const entry = (dseq: number, group: string, text = ''): PendingOp => ({
  dseq,
  at: 0,
  seq: null,
  op: {
    opId: `op-${dseq}`,
    dseq,
    group,
    kind: 'edit',
    type: 'account',
    id: 'a',
    hlc: '',
    schema: 1,
    fields: { note: { value: text, base: 0 } }
  }
})
const many = (count: number, groupOf: (i: number) => string, text = '') =>
  Array.from({ length: count }, (_, i) => entry(i + 1, groupOf(i), text))
const sizes = (entries: PendingOp[]) => {
  const all: number[] = []
  for (let rest = entries; rest.length > 0;) {
    const batch = nextBatch(rest, limits)
    all.push(batch.length)
    rest = rest.slice(batch.length)
  }
  return all
}

describe('batches of a push', () => {
  test('at most 500 ops', () => expect(sizes(many(1_201, (i) => `g${i}`))).toEqual([500, 500, 201]))
  test('a group is not torn apart', () =>
    expect(sizes(many(900, (i) => `g${Math.floor(i / 300)}`))).toEqual([300, 300, 300]))
  test('unless it alone fills a batch', () => expect(sizes(many(700, () => 'g'))).toEqual([500, 200]))
  test('at most 512 KB, counted as bytes', () => {
    const batches = sizes(many(300, (i) => `g${i}`, '客'.repeat(1_000)))
    expect(batches.length).toBeGreaterThan(1)
    expect(Math.max(...batches)).toBeLessThan(180)
  })
  test('what is larger than a batch still goes, alone', () =>
    expect(sizes([entry(1, 'a', 'x'.repeat(600_000)), entry(2, 'b')])).toEqual([1, 1]))
  test('the server may ask for less', () =>
    expect(
      nextBatch(
        many(50, (i) => `g${i}`),
        { pushOps: 20, pushBytes: 1e6 }
      )
    ).toHaveLength(20))
})
