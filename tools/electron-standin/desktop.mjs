// The desktop around the window: notifications, tray, dialogs, other programs. Nothing appears; what was asked for is
// kept so that a test can look at it and press it.
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { app } from './app.mjs'
import { log, servePort, state, windows } from './state.mjs'
import { strict } from './strict.mjs'

export class Notification extends EventEmitter {
  /** Every notification shown in this run, oldest first. */
  static shown = []
  static isSupported() {
    return true
  }
  static handleActivation(listener) {
    Notification.activation = listener
  }
  static async getHistory() {
    return Notification.shown.filter((one) => one.visible)
  }
  static remove(id) {
    for (const one of Notification.shown) if ([id].flat().includes(one.id)) one.close()
  }
  static removeAll() {
    for (const one of Notification.shown) one.close()
  }
  constructor(options = {}) {
    super()
    Object.assign(this, { id: randomUUID(), title: '', body: '', silent: false, actions: [], visible: false }, options)
  }
  show() {
    if (!state.ready) throw new Error('Cannot show a notification before app is ready')
    this.visible = true
    if (!Notification.shown.includes(this)) Notification.shown.push(this)
    queueMicrotask(() => this.emit('show', {}))
  }
  close() {
    if (!this.visible) return
    this.visible = false
    this.emit('close', {})
  }
}

class TrayIcon extends EventEmitter {
  constructor(image) {
    super()
    Object.assign(this, { image, toolTip: '', title: '', menu: null, destroyed: false })
  }
  setImage(image) {
    this.image = image
  }
  setToolTip(text) {
    this.toolTip = text
  }
  setTitle(text) {
    this.title = text
  }
  setContextMenu(menu) {
    this.menu = menu
  }
  popUpContextMenu() {}
  displayBalloon() {}
  getBounds() {
    return { x: 0, y: 0, width: 16, height: 16 }
  }
  isDestroyed() {
    return this.destroyed
  }
  destroy() {
    this.destroyed = true
  }
}
export class Tray {
  /** The tray made last. */
  static last = undefined
  constructor(image) {
    Tray.last = strict(new TrayIcon(image), 'Tray')
    return Tray.last
  }
}

const nobodyAnswers = (name) => async () => {
  throw new Error(`electron stand-in: nobody answers dialog.${name}; a test must replace it`)
}
const optionsOf = (args) => args.at(-1) ?? {}
// A person at a browser cannot see a native dialog: a file to save goes to a folder that the terminal names, a file to
// open is not chosen, and a question gets the answer that cancels.
const answersWithoutPerson = {
  async showSaveDialog(...args) {
    const folder = join(app.getPath('userData'), 'saved-files')
    mkdirSync(folder, { recursive: true })
    const filePath = join(folder, basename(optionsOf(args).defaultPath ?? 'file'))
    log(`saved to ${filePath}`)
    return { canceled: false, filePath }
  },
  async showOpenDialog() {
    log('a file cannot be chosen in this mode')
    return { canceled: true, filePaths: [] }
  },
  async showMessageBox(...args) {
    const { message = '', cancelId, defaultId } = optionsOf(args)
    log(message)
    return { response: cancelId ?? defaultId ?? 0, checkboxChecked: false }
  }
}
const answersOfTests = {
  showSaveDialog: nobodyAnswers('showSaveDialog'),
  showOpenDialog: nobodyAnswers('showOpenDialog'),
  showMessageBox: nobodyAnswers('showMessageBox')
}
export const dialog = strict(
  {
    ...(servePort ? answersWithoutPerson : answersOfTests),
    showErrorBox: (title, content) => log(`${title}: ${content}`)
  },
  'dialog'
)

export const shell = strict(
  {
    /** Addresses and paths handed to other programs, oldest first. */
    opened: [],
    async openExternal(url) {
      this.opened.push(url)
      for (const window of windows.values()) window.view.openExternal(url)
    },
    async openPath(path) {
      this.opened.push(path)
      return ''
    },
    showItemInFolder(path) {
      this.opened.push(path)
    },
    trashItem: (path) => rm(path, { recursive: true }),
    beep() {}
  },
  'shell'
)

export const clipboard = strict(
  {
    text: '',
    readText() {
      return this.text
    },
    writeText(text) {
      this.text = text
    },
    clear() {
      this.text = ''
    }
  },
  'clipboard'
)
