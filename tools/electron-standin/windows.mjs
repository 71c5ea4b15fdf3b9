// `BrowserWindow`: a page of headless Chromium, or of any browser in STANDIN_SERVE mode, with the state a window has.
import { EventEmitter } from 'node:events'
import { app } from './app.mjs'
import { CdpView } from './cdp-view.mjs'
import { HttpView } from './http-view.mjs'
import { passesBeforeRequest } from './session.mjs'
import { log, state, windows } from './state.mjs'
import { cancelable, onlyKnown, strict } from './strict.mjs'
import { createWebContents, receive } from './web-contents.mjs'

const knownPreferences = new Set([
  'preload',
  'contextIsolation',
  'sandbox',
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'allowRunningInsecureContent',
  'webviewTag',
  'experimentalFeatures',
  'devTools',
  'backgroundThrottling',
  'spellcheck',
  'navigateOnDragDrop',
  'autoplayPolicy',
  'safeDialogs',
  'disableDialogs',
  'defaultEncoding',
  'v8CacheOptions',
  'additionalArguments'
])

// Only safe windows exist here; a test that passes has not passed because of a weaker one.
function checkPreferences(preferences) {
  onlyKnown(preferences, knownPreferences, 'webPreferences')
  const off = ['contextIsolation', 'sandbox', 'webSecurity'].filter((key) => preferences[key] === false)
  const on = Object.keys(preferences).filter((key) => key.startsWith('nodeIntegration') && preferences[key])
  const unsafe = [...off, ...on, ...(preferences.webviewTag ? ['webviewTag'] : [])]
  if (unsafe.length > 0) throw new Error(`electron stand-in: refuses an unsafe window (${unsafe.join(', ')})`)
  if (preferences.preload && !/\.c?js$/.test(preferences.preload)) {
    throw new Error('electron stand-in: a sandboxed preload must be CommonJS (.cjs or .js)')
  }
}

let lastId = 0

export class BrowserWindow extends EventEmitter {
  static getAllWindows() {
    return [...windows.values()]
  }
  static fromWebContents(contents) {
    return contents?.window ?? null
  }
  static fromId(id) {
    return windows.get(id) ?? null
  }
  static getFocusedWindow() {
    return [...windows.values()].find((window) => window.isFocused()) ?? null
  }

