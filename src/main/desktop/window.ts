import { BrowserWindow, screen, type WebContents } from 'electron'
import { webPreferences } from '../security/expectations.ts'
import { messageOf, type Log } from '../store/log.ts'
import type { SmallFile } from '../store/small-file.ts'
import { placeWindow, readPlacement, smallest } from './bounds.ts'

export interface WindowDeps {
  /** Address of the page. */
  page: string
  preload: string
  developing: boolean
  placementFile: SmallFile
  background: () => string
  /** The page was loaded anew, or is gone with all that ran in it. */
  onPageGone(): void
  log: Log
}

export interface MainWindow {
  contents(): WebContents | null
  /** Makes the window if there is none, and brings it to the front once there is something to see. */
  show(): Promise<void>
  /** Makes it without showing it: sync and reminders need its worker. */
  openHidden(): Promise<void>
  /** From now on closing it ends it. */
  release(): void
}

/** A page that crashes is loaded again, but not for ever. */
const reloads = { most: 3, withinMs: 10 * 60_000 }
const saveDelayMs = 500

/** The one window. Closing it hides it, so that sync and reminders go on. */
export function createMainWindow(deps: WindowDeps): MainWindow {
  let window: BrowserWindow | null = null
  let making: Promise<BrowserWindow> | null = null
  let released = false
  let isPainted = false
  /** Someone wants to see it; a start at sign-in does not. */
  let isWanted = false
  let isMaximizedNext = false
  let crashes: number[] = []

  async function make(): Promise<BrowserWindow> {
    const stored = await readPlacement(deps.placementFile)
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
    const { bounds, maximized } = placeWindow(stored, areas)
    const made = new BrowserWindow({
      ...bounds,
      minWidth: smallest.width,
      minHeight: smallest.height,
      title: 'Fieldfile',
      show: false,
      autoHideMenuBar: true,
      backgroundColor: deps.background(),
      webPreferences: { ...webPreferences(deps.developing), preload: deps.preload }
    })
    window = made
    isPainted = false
    isMaximizedNext = maximized
    const painted = (): void => {
      isPainted = true
      if (isWanted) reveal(made)
    }
    made.once('ready-to-show', painted)
    made.on('close', (event) => {
      if (released) return
      event.preventDefault()
      hide(made)
    })
    made.on('closed', () => {
      window = null
      deps.onPageGone()
    })
    rememberPlacement(made)
    watchLoads(made.webContents)
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      deps.log('window.page-gone', { reason })
      deps.onPageGone()
      if (reason !== 'clean-exit' && mayReload()) made.webContents.reload()
    })
    made.loadURL(deps.page).catch((error) => {
      deps.log('window.not-loaded', { cause: messageOf(error) })
      painted()
    })
    return made
  }

  function reveal(it: BrowserWindow): void {
    if (it.isMinimized()) it.restore()
    if (isMaximizedNext) it.maximize()
    isMaximizedNext = false
    it.show()
    it.focus()
  }

  /** Two who ask at once get the same one. */
  async function theWindow(): Promise<BrowserWindow> {
    if (window) return window
    making ??= make().finally(() => {
      making = null
    })
    return making
  }

  function watchLoads(contents: WebContents): void {
    let navigated = false
    contents.on('did-navigate', () => {
      navigated = true
      deps.onPageGone()
    })
    // Where a browser shows the window, a reload is told by this event alone.
    contents.on('dom-ready', () => {
      if (!navigated) deps.onPageGone()
      navigated = false
    })
  }

  function mayReload(): boolean {
    const now = Date.now()
    crashes = [...crashes.filter((at) => Math.abs(now - at) < reloads.withinMs), now]
    return crashes.length <= reloads.most
  }

  function rememberPlacement(of: BrowserWindow): void {
    let timer: NodeJS.Timeout | undefined
    const save = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (of.isDestroyed() || of.isMinimized()) return
        const placement = { bounds: of.getNormalBounds(), maximized: of.isMaximized() }
        deps.placementFile.write(JSON.stringify(placement)).catch(() => deps.log('window.placement-not-saved'))
      }, saveDelayMs)
    }
    of.on('resize', save)
    of.on('move', save)
    of.on('maximize', save)
    of.on('unmaximize', save)
    of.on('closed', () => clearTimeout(timer))
  }

  return {
    contents: () => window?.webContents ?? null,
    async show() {
      isWanted = true
      const shown = await theWindow()
      if (isPainted) reveal(shown)
    },
    async openHidden() {
      await theWindow()
    },
    release() {
      released = true
    }
  }
}

/** macOS leaves a black screen where a full-screen window was hidden. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) return window.hide()
  window.once('leave-full-screen', () => window.hide())
  window.setFullScreen(false)
}
