import type { Asked, Measured } from './browser/search.ts'
import { openBrowser } from './lib/chromium.ts'
import { percentile, round, type Bench, type Figure } from './lib/figure.ts'
import { buildPage, servePages } from './lib/pages.ts'

const asked: Asked = { customers: 50_000, sample: 200, seed: 20_260_915 }

/** Any question over 50,000 customers, asked by a window of its worker. */
export const search50k: Bench = {
  name: 'search-50k',
  async open() {
    const pages = await servePages(await buildPage('search'))
    let chromium = 'unknown'
    return {
      chromium: () => chromium,
      close: pages.close,
      async run() {
        const browser = await openBrowser()
        chromium = browser.version
        try {
          const page = await browser.context.newPage()
          await page.goto(`${pages.url}/bench/`)
          await page.waitForFunction(() => 'measure' in globalThis)
          const measured = await page.evaluate(
            (question) => (globalThis as unknown as { measure(a: Asked): Promise<Measured> }).measure(question),
            asked
          )
          return [figureOf(measured)]
        } finally {
          await browser.close()
        }
      }
    }
  }
}

function figureOf({ buildMs, times, inside, scan, share }: Measured): Figure {
  const all = Object.values(times).flat()
  const p99 = percentile(all, 0.99)
  const limit = percentile(scan, 0.99)
  const least = (typo: boolean): number =>
    Math.min(...Object.entries(share).flatMap(([kind, found]) => (kind.startsWith('typo') === typo ? [found] : [])))
  const [exactFound, typosFound] = [least(false), least(true)]
  return {
    bench: 'search-50k',
    value: round(p99, 2),
    unit: 'ms',
    limit: round(limit, 2),
    ratio: round(p99 / limit, 2),
    goal: 'value < 16, found >= 0.99 exact, >= 0.75 typos',
    ok: p99 < 16 && exactFound >= 0.99 && typosFound >= 0.75,
    p50: round(percentile(all, 0.5), 2),
    p99: round(p99, 2),
    more: {
      questions: all.length,
      insideFind: { p50: round(percentile(inside, 0.5), 2), p99: round(percentile(inside, 0.99), 2) },
      slowest: round(Math.max(...all), 2),
      exactFound,
      typosFound,
      share,
      p50ByKind: Object.fromEntries(Object.entries(times).map(([kind, ms]) => [kind, round(percentile(ms, 0.5), 2)])),
      p99ByKind: Object.fromEntries(Object.entries(times).map(([kind, ms]) => [kind, round(percentile(ms, 0.99), 2)])),
      buildMs: Math.round(buildMs)
    }
  }
}
