import { types } from '@fieldfile/protocol/entities/index'
import { SearchIndex } from '../src/renderer/replica/search/search-index.ts'
import { makeCompanies, mulberry32 } from '../src/renderer/replica/search/search-sample.ts'
import { broad, exact, typos } from './browser/search-questions.ts'
const companies = makeCompanies(50_000, mulberry32(20_260_915))
const recs = companies.map(({ id, code, name, nameEn, phones }) => ({
  type: 'account',
  id,
  rootId: id,
  body: { code, name, nameEn, phones },
  meta: {},
  seq: 1,
  origin: 'device'
})) as any
const index = new SearchIndex(types, () => recs)
index.shelf('account')
const random = mulberry32(5)
const sample = companies.filter((_, i) => i % 500 === 0)
const cpu = () => {
  const c = process.cpuUsage()
  return (c.user + c.system) / 1000
}
for (const [k, q] of Object.entries({ ...exact, ...typos, ...broad })) {
  const t: number[] = []
  for (const c of sample) {
    const x = q(c, random)
    const a = performance.now()
    index.find(['account'], x, 20)
    t.push(performance.now() - a)
  }
  t.sort((a, b) => a - b)
  console.log(
    k.padEnd(12),
    'p10',
    t[10]!.toFixed(1),
    'p50',
    t[50]!.toFixed(1),
    'p90',
    t[90]!.toFixed(1),
    'max',
    t[99]!.toFixed(1)
  )
}
