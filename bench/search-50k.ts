import { types } from '@fieldfile/protocol/entities/index'
import type { Rec } from '../src/renderer/replica/read.ts'
import { SearchIndex } from '../src/renderer/replica/search/search-index.ts'
import { makeCompanies, mulberry32, typo, type Company } from '../src/renderer/replica/search/search-sample.ts'

const customers = 50_000
const asked = 500

/** Any question over 50,000 customers: p99 in ms, and which share of the targets is found. Goal: < 16 ms, 99 %, 75 %. */
export function searchBench(): object[] {
  const random = mulberry32(20_260_915)
  const companies = makeCompanies(customers, random)
  const recs = companies.map(({ id, code, name, nameEn, phones }): Rec => ({
    type: 'account',
    id,
    rootId: id,
    body: { code, name, nameEn, phones },
    meta: {},
    seq: 1,
    origin: 'device'
  }))
  const index = new SearchIndex(types, () => recs)
  const started = performance.now()
  index.shelf('account')
  const buildMs = performance.now() - started

  const sample = companies.filter((_, i) => i % (customers / asked) === 0)
  const questions: Record<string, (company: Company) => string> = {
    name: (c) => c.name,
    middle: (c) => c.name.slice(1, 7),
    english: (c) => c.nameEn,
    phone: (c) => c.phones[0]!.slice(1, 12),
    code: (c) => c.code,
    pinyin: (c) => c.pinyin,
    initials: (c) => c.initials,
    typoEnglish: (c) => typo(c.nameEn, random),
    typoPinyin: (c) => typo(c.pinyin, random),
    typoChinese: (c) => typo(c.name, random)
  }
  // Broad questions have no single target; they count for the time alone.
  const broad: Record<string, (company: Company) => string> = {
    letter: (c) => c.pinyin[0]!,
    twoLetters: (c) => c.pinyin.slice(0, 2),
    character: (c) => c.name[2]!,
    nonsense: () => 'qqxzvw'
  }
  const times: number[] = []
  const share: Record<string, number> = {}
  for (const [kind, question] of Object.entries({ ...questions, ...broad })) {
    let found = 0
    for (const company of sample) {
      const text = question(company)
      const start = performance.now()
      const hits = index.find(['account'], text, 20)
      times.push(performance.now() - start)
      if (hits.some((hit) => hit.id === company.id)) found++
    }
    if (kind in questions) share[kind] = found / sample.length
  }
  const sorted = times.toSorted((a, b) => a - b)
  const typos = Object.entries(share).filter(([kind]) => kind.startsWith('typo'))
  const exact = Object.entries(share).filter(([kind]) => !kind.startsWith('typo'))
  return [
    {
      bench: 'search-50k',
      value: round(sorted[Math.floor(sorted.length * 0.99)]!),
      unit: 'ms',
      p50: round(sorted[Math.floor(sorted.length / 2)]!),
      buildMs: Math.round(buildMs),
      exactFound: Math.min(...exact.map(([, s]) => s)),
      typosFound: Math.min(...typos.map(([, s]) => s)),
      share
    }
  ]
}

const round = (ms: number): number => Math.round(ms * 10) / 10

if (import.meta.main) for (const line of searchBench()) console.log(JSON.stringify(line))
