import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { buildIsStale } from '../tools/build-state.ts'
import { copyApp, type AppCopy } from '../tools/screens/window.ts'
import { launch, type Launched } from '../tests/harness/launch.ts'
import { people } from '../tools/screens/list.ts'
import { demoPassword } from '../tools/demo/people.ts'
import { customers, logins, openCompany, password, recordCount } from './lib/company.ts'
import { round, type Bench, type Figure } from './lib/figure.ts'

const largeCustomers = 5 * customers

interface Times {
  /** From the start of the process to the first screen with its data, in ms. */
  all: number
  /** From the start of the page's load to the same, in ms: without Electron's or its stand-in's own start. */
  window: number
}

/** The whole built app: devices with 29,000 records, 145,000 and the demo rep's, against one that is signed in and empty. */
export const start: Bench = {
  name: 'start',
  figures: ['start-29k', 'start-145k', 'start-demo'],
  async open(wanted) {
    const root = resolve(import.meta.dirname, '..')
    if (buildIsStale(root)) build(root)
    await mkdir(join(root, '.cache'), { recursive: true })
    const app = copyApp(root)
    const isLarge = wanted.has('start-145k')
    const company = await openCompany({ demo: true, customers: isLarge ? largeCustomers : 0, small: customers })
    const folder = await mkdtemp(join(tmpdir(), 'fieldfile-bench-start-'))
    const devices = {
      large: join(folder, 'large'),
      full: join(folder, 'full'),
      demo: join(folder, 'demo'),
      empty: join(folder, 'empty')
    }
    let chromium = 'unknown'
    const firstSync = await fill(app, devices.full, company.url, logins.small, password)
    const largeSync = isLarge ? await fill(app, devices.large, company.url, logins.full, password) : 0
    await fill(app, devices.empty, company.url, logins.empty, password)
    await fill(app, devices.demo, company.url, people.rep, demoPassword)
    return {
      chromium: () => chromium,
      async close() {
        await company.close()
        app.remove()
        await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      },
      async run() {
        const empty = await measure(app, devices.empty, company.url)
        const full = await measure(app, devices.full, company.url)
        chromium = full.chromium
        const demo = await measure(app, devices.demo, company.url)
        const figures = [
          figureOf('start-29k', full, empty, { records: recordCount, firstSyncThroughTheApp: round(firstSync / 1000) }),
          figureOf('start-demo', demo, empty, {})
        ]
        if (isLarge) {
          const large = await measure(app, devices.large, company.url)
          const records = (recordCount / customers) * largeCustomers
          figures.push(
            figureOf('start-145k', large, empty, { records, firstSyncThroughTheApp: round(largeSync / 1000) })
          )
        }
        return figures.filter(({ bench }) => wanted.has(bench))
      }
    }
  }
}

function build(root: string): void {
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' })
  if (run.status !== 0) throw new Error('the build failed')
}

const open = (app: AppCopy, device: string, server: string): Promise<Launched> =>
  launch(device, { env: { FIELDFILE_SERVER: server }, appFolder: app.folder })

/** Signs in and waits for the first sync; answers how long it took through the whole app, in ms. */
async function fill(app: AppCopy, device: string, server: string, login: string, secret: string): Promise<number> {
  const run = await open(app, device, server)
  try {
    const { page } = run
    await page.locator('input[autocomplete=username]').fill(login)
    await page.locator('input[autocomplete=current-password]').fill(secret)
    const started = performance.now()
    await page.keyboard.press('Enter')
    await page
      .getByRole('banner')
      .getByRole('button', { name: /已同步|Synced/ })
      .waitFor({ timeout: 900_000 })
    return performance.now() - started
  } finally {
    await run.app.close()
  }
}

async function measure(app: AppCopy, device: string, server: string): Promise<Times & { chromium: string }> {
  const started = performance.now()
  const run = await open(app, device, server)
  try {
    await hasData(run.page)
    const all = performance.now() - started
    const chromium = await run.page.evaluate(() => /Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? 'unknown')
    return { all, window: await windowTime(run.page), chromium }
  } finally {
    await run.app.close()
  }
}

/** The start screen has its heading only when its query was answered from the data on the device. */
const heading = '#content h1'
const hasData = (page: Page): Promise<void> => page.locator(heading).waitFor({ timeout: 120_000 })

/** Loads the window once more and notes by its own clock when the heading was there. */
async function windowTime(page: Page): Promise<number> {
  await page.addInitScript((selector) => {
    const look = (): void => {
      if (document.querySelector(selector)) Object.assign(globalThis, { shownAt: performance.now() })
      else requestAnimationFrame(look)
    }
    look()
  }, heading)
  await page.reload()
  const shown = await page.waitForFunction(() => (globalThis as unknown as { shownAt?: number }).shownAt, undefined, {
    timeout: 120_000
  })
  return Number(await shown.jsonValue())
}

function figureOf(bench: string, full: Times, empty: Times, more: Record<string, unknown>): Figure {
  const ratio = full.all / empty.all
  return {
    bench,
    value: Math.round(full.all),
    unit: 'ms',
    limit: Math.round(empty.all),
    ratio: round(ratio),
    // The goal of `start` is for 145,000 records.
    goal: 'ratio <= 1.5',
    ok: ratio <= 1.5,
    more: {
      ...more,
      window: {
        value: Math.round(full.window),
        limit: Math.round(empty.window),
        ratio: round(full.window / empty.window)
      }
    }
  }
}
