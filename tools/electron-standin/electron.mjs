// The part of Electron's main-process API that exists here, as `import` and `require` see it.
import { app } from './app.mjs'
import { clipboard, dialog, Notification, shell, Tray } from './desktop.mjs'
import { ipcMain } from './ipc.mjs'
import { safeStorage } from './keychain.mjs'
import { Menu, MenuItem } from './menu.mjs'
import { net } from './network.mjs'
import { protocol, session } from './session.mjs'
import { strict } from './strict.mjs'
import {
  autoUpdater,
  crashReporter,
  globalShortcut,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen
} from './system.mjs'
import { webContents } from './web-contents.mjs'
import { WebSocket } from './web-socket.mjs'
import { BrowserWindow } from './windows.mjs'

const electron = strict(
  {
    app,
    autoUpdater,
    BrowserWindow,
    clipboard,
    crashReporter,
    dialog,
    globalShortcut,
    ipcMain,
    Menu,
    MenuItem,
    nativeImage,
    nativeTheme,
    net,
    Notification,
    powerMonitor,
    protocol,
    safeStorage,
    screen,
    session,
    shell,
    Tray,
    webContents,
    WebSocket
  },
  'electron'
)

export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  webContents,
  WebSocket
}
export default electron
// require('electron') gives the same strict object as the default import.
export { electron as 'module.exports' }
