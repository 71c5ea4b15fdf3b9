import { openContext } from '@fieldfile/server/start'
import { expect, test } from 'vitest'
import { classes, salesByRank } from './accounts.ts'
import { generateDemo } from './generate.ts'
import { loadDemo } from './load-demo.ts'
import { usccOf } from './uscc.ts'

const at = Date.parse('2026-11-23T02:00:00Z')
const demo = generateDemo(at)
const of = (type: string) => demo.records.filter((r) => r.type === type)

test('the demo company has the numbers of DOMAIN §9.1', () => {
  expect(demo.users.filter((u) => u.roles.includes('REP'))).toHaveLength(8)
  expect(of('account')).toHaveLength(400)
  expect(of('site')).toHaveLength(560)
  expect(of('person')).toHaveLength(1_900)
  expect(of('site').filter((s) => s.body['deviceBannedZone'] === 'whole')).toHaveLength(46)
  const nature = Map.groupBy(of('account'), (a) => a.body['customerNature'])
  expect([...nature].map(([k, v]) => [k, v.length]).toSorted()).toEqual([
    ['distributor', 110],
    ['endUser', 190],
    ['epc', 10],
    ['maintenance', 20],
    ['oem', 70]
  ])
  const perRep = Map.groupBy(of('account'), (a) => a.body['ownerUserId'])
  expect([...perRep.values()].map((a) => a.length)).toEqual(Array.from({ length: 8 }, () => 50))
  expect(new Set(of('account').map((a) => a.body['shortName'])).size).toBe(400)
})

test('sales follow the distribution of DOMAIN §9.1', () => {
  const sales = salesByRank()
  const abc = classes(sales)
  expect(['A', 'B', 'C'].map((c) => abc.filter((x) => x === c).length)).toEqual([79, 100, 161])
  expect(sales[0]! / 1e6).toBeCloseTo(20.83, 2)
  expect(Math.round(sales[78]!)).toBe(580_349)
  expect(Math.round(sales[178]!)).toBe(161_707)
})

test('the same seed gives the same company, another week only other dates', () => {
  expect(generateDemo(at)).toEqual(demo)
  const other = generateDemo(at + 7 * 86_400_000)
  expect(other.records.filter((r) => r.type === 'account').map((r) => r.body['name'])).toEqual(
    of('account').map((r) => r.body['name'])
  )
})

test('the day of the named rep has its three stops, and a frozen date is kept', () => {
  const frozen = generateDemo(at, '2026-09-14')
  const tang = frozen.users.find((u) => u.name === '唐岳')!
  const stops = frozen.records.filter(
    (r) =>
      r.type === 'visit' &&
      r.body['ownerUserId'] === tang.id &&
      JSON.stringify(r.body['events']).includes('2026-09-15T')
  )
  expect(stops.map((s) => s.body['objective'])).toContain('报 6 月返修原因')
})

test('credit codes are those of the specification', () => {
  expect(usccOf(1)).toBe('91990000MA0DEM0011')
  expect(usccOf(2)).toBe('91990000MA0DEM0024')
})

test('the server accepts every record, and a rep holds what their patch has', async () => {
  const context = await openContext()
  await loadDemo({ ...context, clock: () => at })
  const count = async (where: string, ...values: unknown[]): Promise<number> =>
    context.db.session(
      async (session) => (await session.query<{ n: number }>(`select count(*)::int as n from ${where}`, values))[0]!.n
    )
  expect(await count('record')).toBe(demo.records.length)
  expect(await count("record where type = 'visit' and body->>'state' is null")).toBe(0)
  const rep = demo.users.find((u) => u.name === '唐岳')!
  expect(
    await count("bucket_entry where type = 'account' and op = 'put' and bucket = $1", `t:${rep.territoryIds[0]}`)
  ).toBe(50)
  await context.db.close()
}, 120_000)
