// What the machine tells a program: power, theme, displays, images. Tests emit what a machine would, for example
// powerMonitor.emit('resume').
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { windows } from './state.mjs'
import { strict } from './strict.mjs'

class PowerMonitor extends EventEmitter {
  onBatteryPower = false
  isOnBatteryPower() {
    return this.onBatteryPower
  }
  getSystemIdleTime() {
    return 0
  }
  getSystemIdleState() {
    return 'active'
  }
  getCurrentThermalState() {
    return 'nominal'
  }
}
export const powerMonitor = strict(new PowerMonitor(), 'powerMonitor')

class NativeTheme extends EventEmitter {
  source = 'system'
  shouldUseHighContrastColors = false
  shouldUseInvertedColorScheme = false
  inForcedColorsMode = false
  prefersReducedTransparency = false
  get themeSource() {
    return this.source
  }
  set themeSource(source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`)
    const wasDark = this.shouldUseDarkColors
    this.source = source
    for (const window of windows.values()) void window.opened.then(() => window.view.theme(source))
    if (wasDark !== this.shouldUseDarkColors) this.emit('updated')
  }
  // The system of the stand-in is light.
  get shouldUseDarkColors() {
    return this.source === 'dark'
  }
}
export const nativeTheme = strict(new NativeTheme(), 'nativeTheme')

const area = { x: 0, y: 0, width: 1920, height: 1080 }
const display = {
  id: 1,
  scaleFactor: 1,
  bounds: area,
  workArea: area,
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1080 }
}
const displays = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display
}
export const screen = strict(Object.assign(new EventEmitter(), displays), 'screen')

const image = (bytes) =>
  strict(
    {
      isEmpty: () => bytes.length === 0,
      toPNG: () => bytes,
      toDataURL: () => `data:image/png;base64,${bytes.toString('base64')}`,
      resize: () => image(bytes),
      getSize: () => ({ width: 16, height: 16 }),
      setTemplateImage() {}
    },
    'nativeImage'
  )
export const nativeImage = strict(
  {
    createEmpty: () => image(Buffer.alloc(0)),
    createFromPath: (path) => image(existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
    createFromBuffer: (bytes) => image(bytes),
    createFromDataURL: (url) => image(Buffer.from(url.split(',')[1] ?? '', 'base64'))
  },
  'nativeImage'
)

export const globalShortcut = strict(
  { register: () => true, unregister() {}, unregisterAll() {}, isRegistered: () => false },
  'globalShortcut'
)
export const crashReporter = strict({ start() {} }, 'crashReporter')
export const autoUpdater = strict(
  Object.assign(new EventEmitter(), {
    setFeedURL() {},
    getFeedURL: () => '',
    checkForUpdates() {},
    quitAndInstall() {}
  }),
  'autoUpdater'
)
