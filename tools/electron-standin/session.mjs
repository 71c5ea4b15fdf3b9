// `protocol` and `session`: own schemes, permissions, emulated outages.
import { EventEmitter } from 'node:events'
import { net, setOffline } from './network.mjs'
import { schemes, state, windows } from './state.mjs'
import { strict } from './strict.mjs'

const privileges = new Map()

export const protocol = strict(
  {
    registerSchemesAsPrivileged(list) {
      if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      for (const { scheme, privileges: given } of list) privileges.set(scheme, given ?? {})
    },
    handle(scheme, handler) {
      const given = privileges.get(scheme)
      if (!given?.standard || !given.secure) {
        throw new Error(`electron stand-in: scheme '${scheme}' must first be registered as standard and secure`)
      }
      if (schemes.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
      schemes.set(scheme, handler)
    },
    unhandle(scheme) {
      schemes.delete(scheme)
    },
    isProtocolHandled: (scheme) => schemes.has(scheme)
  },
  'protocol'
)

const webRequest = {
  beforeRequest: undefined,
  onBeforeRequest(...args) {
    const listener = args.at(-1)
    if (args.length > 1) throw new Error('electron stand-in: webRequest filters are not implemented')
    this.beforeRequest = listener ?? undefined
  }
}

class Session extends EventEmitter {
  protocol = protocol
  webRequest = strict(webRequest, 'webRequest')
  // Kept where a security test can call them; undefined until the app has set them.
  permissionRequestHandler = undefined
  permissionCheckHandler = undefined
  devicePermissionHandler = undefined
  setPermissionRequestHandler(handler) {
    this.permissionRequestHandler = handler ?? undefined
  }
  setPermissionCheckHandler(handler) {
    this.permissionCheckHandler = handler ?? undefined
  }
  setDevicePermissionHandler(handler) {
    this.devicePermissionHandler = handler ?? undefined
  }
  enableNetworkEmulation({ offline = false, ...speeds } = {}) {
    if (Object.values(speeds).some(Boolean)) throw new Error('electron stand-in: only { offline } is implemented')
    setOffline(offline)
  }
  disableNetworkEmulation() {
    setOffline(false)
  }
  fetch(input, init) {
    return net.fetch(input, init)
  }
  setSpellCheckerEnabled() {}
  setSpellCheckerLanguages() {}
  // Chromium has nothing cached: every resource comes from protocol.handle.
  async clearCache() {}
  flushStorageData() {}
  async clearStorageData(options = {}) {
    const kinds = options.storages?.map((kind) => (kind === 'indexdb' ? 'indexeddb' : kind)).join(',') ?? 'all'
    for (const window of windows.values()) await window.view.clearStorage(kinds)
  }
}

const defaultSession = strict(new Session(), 'session')

export const session = strict(
  {
    defaultSession,
    fromPartition() {
      throw new Error('electron stand-in: partitions are not implemented')
    }
  },
  'session'
)

/** Asks the app whether the page may; without a handler Electron says yes. */
export function askPermission(contents, permission, details) {
  const handler = defaultSession.permissionRequestHandler
  if (!handler) return Promise.resolve(true)
  return new Promise((resolve) => {
    handler(contents, permission, resolve, { isMainFrame: true, requestingUrl: contents.getURL(), ...details })
  })
}

/** Whether the app's webRequest listener lets a request of the page pass. */
export function passesBeforeRequest(details) {
  const listener = webRequest.beforeRequest
  if (!listener) return Promise.resolve(true)
  return new Promise((resolve) => {
    listener(details, (answer) => resolve(!answer?.cancel))
  })
}
