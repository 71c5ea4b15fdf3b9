// What a person does in the app, in the words of the English screens.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { storedIds } from './device-disk.ts'
import { launch, type Launched, type LaunchOptions } from './launch.ts'
import { password } from './server.ts'

/** One computer: the same folder started again is the same device. */
export interface Desk {
  readonly folder: string
  start(options?: LaunchOptions): Promise<AppDriver>
  /** Ends what runs, where something does. */
  stop(): Promise<void>
  /** Ends what runs and forgets the device. */
  remove(): Promise<void>
}

export interface DeskOptions {
  server: string
  /** The zone of the computer. */
  zone?: string
}

export async function newDesk({ server, zone = 'Asia/Shanghai' }: DeskOptions): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldfile-'))
  let running: Launched | undefined
  async function stop(): Promise<void> {
    const ended = running
    running = undefined
    await ended?.kill()
  }
  return {
    folder,
    async start({ env, ...options } = {}) {
      const appFolder = process.env['FIELDFILE_APP'] // a build that stands elsewhere
      running = await launch(folder, {
        ...(appFolder ? { appFolder } : {}),
        ...options,
        env: { FIELDFILE_SERVER: server, TZ: zone, ...env }
      })
      // Until one of these stands there, no key is heard.
      const signIn = running.page.getByRole('form').first()
      const locked = running.page.getByRole('heading', { level: 1 })
      await running.page.getByRole('navigation').or(signIn).or(locked).first().waitFor()
      return drive(running, stop)
    },
    stop,
    async remove() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

type Where = 'Today' | 'Accounts' | 'Planner' | 'Imports' | 'Sync' | 'Settings'

export interface AppDriver {
  run: Launched
  page: Page
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  button(name: string | RegExp): Locator
  /** Fills the form in and sends it; answers at once. */
  trySignIn(login: string, secret?: string): Promise<void>
  signIn(login: string): Promise<void>
  /** Where the device stands with the server, as the badge says it. */
  badge(): Locator
  synced(): Promise<void>
  goTo(where: Where): Promise<void>
  /** The palette finds it, before anything else. */
  finds(text: string, title: string): Promise<void>
  findsNothing(text: string): Promise<void>
  openByPalette(text: string, title: string): Promise<void>
  /** The number in the title of the list of accounts. */
  accountCount(): Promise<number>
  /** Ids in the device's own store, of one type. */
  stored(type: string): Promise<string[]>
  tab(name: string): Promise<void>
  panel(title: string): Locator
  dialog(): Locator
  toast(text: string | RegExp): Promise<void>
  /** Changes one fact of the open customer, by its panel and its label on the tab "File". */
  editField(group: string, label: string, value: string): Promise<void>
  /** Waits until the open customer shows a fact on the tab "File". */
  shows(label: string, value: string): Promise<void>
  /** Record → Person, Site or Task on the open customer. Choices are given as `{ choose }`. */
  record(
    what: 'Person' | 'Site' | 'Follow-up task',
    answers: Record<string, string | { choose: string }>
  ): Promise<void>
  /** The planner's week after this one. */
  nextWeek(): Promise<void>
  /** A visit in the planner's week, by its customer. */
  visitIn(account: string): Locator
  moveVisit(account: string, to: { date: string; time: string }): Promise<void>
  cancelVisit(account: string): Promise<void>
}

function drive(run: Launched, kill: () => Promise<void>): AppDriver {
  const { page } = run
  const button: AppDriver['button'] = (name) => page.getByRole('button', { name })
  const dialog = page.getByRole('dialog')
  const options = dialog.getByRole('option')

  async function openPalette(text: string): Promise<void> {
    await page.keyboard.press('Control+K')
    await dialog.getByRole('combobox').fill(text)
  }
  async function closePalette(): Promise<void> {
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }

  const driver: AppDriver = {
    run,
    page,
    kill,
    button,
    async trySignIn(login, secret = password) {
      await button('English').click()
      await page.getByLabel('Name', { exact: true }).fill(login)
      await page.getByLabel('Password', { exact: true }).fill(secret)
      await button('Sign in').click()
    },
    async signIn(login) {
      await driver.trySignIn(login)
      await driver.synced()
    },
    badge: () => button(/^(Synced|Offline|Syncing|\d+ waiting|\d+ to decide)/),
    synced: () => button(/^Synced/).waitFor(),
    async goTo(where) {
      const link = page.getByRole('link', { name: new RegExp(`^${where}`) })
      await link.click()
      await expect.poll(() => link.getAttribute('aria-current')).toBe('page')
      if (where === 'Today') await page.getByRole('navigation', { name: 'Change the day' }).waitFor()
      else await page.getByRole('heading', { level: 1, name: where === 'Planner' ? /^Week/ : where }).waitFor()
    },
    async finds(text, title) {
      await openPalette(text)
      await expect.poll(() => options.first().innerText(), { message: text }).toContain(title)
      await closePalette()
    },
    async findsNothing(text) {
      await openPalette(text)
      await dialog.getByRole('status').getByText(text).waitFor()
      expect(await options.count()).toBe(0)
      await closePalette()
    },
    async openByPalette(text, title) {
      await openPalette(text)
      // Enter waits for the answer to what was typed.
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
      await dialog.waitFor({ state: 'detached' })
    },
    async accountCount() {
      await driver.goTo('Accounts')
      return Number.parseInt(await page.getByText(/^\d+ accounts/).innerText(), 10)
    },
    stored: (type) => storedIds(page, type),
    async tab(name) {
      // A tab with the focus says its place before its name.
      const tab = page.getByRole('tab', { name: new RegExp(`(^|\\s)${name}`) })
      await tab.click()
      await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true')
    },
    panel: (title) => page.getByRole('region', { name: title, exact: true }),
    dialog: () => dialog,
    toast: (text) => page.getByRole('status').getByText(text).first().waitFor(),
    async editField(group, label, value) {
      await driver.tab('File')
      const panel = driver.panel(group)
      const shown = panel.getByRole('button', { name: `Edit ${label}` })
      const add = panel.getByRole('button', { name: /^Add \d+ empty fact/ })
      const editor = panel.getByRole('textbox', { name: label, exact: true })
      await shown.or(add).first().waitFor()
      // A notice that comes or goes at the top moves the page under the pointer: a person clicks once more.
      await expect
        .poll(
          async () => {
            if ((await shown.count()) > 0) await shown.click({ timeout: 2_000 })
            else {
              await add.click({ timeout: 2_000 })
              await page.getByRole('menuitem', { name: label, exact: true }).click({ timeout: 2_000 })
            }
            await editor.waitFor({ timeout: 2_000 })
            return true
          },
          { timeout: 20_000 }
        )
        .toBe(true)
      await editor.fill(value, { timeout: 5_000 })
      await editor.press('Control+Enter')
      await driver.shows(label, value)
    },
    async shows(label, value) {
      await driver.tab('File')
      await page.getByRole('button', { name: new RegExp(`${value}.*Edit ${label}$`, 's') }).waitFor()
    },
    async record(what, answers) {
      await page.getByRole('button', { name: 'Record', exact: true }).click()
      await page.getByRole('menuitem', { name: what, exact: true }).click()
      for (const [label, answer] of Object.entries(answers)) {
        if (typeof answer === 'string') await dialog.getByRole('textbox', { name: label, exact: true }).fill(answer)
        else {
          await dialog.getByRole('combobox', { name: label, exact: true }).click()
          await page.getByTitle(answer.choose, { exact: true }).click()
        }
      }
      await dialog.getByRole('button', { name: /^Create/ }).click()
      await dialog.waitFor({ state: 'detached' })
    },
    async nextWeek() {
      await driver.goTo('Planner')
      const thisWeek = button('This week')
      await thisWeek.waitFor()
      if (await thisWeek.isEnabled()) await thisWeek.click()
      await expect.poll(() => thisWeek.isDisabled()).toBe(true)
      await button('Week after').click()
      await expect.poll(() => thisWeek.isEnabled()).toBe(true)
    },
    visitIn: (account) =>
      page.getByRole('region', { name: 'Visits of the week' }).getByRole('button', { name: account }),
    async moveVisit(account, { date, time }) {
      await driver.visitIn(account).focus()
      await page.keyboard.press('m')
      await dialog.getByLabel('Date', { exact: true }).fill(date)
      await dialog.getByLabel('Start', { exact: true }).fill(time)
      await dialog.getByRole('button', { name: 'Move', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    },
    async cancelVisit(account) {
      await driver.visitIn(account).focus()
      await page.keyboard.press('Delete')
      await dialog.getByRole('button', { name: 'The customer asked' }).click()
      await dialog.getByRole('button', { name: 'Cancel visit' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
  }
  return driver
}
