import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import type { IpcCalls } from '@fieldfile/protocol'
import { words } from '../../src/renderer/app/words.ts'
import { launch, type Launched } from '../../tests/harness/launch.ts'
import { demoPassword } from '../demo/people.ts'
import { people, type Look, type Who } from './list.ts'

export interface AppCopy {
  folder: string
  remove(): void
}

/** The built app, copied so that a build of the same checkout does not change it under the pictures. */
export function copyApp(root: string): AppCopy {
  // Below the project, where its packages are found.
  const folder = mkdtempSync(join(root, '.cache/screens-app-'))
  cpSync(join(root, 'out'), join(folder, 'out'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface Window {
  app: ElectronApplication
  page: Page
  /** What went wrong in the page since the last look: errors that were thrown, and those written to the console. */
  errors(): string[]
  close(): Promise<void>
}

export async function openWindow(app: AppCopy, device: string, server: string, demoDate?: string): Promise<Window> {
  const env = {
    FIELDFILE_SERVER: server,
    FIELDFILE_DEMO: demoDate ?? 'this week',
    // The demo company's visits are at hours of its own zone.
    TZ: 'Asia/Shanghai'
  }
  const run: Launched = await launch(device, { env, appFolder: resolve(app.folder) })
  const found: string[] = []
  run.page.on('pageerror', (error) => found.push(error.message))
  run.page.on('console', (message) => {
    // What the policy blocks is looked for in the page: see blockedStyles.
    if (message.type() === 'error' && !message.text().startsWith('Applying inline style')) found.push(message.text())
  })
  const errors = (): string[] => found.splice(0).map((text) => text.split('\n')[0]!)
  await run.page.locator('#root > *').first().waitFor()
  return { app: run.app, page: run.page, errors, close: run.kill }
}

const call = (page: Page, channel: keyof IpcCalls, argument: object): Promise<unknown> =>
  page.evaluate(({ name, sent }) => (globalThis as unknown as { fieldfile: AnyBridge }).fieldfile.call(name, sent), {
    name: channel as string,
    sent: argument
  })
interface AnyBridge {
  call(channel: string, argument: unknown): Promise<unknown>
}

export async function signIn(page: Page, who: Who): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(people[who])
  await page.locator('input[autocomplete=current-password]').fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.locator('#content').waitFor()
  await firstSync(page)
}

/** The badge shows that everything is here: it says so, or that a conflict waits. */
async function firstSync(page: Page): Promise<void> {
  const done = /已同步|Synced|待选择|to decide/
  try {
    await page.getByRole('banner').getByRole('button', { name: done }).first().waitFor({ timeout: 60_000 })
  } catch {
    throw new Error('the first sync did not end within 60 s')
  }
}

export async function dress(page: Page, { language, theme, size }: Look): Promise<void> {
  await call(page, 'settings.set', { language: language === 'zh' ? 'zh-CN' : 'en', theme })
  await page.setViewportSize(size)
  await page.locator(`html[lang^=${language}]`).waitFor()
}

/** As a click on a reminder would. */
export async function goTo({ app, page }: Window, path: string): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.webContents.send('nav.open', { path: to }),
    path
  )
  await page.waitForFunction((to) => decodeURI(location.hash) === `#${to}`, path)
}

export type Arrival = 'shown' | 'not there yet' | 'failed' | 'still loading'

/** Waits until the screen has its data and nothing moves any more; tells what it is that shows. */
export async function settle(page: Page): Promise<Arrival> {
  await page.evaluate(() => Object.assign(globalThis, { screensSame: 0 }))
  const quiet = await page
    .waitForFunction(isQuiet, undefined, { timeout: 15_000, polling: 120 })
    .then(() => true)
    .catch(() => false)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const text = await page.locator('body').innerText()
  const says = (key: keyof typeof words.zh): boolean => text.includes(words.zh[key]) || text.includes(words.en[key])
  if (says('screenFailed') || says('storageFailed') || says('recordNotFound')) return 'failed'
  if (says('notFound')) return 'not there yet'
  return quiet ? 'shown' : 'still loading'
}

/** Runs in the page. True when nothing is loading and the text was the same three times. */
function isQuiet(): boolean {
  const here = globalThis as unknown as { screensText?: string; screensSame?: number }
  const place = document.querySelector('#content') ?? document.querySelector('main')
  const text = `${location.hash} ${place?.textContent ?? ''}`
  here.screensSame = here.screensText === text ? (here.screensSame ?? 0) + 1 : 0
  here.screensText = text
  const loading = document.querySelector('[aria-busy=true], .ant-skeleton, .ant-spin-spinning')
  return here.screensSame > 2 && Boolean(place?.textContent?.trim()) && !loading
}

/** Writes through the replica's worker as the window does. */
export async function writeInWorker(page: Page, changes: readonly object[]): Promise<void> {
  const worker = page.workers()[0]
  if (!worker) throw new Error('the window has no worker')
  await worker.evaluate((list) => {
    const scope = globalThis as unknown as { onmessage(event: { data: object }): void }
    scope.onmessage({ data: { t: 'write', id: 1_000_000_000 + Math.floor(Math.random() * 1e6), changes: list } })
  }, changes)
}
