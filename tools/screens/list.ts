import { paths } from '@fieldfile/protocol'
import type { Page } from 'playwright'
import type { Shown } from './stage.ts'

/** The people whose screens are looked at, by the login of the demo company. */
export const people = {
  rep: 'tang.yue',
  manager: 'li.wen',
  desk: 'xu.ning',
  marketing: 'wen.qing'
} as const
export type Who = keyof typeof people

export interface Screen {
  /** Beginning of the picture's file name, and what --only looks for. */
  name: string
  /** Null: nobody is signed in. */
  who: Who | null
  path?: (shown: Shown) => string
  /** What has to be done on the page before it looks as meant. */
  open?: (page: Page) => Promise<void>
  /** Looked at after the network was cut and two edits were made. */
  offline?: boolean
}

const press =
  (key: string, text = '') =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(key)
    await page.locator('dialog[open]').waitFor()
    if (text) await page.keyboard.type(text)
  }

const click =
  (name: RegExp, opensDialog = true) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('button', { name }).click()
    await page.mouse.move(0, 0)
    if (opensDialog) await page.locator('dialog[open]').waitFor()
  }

/** Every screen there is, and those that are meant to be: what is missing is told. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', who: null },

  { name: 'today', who: 'rep', path: () => paths.today },
  { name: 'accounts', who: 'rep', path: () => paths.accounts },
  { name: 'account', who: 'rep', path: ({ account }) => paths.account(account) },
  { name: 'account-people', who: 'rep', path: ({ account }) => paths.account(account, 'people') },
  { name: 'account-sites', who: 'rep', path: ({ account }) => paths.account(account, 'sites') },
  { name: 'account-timeline', who: 'rep', path: ({ account }) => paths.account(account, 'timeline') },
  { name: 'account-tasks', who: 'rep', path: ({ account }) => paths.account(account, 'tasks') },
  { name: 'account-file', who: 'rep', path: ({ account }) => paths.account(account, 'file') },
  { name: 'account-new', who: 'rep', path: () => paths.accounts, open: press('n') },
  { name: 'person', who: 'rep', path: ({ person }) => paths.person(person) },
  { name: 'planner', who: 'rep', path: () => paths.planner },
  { name: 'visit-planned', who: 'rep', path: ({ visit }) => paths.visit(visit) },
  { name: 'visit-done', who: 'rep', path: ({ doneVisit }) => paths.visit(doneVisit) },
  { name: 'sync', who: 'rep', path: () => paths.sync },
  { name: 'settings', who: 'rep', path: () => paths.settings },
  { name: 'settings-pin', who: 'rep', path: () => paths.settings, open: click(/^(设 PIN|Set a PIN)$/) },
  { name: 'storage', who: 'rep', path: () => paths.storage },
  { name: 'storage-checked', who: 'rep', path: () => paths.storage, open: click(/^(检查|Check)$/, false) },
  { name: 'ready', who: 'rep', path: () => paths.ready },
  { name: 'palette', who: 'rep', path: () => paths.today, open: press('Control+k', 'jx') },
  { name: 'keys', who: 'rep', path: () => paths.today, open: press('?') },
  { name: 'no-page', who: 'rep', path: () => '/nowhere' },
  { name: 'visit-checked-in', who: 'rep', path: ({ visit }) => paths.visit(visit), offline: true },
  { name: 'today-offline', who: 'rep', path: () => paths.today, offline: true },
  { name: 'ready-offline', who: 'rep', path: () => paths.ready, offline: true },
  { name: 'storage-offline', who: 'rep', path: () => paths.storage, offline: true },
  { name: 'sync-waiting', who: 'rep', path: () => paths.sync, offline: true },

  { name: 'manager-today', who: 'manager', path: () => paths.today },
  { name: 'manager-accounts', who: 'manager', path: () => paths.accounts },
  { name: 'manager-planner', who: 'manager', path: () => paths.planner },

  { name: 'desk-today', who: 'desk', path: () => paths.today },
  { name: 'desk-planner', who: 'desk', path: () => paths.planner },

  { name: 'marketing-accounts', who: 'marketing', path: () => paths.accounts },
  { name: 'imports', who: 'marketing', path: () => paths.imports },
  { name: 'import', who: 'marketing', path: (shown) => paths.import(shown.import) }
]

const languages = ['zh', 'en'] as const
const themes = ['light', 'dark'] as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 }
] as const
export interface Look {
  language: (typeof languages)[number]
  theme: (typeof themes)[number]
  size: (typeof sizes)[number]
}
export const looks: readonly Look[] = languages.flatMap((language) =>
  themes.flatMap((theme) => sizes.map((size) => ({ language, theme, size })))
)
export const fileOf = (screen: Screen, { language, theme, size }: Look): string =>
  `${screen.name}-${language}-${theme}-${size.width}x${size.height}.png`
