import type { Session, WebContents } from 'electron'
import { appOrigin } from './expectations.ts'

/** Devices that a person starts by hand: a voice note, a photo, the place of a visit. */
const byHand = new Set(['media', 'geolocation'])

export interface PermissionQuestion {
  permission: string
  /** Origin or address of who asks. */
  from: string
  isMainFrame: boolean
  /** The window has the focus: nobody is at a window that has not. */
  isFocused: boolean
}

/** Everything is denied but storage that stays, and on the user's own action microphone, camera and position. */
export function isPermitted({ permission, from, isMainFrame, isFocused }: PermissionQuestion, origin: string): boolean {
  if (!isMainFrame || !isOfOrigin(from, origin)) return false
  return permission === 'persistent-storage' || (byHand.has(permission) && isFocused)
}

/** Whether an address belongs to an origin. `app://` has none by the URL standard, so both are compared as text. */
export function isOfOrigin(address: string, origin: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.protocol}//${url.host}` === origin
}

export function guardPermissions(session: Session, origin: string = appOrigin): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const from = details.requestingUrl ?? contents.getURL()
    answer(isPermitted({ permission, from, isMainFrame: details.isMainFrame, isFocused: contents.isFocused() }, origin))
  })
  session.setPermissionCheckHandler((contents: WebContents | null, permission, requestingOrigin, details) => {
    const isFocused = contents?.isFocused() ?? false
    return isPermitted({ permission, from: requestingOrigin, isMainFrame: details.isMainFrame, isFocused }, origin)
  })
  session.setDevicePermissionHandler(() => false)
}
