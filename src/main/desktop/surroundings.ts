import { app, nativeTheme, powerMonitor } from 'electron'
import type { Pump } from '../pump/run.ts'
import type { Scheduler } from '../reminders/scheduler.ts'
import type { SettingsStore } from '../store/settings.ts'
import { setMenu } from './menu.ts'
import { createTray } from './tray.ts'
import type { MainWindow } from './window.ts'

export interface SurroundingsDeps {
  settings: SettingsStore
  pump: Pump
  reminders: Scheduler
  window: MainWindow
  isSignedIn: () => boolean
  platform: NodeJS.Platform
}

/** Ties the app to the desktop around it: tray, menu, theme, start at sign-in, sleep. Gives back how to redraw the tray. */
export function tieToDesktop({
  settings,
  pump,
  reminders,
  window,
  isSignedIn,
  platform
}: SurroundingsDeps): () => void {
  const tray = createTray(
    {
      open: () => void window.show(),
      syncNow: () => pump.tell({ type: 'wanted', reason: 'person', listening: false }),
      quit: () => app.quit()
    },
    platform
  )
  function updateTray(): void {
    const { phase } = pump.netState()
    tray.update({ language: settings.get().language, phase: isSignedIn() ? phase : 'signedOut' })
  }
  function follow(): void {
    const { theme, language, launchAtLogin } = settings.get()
    nativeTheme.themeSource = theme
    setMenu(platform, language)
    updateTray()
    if (app.isPackaged) app.setLoginItemSettings({ openAtLogin: launchAtLogin, args: ['--hidden'] })
  }
  follow()
  settings.onChange(follow)

  powerMonitor.on('suspend', () => pump.tell({ type: 'suspend' }))
  powerMonitor.on('resume', () => {
    pump.tell({ type: 'resume' })
    void reminders.look()
  })
  powerMonitor.on('unlock-screen', () => {
    pump.tell({ type: 'unlock' })
    void reminders.look()
  })
  return updateTray
}
