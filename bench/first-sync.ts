import type { Asked, Measured } from './browser/first-sync.ts'
import { openBrowser } from './lib/chromium.ts'
import { logins, openCompany, password, recordsEach, shape } from './lib/company.ts'
import { round, type Bench, type Figure } from './lib/figure.ts'
import { buildPage, pagesFeature } from './lib/pages.ts'

export const firstSync29k = firstSync('first-sync-29k', 1_000)
export const firstSync145k = firstSync('first-sync-145k', 5_000)

/** First sync of some customers from PostgreSQL over loopback, against raw IndexedDB. */
function firstSync(name: string, customers: number): Bench {
  const open: Bench['open'] = async () => {
    const company = await openCompany({ customers, features: [pagesFeature(await buildPage('first-sync'))] })
    let chromium = 'unknown'
    return {
      chromium: () => chromium,
      close: company.close,
      async run() {
        const browser = await openBrowser()
        chromium = browser.version
        try {
          const page = await browser.context.newPage()
          await page.goto(`${company.url}/bench/`)
          await page.waitForFunction(() => 'measure' in globalThis)
          const types: string[] = shape.map(({ type }) => type)
          const asked: Asked = { login: logins.full, password, types }
          const measured = await page.evaluate(
            (question) => (globalThis as unknown as { measure(a: Asked): Promise<Measured> }).measure(question),
            asked
          )
          return [figureOf(name, customers, measured, company.bytes)]
        } finally {
          await browser.close()
        }
      }
    }
  }
  return { name, open }
}

function figureOf(name: string, customers: number, m: Measured, bytes: Record<string, number>): Figure {
  for (const [when, counts] of Object.entries({ sync: m.readable, restart: m.readableAfterRestart })) {
    for (const { type, count } of shape) {
      const readable = counts[type]
      if (readable !== count * customers) throw new Error(`after ${when}: ${readable} records of ${type} are readable`)
    }
  }
  const ratio = m.syncMs / m.rawMs
  const records = customers * recordsEach
  return {
    bench: name,
    value: round(m.syncMs / 1000),
    unit: 's',
    limit: round(m.rawMs / 1000),
    ratio: round(ratio),
    goal: 'ratio <= 0.25',
    ok: ratio <= 0.25,
    more: {
      records,
      recordsPerSecond: Math.round(records / (m.syncMs / 1000)),
      fetchAndParse: round(m.fetchMs / 1000),
      openAgain: round(m.openMs / 1000),
      bytes
    }
  }
}
