// Starts the built app for a test: in Electron where its binary is installed, in the stand-in otherwise.
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright'

export type LaunchOptions = {
  /** Added to this process's environment, for example STANDIN_KEYCHAIN. */
  env?: Record<string, string>
  /** Passed to the app after its folder, as a desktop would: `--hidden`, a link. */
  args?: string[]
  /** The folder with package.json and out/; this project by default. */
  appFolder?: string
}

export type Launched = {
  app: ElectronApplication
  page: Page
  /** What the main process has written so far, in pieces as they came. */
  stderr: string[]
  /** Ends the app as a power cut would, and waits until it and its browser are gone. */
  kill(): Promise<void>
}

// FIELDFILE_ELECTRON=standin uses the stand-in where the binary is installed too.
function hasElectron(): boolean {
  return existsSync(resolve('node_modules/electron/path.txt')) && process.env['FIELDFILE_ELECTRON'] !== 'standin'
}

/** @param userData the folder of this run's data; the same folder again is the same device started again */
export async function launch(userData: string, options: LaunchOptions = {}): Promise<Launched> {
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...inherited } = process.env as Record<string, string>
  // Playwright asks the electron package, in this process and once, where the executable is.
  if (!hasElectron()) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = resolve('tools/electron-standin')
  const app = await _electron.launch({
    args: [`--user-data-dir=${userData}`, options.appFolder ?? '.', ...(options.args ?? [])],
    env: { ...inherited, ...options.env },
    colorScheme: null // nativeTheme decides
  })
  const main = app.process()
  const stderr: string[] = []
  main.stderr?.on('data', (data) => stderr.push(String(data)))
  const page = await app.firstWindow()
  // A list that still slides open may move away under a click.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return { app, page, stderr, kill: () => kill(main, userData) }
}

async function kill(main: ChildProcess, userData: string): Promise<void> {
  if (main.exitCode === null && main.signalCode === null) {
    const ended = new Promise((done) => {
      main.once('exit', done)
    })
    main.kill('SIGKILL')
    await ended
  }
  const browser = browserOf(userData)
  if (browser === undefined) return // Electron's main process is its browser
  signal(browser, 'SIGKILL')
  while (isAlive(browser)) await delay(20)
}

function browserOf(userData: string): number | undefined {
  const file = join(userData, 'standin-chromium.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // It noticed by itself that its parent is gone.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A container without an init keeps what has ended in the table, as a zombie.
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
