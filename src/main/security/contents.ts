import type { App, Session } from 'electron'
import type { Log } from '../store/log.ts'
import { isOfOrigin } from './permissions.ts'

/** Keeps every page where it is: no navigation, no new window, no embedded page. The app changes screens by itself. */
export function guardContents(app: App, log: Log): void {
  const refuse = (what: string) => (event: { preventDefault(): void }) => {
    event.preventDefault()
    log('security.refused', { what })
  }
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', refuse('will-navigate'))
    contents.on('will-redirect', refuse('will-redirect'))
    contents.on('will-attach-webview', refuse('will-attach-webview'))
    contents.setWindowOpenHandler(() => {
      log('security.refused', { what: 'window.open' })
      return { action: 'deny' }
    })
  })
}

/** A page has no network of its own; this holds even where the content security policy would not. */
export function guardRequests(session: Session, origins: readonly string[], log: Log): void {
  const isLocal = (url: string): boolean =>
    /^(?:data|blob|devtools):/.test(url) || origins.some((origin) => isOfOrigin(url, origin))
  session.webRequest.onBeforeRequest((details, answer) => {
    // Requests of main itself come from no page.
    const cancel = details.webContentsId !== undefined && !isLocal(details.url)
    if (cancel) log('security.refused', { what: 'request', type: details.resourceType })
    answer({ cancel })
  })
}
