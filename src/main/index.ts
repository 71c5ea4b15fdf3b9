import { app, protocol } from 'electron'
import { linkScheme, pathOfArguments, pathOfLink } from './desktop/links.ts'
import { appOrigin } from './security/expectations.ts'
import { start, type Running } from './start.ts'

// Windows ties notifications, their clicks and the task bar to these two, so they never change.
const appUserModelId = 'com.fieldfile.app'
const toastActivator = '{6E1B7C1A-5C43-4B0D-9B53-1D1E5F0C8A24}'

/** What a link asked for before there was anything to open it. */
let waiting: string | null = pathOfArguments(process.argv)
let running: Running | null = null

function openLink(path: string | null): void {
  if (running && path) running.openPath(path)
  else waiting = path ?? waiting
}

// Before anything is opened: two programs on one database would each undo what the other wrote.
if (app.requestSingleInstanceLock()) prepare()
else app.quit()

function prepare(): void {
  app.enableSandbox()
  app.setAppUserModelId(appUserModelId)
  if (process.platform === 'win32') app.setToastActivatorCLSID(toastActivator)
  const [scheme] = appOrigin.split(':') as [string]
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
  ])
  app.on('second-instance', (_event, argv) => {
    openLink(pathOfArguments(argv))
    void running?.show()
  })
  // macOS gives a link as an event, also before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openLink(pathOfLink(url))
    void running?.show()
  })
  app.on('activate', () => void running?.show())
  // The window is only hidden; the app ends by its tray, its menu or the system.
  app.on('window-all-closed', () => {})
  app.on('before-quit', () => running?.release())
  void app.whenReady().then(run, fail)
}

async function run(): Promise<void> {
  try {
    if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
    running = await start({ isHidden: process.argv.includes('--hidden') })
    if (waiting) running.openPath(waiting)
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  process.stderr.write(`Fieldfile could not start: ${error instanceof Error ? error.stack : String(error)}\n`)
  app.exit(1)
}