  constructor(options = {}) {
    super()
    if (!state.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    const preferences = options.webPreferences ?? {}
    checkPreferences(preferences)
    this.id = ++lastId
    this.titleText = options.title ?? app.name
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.flags = { visible: options.show !== false, focused: options.show !== false }
    this.finished = false
    this.shownOnce = false
    this.destroyed = false
    // Everyone must hold the same object, or `fromWebContents(contents) === window` would be false.
    const self = strict(this, 'BrowserWindow')
    this.webContents = createWebContents(self, preferences)
    this.view = state.cdp ? new CdpView(state.cdp, pageEvents(self)) : new HttpView(this.id, pageEvents(self))
    this.opened = this.view.open({ ...this.bounds, preferences })
    this.opened.catch((error) => log(error.stack))
    if (state.offline) void this.opened.then(() => this.view.offline(true))
    windows.set(this.id, self)
    app.emit('web-contents-created', {}, this.webContents)
    queueMicrotask(() => app.emit('browser-window-created', {}, self))
    return self
  }

  async loadURL(url) {
    await this.opened
    const { promise, resolve } = Promise.withResolvers()
    this.webContents.once('did-finish-load', resolve)
    await this.view.load(url)
    await promise
  }
  loadFile() {
    throw new Error('electron stand-in: loadFile is not implemented; load an address served by protocol.handle')
  }
  reload() {
    this.webContents.reload()
  }

  setFlags(flags, ...events) {
    Object.assign(this.flags, flags)
    for (const event of events) this.emit(event)
  }
  show() {
    this.setFlags({ visible: true, focused: true, minimized: false }, 'show', 'focus')
  }
  showInactive() {
    this.setFlags({ visible: true }, 'show')
  }
  hide() {
    this.setFlags({ visible: false, focused: false }, 'hide')
  }
  focus() {
    this.setFlags({ focused: true }, 'focus')
  }
  blur() {
    this.setFlags({ focused: false }, 'blur')
  }
  minimize() {
    this.setFlags({ minimized: true, focused: false }, 'minimize')
  }
  restore() {
    this.setFlags({ minimized: false }, 'restore')
  }
  maximize() {
    this.setFlags({ maximized: true, visible: true }, 'maximize')
  }
  unmaximize() {
    this.setFlags({ maximized: false }, 'unmaximize')
  }
  setFullScreen(fullScreen) {
    this.setFlags({ fullScreen }, fullScreen ? 'enter-full-screen' : 'leave-full-screen')
  }
  isVisible() {
    return this.flags.visible
  }
  isFocused() {
    return this.flags.focused
  }
  isMinimized() {
    return Boolean(this.flags.minimized)
  }
  isMaximized() {
    return Boolean(this.flags.maximized)
  }
  isFullScreen() {
    return Boolean(this.flags.fullScreen)
  }
  isDestroyed() {
    return this.destroyed
  }

  getTitle() {
    return this.titleText
  }
  setTitle(title) {
    this.titleText = title
  }
  getBounds() {
    return { ...this.bounds }
  }
  getNormalBounds() {
    return this.getBounds()
  }
  getContentBounds() {
    return this.getBounds()
  }
  setBounds(bounds) {
    Object.assign(this.bounds, bounds)
    this.emit('resize')
  }
  getSize() {
    return [this.bounds.width, this.bounds.height]
  }
  setSize(width, height) {
    this.setBounds({ width, height })
  }
  getPosition() {
    return [this.bounds.x, this.bounds.y]
  }
  // What only a real window shows has nothing to do here.
  setMinimumSize() {}
  center() {}
  moveTop() {}
  setMenu() {}
  removeMenu() {}
  setMenuBarVisibility() {}
  setAutoHideMenuBar() {}
  setIcon() {}
  setOverlayIcon() {}
  setProgressBar() {}
  setSkipTaskbar() {}
  setAlwaysOnTop() {}
  setBackgroundColor() {}
  setContentProtection() {}
  setTitleBarOverlay() {}
  flashFrame() {}

  close() {
    const event = cancelable()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy() {
    if (this.destroyed) return
    this.destroyed = true
    windows.delete(this.id)
    void this.opened.then(() => this.view.close())
    this.webContents.emit('destroyed')
    this.emit('closed')
    if (windows.size > 0 || state.quitting) return
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
    else app.quit()
  }
}

/** What a view reports of its page, as the events that Electron emits for it. */
function pageEvents(window) {
  const contents = window.webContents
  const navigation = (url) => cancelable({ url, isMainFrame: true, isSameDocument: false, frame: contents.mainFrame })
  return {
    message: (message) => receive(contents, message).catch((error) => log(error.stack)),
    domReady: () => contents.emit('dom-ready', {}),
    loaded() {
      window.finished = true
      contents.emit('did-finish-load', {})
      if (window.shownOnce) return
      window.shownOnce = true
      window.emit('ready-to-show')
    },
    navigated(url) {
      window.finished = false
      contents.url = url
      contents.emit('did-navigate', {}, url, 200, 'OK')
    },
    navigatedInPage(url) {
      contents.url = url
      contents.emit('did-navigate-in-page', {}, url, true, 1, 1)
    },
    /** Whether the page may go to `url`; `kind` is will-navigate or will-redirect. */
    mayNavigate(kind, url) {
      const event = navigation(url)
      contents.emit(kind, event, url, false, true, 1, 1)
      return !event.defaultPrevented
    },
    mayRequest: (details) => passesBeforeRequest({ ...details, webContentsId: contents.id, webContents: contents }),
    pageError: (text) => process.stderr.write(`[page] ${text}\n`),
    crashed: () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    gone: () => window.destroy()
  }
}
