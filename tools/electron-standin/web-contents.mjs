// `webContents`: one page and its main frame, and what the page may ask of the main process.
import { EventEmitter } from 'node:events'
import { receiveInvoke, receiveSend } from './ipc.mjs'
import { askPermission, session } from './session.mjs'
import { log, windows } from './state.mjs'
import { strict } from './strict.mjs'
import { pack } from './wire.mjs'

// What Electron applies when an app says nothing.
const defaultPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  experimentalFeatures: false,
  devTools: true,
  javascript: true,
  images: true,
  backgroundThrottling: true,
  spellcheck: true
}

class WebFrameMain extends EventEmitter {
  parent = null
  frames = []
  name = ''
  detached = false
  visibilityState = 'visible'
  processId = 1
  frameToken = '0'
  constructor(contents) {
    super()
    this.contents = contents
    this.routingId = contents.id
    this.frameTreeNodeId = contents.id
  }
  get url() {
    return this.contents.url
  }
  get origin() {
    const match = /^[a-z][a-z0-9+-]*:\/\/[^/]*/.exec(this.url)
    return match ? match[0] : 'null'
  }
  isDestroyed() {
    return this.contents.isDestroyed()
  }
  send(channel, ...args) {
    this.contents.send(channel, ...args)
  }
  executeJavaScript(code) {
    return this.contents.executeJavaScript(code)
  }
}

class WebContents extends EventEmitter {
  session = session.defaultSession
  navigationHistory = strict({ canGoBack: () => false, canGoForward: () => false, clear() {} }, 'navigationHistory')
  url = ''
  openHandler = () => ({ action: 'allow' })
  constructor(window, preferences) {
    super()
    this.id = window.id
    this.window = window
    this.preferences = { ...defaultPreferences, ...preferences }
    this.mainFrame = strict(Object.assign(new WebFrameMain(this), { top: null }), 'WebFrameMain')
    this.mainFrame.top = this.mainFrame
  }
  getLastWebPreferences() {
    return { ...this.preferences }
  }
  getType() {
    return 'window'
  }
  getURL() {
    return this.url
  }
  getTitle() {
    return this.window.getTitle()
  }
  isDestroyed() {
    return this.window.isDestroyed()
  }
  isLoading() {
    return !this.window.finished
  }
  isLoadingMainFrame() {
    return this.isLoading()
  }
  isCrashed() {
    return false
  }
  isFocused() {
    return this.window.isFocused()
  }
  send(channel, ...args) {
    const message = { type: 'event', channel, args }
    pack(message) // refused at the call, as in Electron, not later
    void this.window.opened.then(() => this.window.view.post(message))
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler
  }
  loadURL(url) {
    return this.window.loadURL(url)
  }
  reload() {
    void this.window.view.reload()
  }
  executeJavaScript(code) {
    return this.window.view.evaluate(code)
  }
  printToPDF(options = {}) {
    return this.window.view.printToPDF(options)
  }
  async capturePage() {
    const png = await this.window.view.screenshot()
    return { toPNG: () => png, isEmpty: () => png.length === 0 }
  }
  close() {
    this.window.destroy()
  }
  getOSProcessId() {
    return process.pid
  }
  focus() {}
  openDevTools() {
    log('developer tools are not implemented')
  }
  closeDevTools() {}
  isDevToolsOpened() {
    return false
  }
  setZoomFactor() {}
  setZoomLevel() {}
  setVisualZoomLevelLimits() {}
  setBackgroundThrottling() {}
  setWebRTCIPHandlingPolicy() {}
}

export function createWebContents(window, preferences) {
  return strict(new WebContents(window, preferences), 'webContents')
}

/** Handles one message of the page, and answers it where it wants an answer. */
export async function receive(contents, message) {
  // A page can call before the browser has reported its navigation, so each message says where it comes from.
  contents.url = message.href
  switch (message.type) {
    case 'send':
      return receiveSend(contents, message)
    case 'invoke':
      return contents.window.view.post(await receiveInvoke(contents, message))
    case 'permission': {
      const granted = await askPermission(contents, message.permission, message.details)
      await contents.window.view.permit(message.permission, granted)
      return contents.window.view.post({ type: 'reply', id: message.id, value: granted })
    }
    case 'window-open': {
      const details = { url: message.url, disposition: 'foreground-tab', frameName: '', features: '' }
      if (contents.openHandler(details)?.action !== 'deny') {
        log(`window.open(${message.url}) was allowed, but child windows are not implemented`)
      }
      return undefined
    }
    case 'preload-error':
      return contents.emit('preload-error', {}, contents.preferences.preload, new Error(message.text))
    default:
      throw new Error(`electron stand-in: a page sent '${message.type}'`)
  }
}

const all = () => [...windows.values()].map((window) => window.webContents)

export const webContents = strict(
  {
    getAllWebContents: all,
    fromId: (id) => windows.get(id)?.webContents,
    // Playwright finds the window of a page by this.
    fromDevToolsTargetId: (id) => [...windows.values()].find((window) => window.view.targetId === id)?.webContents
  },
  'webContents'
)
