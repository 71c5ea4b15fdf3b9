import { Notification } from 'electron'
import type { Notice } from '../reminders/notice.ts'

/** Shows notifications; a click opens the path. */
export function createNotifier(open: (path: string) => void): (notice: Notice) => void {
  // Electron forgets the click of a notification that nobody holds any more.
  const shown = new Set<Notification>()
  return ({ title, body, path, urgent }) => {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body, timeoutType: urgent ? 'never' : 'default' })
    shown.add(notification)
    notification.on('click', () => {
      shown.delete(notification)
      open(path)
    })
    notification.on('close', () => shown.delete(notification))
    notification.show()
  }
}
