// `app`: paths, readiness, the single instance, and the order in which a program ends.
import { EventEmitter } from 'node:events'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeInstanceLock } from './instance-lock.mjs'
import { state, windows } from './state.mjs'
import { cancelable, strict } from './strict.mjs'

const paths = new Map()
const { promise: ready, resolve: becomeReady } = Promise.withResolvers()

class CommandLine {
  switches = new Map()
  appendSwitch(name, value = '') {
    this.switches.set(name, String(value))
  }
  appendArgument() {}
  removeSwitch(name) {
    this.switches.delete(name)
  }
  hasSwitch(name) {
    return this.switches.has(name)
  }
  getSwitchValue(name) {
    return this.switches.get(name) ?? ''
  }
}

class App extends EventEmitter {
  name = 'Electron'
  isPackaged = process.env.STANDIN_PACKAGED === '1'
  commandLine = strict(new CommandLine(), 'app.commandLine')
  dock = undefined
  loginItem = { openAtLogin: false }
  badge = 0
  protocols = new Set()
  lock = undefined

  whenReady() {
    return ready
  }
  isReady() {
    return state.ready
  }
  getName() {
    return this.name
  }
  setName(name) {
    this.name = name
  }
  getVersion() {
    return state.pkg.version ?? process.versions.electron
  }
  getAppPath() {
    return state.appPath
  }
  getLocale() {
    return this.commandLine.getSwitchValue('lang') || 'zh-CN'
  }
  getSystemLocale() {
    return this.getLocale()
  }
  getPreferredSystemLanguages() {
    return [this.getLocale()]
  }
  getLocaleCountryCode() {
    return this.getLocale().split('-')[1] ?? ''
  }

  getPath(name) {
    const given = paths.get(name)
    if (given) return given
    const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
    switch (name) {
      case 'home':
        return homedir()
      case 'appData':
        return config
      case 'userData':
        return join(config, this.name)
      case 'sessionData':
        return this.getPath('userData')
      case 'logs':
        return join(this.getPath('userData'), 'logs')
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad')
      case 'temp':
        return tmpdir()
      case 'exe':
        return process.execPath
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'pictures':
        return join(homedir(), name[0].toUpperCase() + name.slice(1))
      default:
        throw new Error(`Failed to get '${name}' path`)
    }
  }
  setPath(name, path) {
    // Chromium already has its profile by then; Electron would silently split the data over two folders.
    if (state.ready && name === 'userData') throw new Error('electron stand-in: setPath(userData) after ready')
    paths.set(name, path)
  }

  enableSandbox() {
    if (state.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
  }
  disableHardwareAcceleration() {
    if (state.ready) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready')
  }
  setAppUserModelId() {}
  setToastActivatorCLSID() {}
  setAboutPanelOptions() {}
  setSecureKeyboardEntryEnabled() {}
  focus() {}
  hide() {}
  show() {}
  getAppMetrics() {
    return []
  }
  setLoginItemSettings(settings) {
    this.loginItem = { ...this.loginItem, ...settings }
  }
  getLoginItemSettings() {
    return { ...this.loginItem }
  }
  setBadgeCount(count) {
    this.badge = count
    return true
  }
  getBadgeCount() {
    return this.badge
  }
  setAsDefaultProtocolClient(scheme) {
    this.protocols.add(scheme)
    return true
  }
  isDefaultProtocolClient(scheme) {
    return this.protocols.has(scheme)
  }
  removeAsDefaultProtocolClient(scheme) {
    return this.protocols.delete(scheme)
  }

  requestSingleInstanceLock(data = null) {
    if (this.lock) return true
    const call = { argv: process.argv, cwd: process.cwd(), data }
    this.lock = takeInstanceLock(this.getPath('userData'), call, (other) => {
      this.emit('second-instance', cancelable(), other.argv, other.cwd, other.data)
    })
    return this.lock !== undefined
  }
  hasSingleInstanceLock() {
    return this.lock !== undefined
  }
  releaseSingleInstanceLock() {
    this.lock?.release()
    this.lock = undefined
  }

  quit() {
    if (state.quitting) return
    const before = cancelable()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    state.quitting = true
    for (const window of windows.values()) {
      window.close()
      // Its `close` listener prevented the default: Electron then gives up quitting.
      if (!window.isDestroyed()) return void (state.quitting = false)
    }
    const will = cancelable()
    this.emit('will-quit', will)
    if (will.defaultPrevented) return void (state.quitting = false)
    this.exit(0)
  }
  exit(code = 0) {
    state.quitting = true
    for (const window of windows.values()) window.destroy()
    this.releaseSingleInstanceLock()
    const end = () => {
      this.emit('quit', {}, code)
      process.exit(code)
    }
    // Chromium is closed politely first, so that it can write what IndexedDB still holds in memory.
    if (state.endBrowser) void state.endBrowser().finally(end)
    else end()
  }
}

export const app = strict(new App(), 'app')

export function setPackage(pkg, appPath) {
  state.pkg = pkg
  state.appPath = appPath
  app.name = pkg.productName ?? pkg.name ?? 'Electron'
}

export function emitReady() {
  state.ready = true
  app.emit('will-finish-launching')
  app.emit('ready', {}, {})
  becomeReady({})
}
