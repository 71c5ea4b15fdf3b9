import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { types } from '@fieldfile/protocol/entities/index'
import { recordsOf } from './browser/search-records.ts'
import type { Rec } from '../src/renderer/replica/read.ts'
import { SearchIndex } from '../src/renderer/replica/search/search-index.ts'
import { makeCompanies, mulberry32 } from '../src/renderer/replica/search/search-sample.ts'

/**
 * MB the index holds for so many companies. Measured in Node, as the headless Chromium tells no memory of a worker; its
 * pointers are half as long, so that it takes a little less there.
 */
export function heapOfIndex(customers: number, seed: number): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const recs = records(customers, seed)
  const before = used()
  const index = new SearchIndex(types, () => recs)
  index.shelf('account')
  const after = used()
  // Read once more, or the index would have been collected with the rest.
  if (index.find(['account'], recs[0]!.body['code'] as string, 1).length === 0)
    throw new Error('an index without records')
  return (after - before) / 1_048_576
}

/** Apart, so that what else was made on the way is gone before the first count. */
const records = (customers: number, seed: number): Rec[] => recordsOf(makeCompanies(customers, mulberry32(seed)))
