import type { Rec } from '../../src/renderer/replica/read.ts'
import type { Company } from '../../src/renderer/replica/search/search-sample.ts'

/** The made-up companies as the replica holds them. */
export const recordsOf = (companies: readonly Company[]): Rec[] =>
  companies.map(({ id, code, name, nameEn, phones }) => ({
    type: 'account',
    id,
    rootId: id,
    body: { code, name, nameEn, phones },
    meta: {},
    seq: 1,
    origin: 'device'
  }))
