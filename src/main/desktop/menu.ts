import { Menu } from 'electron'
import type { Settings } from '@fieldfile/protocol/ipc'
import { wordsOf } from './words.ts'

/** Copy and paste by keyboard need a menu on macOS, and only there. Elsewhere the window has none. */
export function setMenu(platform: NodeJS.Platform, language: Settings['language']): void {
  if (platform !== 'darwin') return Menu.setApplicationMenu(null)
  const words = wordsOf(language)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: words.appName, submenu: [{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, { role: 'quit' }] },
      {
        label: words.edit,
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' }
        ]
      },
      { label: words.window, submenu: [{ role: 'minimize' }, { role: 'close' }, { role: 'togglefullscreen' }] }
    ])
  )
}
