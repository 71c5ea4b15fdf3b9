/**
 * `npm run screens`: opens every screen of the built app with the demo company, in both languages, both themes and two
 * sizes, writes a picture of each, and checks each with axe. Ends with 1 if a screen fails or breaks a rule.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIsStale } from './build-state.ts'
import { blockedStyles, overflowOf, violationsOf } from './screens/axe.ts'
import { fileOf, looks, screens, type Look, type Screen } from './screens/list.ts'
import { buildStage, type Stage } from './screens/stage.ts'
import { copyApp, dress, goTo, openWindow, settle, signIn, writeInWorker, type Window } from './screens/window.ts'

const root = resolve(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'screens-out') },
    only: { type: 'string', multiple: true },
    look: { type: 'string', multiple: true },
    'demo-date': { type: 'string' },
    'no-axe': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})
if (options.help) {
  console.log(`npm run screens -- [options]
  --out DIR           where the pictures go (screens-out)
  --only NAME         only screens whose name has this in it; may be given again
  --look LOOK         only looks whose name has this in it, for example zh-dark or 1440; may be given again
  --demo-date DATE    freeze the demo company's week at this date; otherwise its week is this week
  --no-axe            pictures only
  --help              this text`)
  process.exit(0)
}
const has = (wanted: string[] | undefined, name: string): boolean =>
  !wanted || wanted.some((part) => name.includes(part))
const shownScreens = screens.filter(({ name }) => has(options.only, name))
const nameOf = ({ language, theme, size }: Look): string => `${language}-${theme}-${size.width}x${size.height}`
const shownLooks = looks.filter((look) => has(options.look, nameOf(look)))

const problems: string[] = []
const missing = new Set<string>()
let written = 0

if (buildIsStale(root)) {
  console.log('Building the app …')
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  if (spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' }).status !== 0)
    process.exit(1)
}
mkdirSync(options.out, { recursive: true })
mkdirSync(join(root, '.cache'), { recursive: true })
process.chdir(root)
const app = copyApp(root)
const devices: string[] = []
let stage: Stage | undefined
try {
  console.log('Loading the demo company …')
  stage = await buildStage(options['demo-date'])
  for (const who of new Set(shownScreens.map((screen) => screen.who))) await visit(who, stage)
} finally {
  await stage?.close()
  app.remove()
  for (const device of devices) rmSync(device, { recursive: true, force: true, maxRetries: 5 })
}

for (const name of missing) console.log(`not there yet: ${name}`)
console.log(`${written} pictures in ${options.out}, ${problems.length} problems`)
process.exit(problems.length > 0 ? 1 : 0)

/** One person's screens, on a device of their own. */
async function visit(who: Screen['who'], at: Stage): Promise<void> {
  const device = await mkdtemp(join(tmpdir(), 'fieldfile-screens-device-'))
  devices.push(device)
  const window = await openWindow(app, device, at.cable.url, options['demo-date'])
  try {
    if (who) await signIn(window.page, who)
    const own = shownScreens.filter((screen) => screen.who === who)
    await inEveryLook(
      window,
      at,
      own.filter((screen) => !screen.offline)
    )
    const later = own.filter((screen) => screen.offline)
    if (later.length === 0) return
    await at.cable.pull()
    await editOffline(window, at)
    await inEveryLook(window, at, later)
    await at.cable.putBack()
  } catch (error) {
    tell(`${who ?? 'nobody'}: ${messageOf(error)}`)
    await window.page.screenshot({ path: join(options.out, `failed-${who ?? 'nobody'}.png`) }).catch(() => {})
  } finally {
    await window.close()
  }
}

async function inEveryLook(window: Window, at: Stage, list: readonly Screen[]): Promise<void> {
  if (list.length === 0) return
  for (const look of shownLooks) {
    await dress(window.page, look)
    for (const screen of list) {
      const file = fileOf(screen, look)
      const found = await picture(window, at, screen, join(options.out, file)).catch((error) => recover(window, error))
      for (const problem of found) tell(`${file}: ${problem}`)
    }
  }
}

/** After a screen that broke the window: the next ones are looked at all the same. */
async function recover({ page, errors }: Window, error: unknown): Promise<string[]> {
  await page.reload()
  await page.locator('#content').waitFor()
  return [messageOf(error), ...errors().map((text) => `error: ${text}`)]
}

/** Goes to a screen and takes its picture; answers what is wrong with it. */
async function picture(window: Window, { shown }: Stage, screen: Screen, file: string): Promise<string[]> {
  const { page } = window
  if (screen.path) await goTo(window, screen.path(shown))
  const before = await settle(page)
  if (before === 'not there yet' && screen.name !== 'no-page') {
    missing.add(screen.name)
    window.errors()
    return []
  }
  await screen.open?.(page)
  const arrival = screen.open ? await settle(page) : before
  await page.screenshot({ path: file, animations: 'disabled' })
  written++
  const wrong = arrival === 'failed' || arrival === 'still loading' ? [arrival] : []
  const found = [
    ...wrong,
    ...window.errors().map((text) => `error: ${text}`),
    ...(await blockedStyles(page)),
    ...(await overflowOf(page)),
    ...(options['no-axe'] ? [] : await violationsOf(page))
  ]
  if (screen.open) await page.keyboard.press('Escape')
  return found
}

/** What a rep does at a gate without a network: arrives, and corrects a telephone number. */
async function editOffline({ page }: Window, { shown }: Stage): Promise<void> {
  await writeInWorker(page, [{ type: 'visit', id: shown.visit, kind: 'edit', step: { event: 'checkIn' } }])
  const values = { phones: ['+8651088887777'] }
  await writeInWorker(page, [{ type: 'account', id: shown.account, kind: 'edit', values }])
}

function tell(problem: string): void {
  problems.push(problem)
  console.log(problem)
}
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error)
}
