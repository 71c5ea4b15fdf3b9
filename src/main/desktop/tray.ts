import { Menu, nativeImage, Tray } from 'electron'
import type { NetState, Settings } from '@fieldfile/protocol/ipc'
import { trayIcon } from './tray-icon.ts'
import { wordsOf } from './words.ts'

export interface TrayActions {
  open(): void
  syncNow(): void
  quit(): void
}

export interface TrayState {
  language: Settings['language']
  phase: NetState['phase'] | 'signedOut'
}

/** The place of the app while its window is hidden: open, how sync stands, quit. */
export function createTray(actions: TrayActions, platform: NodeJS.Platform): { update(state: TrayState): void } {
  const image = nativeImage.createFromDataURL(trayIcon(platform))
  // macOS colours it to fit the menu bar.
  if (platform === 'darwin') image.setTemplateImage(true)
  const tray = new Tray(image)
  tray.on('click', () => actions.open())
  let shown = ''
  return {
    update({ language, phase }) {
      if (shown === language + phase) return
      shown = language + phase
      const words = wordsOf(language)
      const state = words.phases[phase]
      tray.setToolTip(`${words.appName}: ${state}`)
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { id: 'open', label: words.open, click: () => actions.open() },
          { id: 'state', label: state, enabled: false },
          { id: 'sync', label: words.syncNow, enabled: phase !== 'signedOut', click: () => actions.syncNow() },
          { type: 'separator' },
          { id: 'quit', label: words.quit, click: () => actions.quit() }
        ])
      )
    }
  }
}
