import type { Page } from 'playwright-core'
import type { Device } from './browser/device.ts'
import { openBrowser } from './lib/chromium.ts'
import { logins, openCompany, password, type Company } from './lib/company.ts'
import { percentile, round, type Bench, type Figure } from './lib/figure.ts'
import { heapOf } from './lib/heap.ts'
import { buildPage, pagesFeature } from './lib/pages.ts'

const customers = 5000
const small = 35
/** With the 20 that each has: accounts of 500 records of history. */
const busy = { customers: 10, interactions: 480 }
const records = customers * 29 + busy.customers * busy.interactions
const hotTypes = ['account', 'person', 'visit']
const hotRecords = customers * 9
const names = ['jank', 'incremental', 'unlock', 'account-open', 'memory'] as const
type Name = (typeof names)[number]

/** One device with 145,000 records after another, in the life of a window: first sync, changes, next start. */
export const device: Bench = {
  name: 'device',
  figures: names,
  async open() {
    const pages = pagesFeature(await buildPage('device'))
    const company = await openCompany({ features: [pages], customers, small, busy })
    let chromium = 'unknown'
    return {
      chromium: () => chromium,
      close: company.close,
      async run(wanted) {
        const browser = await openBrowser()
        chromium = browser.version
        try {
          const page = await browser.context.newPage()
          await page.goto(`${company.url}/bench/`)
          await page.waitForFunction(() => 'device' in globalThis)
          return await live(page, company, (name) => wanted.has(name))
        } finally {
          await browser.close()
        }
      }
    }
  }
}

type Win = { device: Device }
const start = (page: Page) => page.evaluate((types) => (globalThis as unknown as Win).device.start(types), hotTypes)
const stop = (page: Page) => page.evaluate(() => (globalThis as unknown as Win).device.stop())
const sync = (page: Page) => page.evaluate(() => (globalThis as unknown as Win).device.sync())
const signIn = (page: Page, login: string) =>
  page.evaluate(([name, secret]) => (globalThis as unknown as Win).device.signIn(name!, secret!), [login, password])

async function live(page: Page, company: Company, wants: (name: Name) => boolean): Promise<Figure[]> {
  const figures: Figure[] = []
  let few: number[] | null = null
  if (wants('incremental')) {
    await signIn(page, logins.small)
    await start(page)
    await sync(page)
    few = await changes(page, company, 'small')
    await stop(page)
  }
  await signIn(page, logins.full)
  const limit = wants('unlock')
    ? await page.evaluate((types) => (globalThis as unknown as Win).device.raw(types), hotTypes)
    : null
  await start(page)
  await page.evaluate(() => (globalThis as unknown as Win).device.openList())
  const first = await watched(page, () => sync(page))
  if (wants('jank')) {
    await company.edit('full', 5000)
    figures.push(jank(first, await watched(page, () => sync(page))))
  }
  await page.evaluate(() => (globalThis as unknown as Win).device.closeList())
  if (few) figures.push(incremental(few, await changes(page, company, 'full')))
  await page.evaluate(() => (globalThis as unknown as Win).device.tidied())
  await stop(page)
  const begun = await start(page)
  for (const [type, count] of Object.entries({ account: 1, person: 3, visit: 5 }))
    if (begun.counts[type] !== count * customers) throw new Error(`${begun.counts[type]} of ${type} after a new start`)
  if (limit) figures.push(unlock(begun, limit.readMs))
  if (wants('account-open')) figures.push(await accountOpen(page))
  if (wants('memory')) figures.push(await memory(page))
  await stop(page)
  return figures
}

type Watched = ReturnType<Device['tasks']['end']> & { seconds: number }
async function watched(page: Page, step: () => Promise<void>): Promise<Watched> {
  await page.evaluate(() => (globalThis as unknown as Win).device.tasks.begin())
  const started = performance.now()
  await step()
  const seconds = (performance.now() - started) / 1000
  return { ...(await page.evaluate(() => (globalThis as unknown as Win).device.tasks.end())), seconds }
}

/** How long a sync of 100 changes takes until one of them is seen, some times over. */
async function changes(page: Page, company: Company, of: 'full' | 'small'): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < 12; i++) {
    const ids = await company.edit(of, 100)
    const took = await page.evaluate((id) => (globalThis as unknown as Win).device.syncUntilSeen(id), ids.at(-1)!)
    // The first two warm both sides.
    if (i > 1) times.push(took)
  }
  return times
}

const rounded = ({ longest, over50, p99, seconds }: Watched) => ({
  longest: round(longest, 1),
  over50,
  p99: round(p99, 1),
  seconds: round(seconds, 1)
})

function jank(first: Watched, later: Watched): Figure {
  const value = round(first.longest, 1)
  return {
    bench: 'jank',
    value,
    unit: 'ms',
    limit: null,
    ratio: null,
    goal: 'value <= 50',
    ok: value <= 50,
    p99: round(first.p99, 1),
    more: { records, firstSync: rounded(first), changes5000: rounded(later) }
  }
}

function incremental(few: number[], many: number[]): Figure {
  const [limit, value] = [percentile(few, 0.5), percentile(many, 0.5)]
  const ratio = value / limit
  return {
    bench: 'incremental',
    value: round(value, 1),
    unit: 'ms',
    limit: round(limit, 1),
    ratio: round(ratio, 2),
    goal: 'ratio <= 1.2',
    ok: ratio <= 1.2,
    p99: round(Math.max(...many), 1),
    more: { records, limitRecords: small * 29, changes: 100 }
  }
}

function unlock({ ms, searchMs }: { ms: number; searchMs: number }, limit: number): Figure {
  return {
    bench: 'unlock',
    value: Math.round(ms),
    unit: 'ms',
    limit: Math.round(limit),
    ratio: round(ms / limit, 2),
    goal: 'value <= 1500',
    ok: ms <= 1500,
    more: { records, hotRecords, untilSearched: Math.round(searchMs) }
  }
}

async function accountOpen(page: Page): Promise<Figure> {
  const times = await page.evaluate(
    (count) => (globalThis as unknown as Win).device.openAccounts(count),
    busy.customers
  )
  const value = percentile(times, 0.5)
  return {
    bench: 'account-open',
    value: round(value, 1),
    unit: 'ms',
    limit: null,
    ratio: null,
    goal: 'value < 100',
    ok: value < 100,
    p50: round(value, 1),
    p99: round(Math.max(...times), 1),
    more: { accounts: times.length, history: busy.interactions + 20, slowest: round(Math.max(...times), 1) }
  }
}

async function memory(page: Page): Promise<Figure> {
  await page.evaluate(() => (globalThis as unknown as Win).device.openList())
  await page.evaluate(() => (globalThis as unknown as Win).device.searched())
  const { window, workers } = await heapOf(page)
  await page.evaluate(() => (globalThis as unknown as Win).device.readAll())
  const all = await heapOf(page)
  // The bench's own thread for the network is main's, and is counted all the same.
  const sum = (heap: typeof all): number => heap.window + heap.workers.reduce((mb, more) => mb + more, 0)
  const value = sum({ window, workers })
  return {
    bench: 'memory',
    value: round(value, 1),
    unit: 'MB',
    limit: null,
    ratio: null,
    goal: 'value <= 200',
    ok: value <= 200,
    more: {
      records,
      window: round(window, 1),
      workers: workers.map((mb) => round(mb, 1)),
      withHistory: round(sum(all), 1)
    }
  }
}
