import { messageOf, type Log } from '../store/log.ts'

const everyMs = 6 * 60 * 60_000

/** Looks for a signed update now and every six hours, and installs it when the app ends. Only a packaged app has any. */
export async function watchUpdates(isPackaged: boolean, log: Log): Promise<void> {
  if (!isPackaged) return
  try {
    const { default: updater } = await import('electron-updater')
    const { autoUpdater } = updater
    autoUpdater.logger = null
    autoUpdater.autoInstallOnAppQuit = true
    autoUpdater.on('error', (error) => log('update.failed', { cause: messageOf(error) }))
    autoUpdater.on('update-downloaded', ({ version }) => log('update.ready', { version }))
    // A failure is told to the listener above and met again at the next look.
    const look = (): void => void autoUpdater.checkForUpdates().catch(() => null)
    look()
    setInterval(look, everyMs).unref()
  } catch (error) {
    log('update.failed', { cause: messageOf(error) })
  }
}
