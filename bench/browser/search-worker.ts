import { types } from '@fieldfile/protocol/entities/index'
import type { Rec } from '../../src/renderer/replica/read.ts'
import { SearchIndex } from '../../src/renderer/replica/search/search-index.ts'
import { makeCompanies, mulberry32, type Company } from '../../src/renderer/replica/search/search-sample.ts'

/** What the worker is asked: to take companies in, to find, or to scan their names as the limit. */
export type ToSearch = { make: number; seed: number } | { find: string } | { scan: string }

let companies: Company[] = []
let names: string[] = []
let index: SearchIndex | undefined

function answer(asked: ToSearch): unknown {
  if ('make' in asked) {
    companies = makeCompanies(asked.make, mulberry32(asked.seed))
    names = companies.map((c) =>
      `${c.name} ${c.nameEn} ${c.pinyin} ${c.initials} ${c.phones.join(' ')} ${c.code}`.toLowerCase()
    )
    const recs = companies.map(({ id, code, name, nameEn, phones }): Rec => ({
      type: 'account',
      id,
      rootId: id,
      body: { code, name, nameEn, phones },
      meta: {},
      seq: 1,
      origin: 'device'
    }))
    index = new SearchIndex(types, () => recs)
    const started = performance.now()
    index.shelf('account')
    return { companies, buildMs: performance.now() - started }
  }
  const started = performance.now()
  if ('find' in asked) {
    const hits = index!.find(['account'], asked.find, 20)
    return { ms: performance.now() - started, ids: hits.map(({ id }) => id) }
  }
  let found = 0
  for (const name of names) if (name.includes(asked.scan)) found++
  return { ms: performance.now() - started, found }
}

self.onmessage = ({ data }: MessageEvent<ToSearch>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  ;(self as unknown as Worker).postMessage(answer(data))
}
