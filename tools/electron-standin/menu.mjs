// Menus are data here; a test presses an item with item.click().
import { EventEmitter } from 'node:events'
import { app } from './app.mjs'
import { windows } from './state.mjs'

const focusedWindow = () => [...windows.values()].find((window) => window.isFocused())

// oxlint-disable-next-line typescript/no-extraneous-class -- Electron has it as a class
export class MenuItem {
  constructor({ click, submenu, ...options }) {
    Object.assign(this, { enabled: true, visible: true, checked: false, type: submenu ? 'submenu' : 'normal' }, options)
    if (submenu) this.submenu = submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu)
    this.click = () => {
      if (this.type === 'checkbox') this.checked = !this.checked
      if (click) click(this, focusedWindow(), {})
      else if (this.role === 'quit') app.quit()
      else if (this.role) throw new Error(`electron stand-in: menu role '${this.role}' is not implemented`)
    }
  }
}

export class Menu extends EventEmitter {
  static application = null
  static buildFromTemplate(template) {
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu) {
    Menu.application = menu
  }
  static getApplicationMenu() {
    return Menu.application
  }
  items = []
  append(item) {
    this.items.push(item)
  }
  insert(at, item) {
    this.items.splice(at, 0, item)
  }
  popup() {
    this.emit('menu-will-show', {})
  }
  closePopup() {
    this.emit('menu-will-close', {})
  }
  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
