// Runs in the page before any of its scripts (a plain script): ipcRenderer and contextBridge for the built preload.
/* oxlint-disable no-unused-vars, unicorn/consistent-function-scoping -- one function, pasted as text before its caller */
function standinPage(transport, preload, about, wire) {
  const listeners = new Map()
  const waiting = new Map()
  const openTab = globalThis.open.bind(globalThis)
  let lastId = 0

  const send = (message) => transport.send(wire.pack({ ...message, href: location.href }))
  const ask = (message, channel) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      send({ ...message, id }) // throws before anything waits when the arguments cannot be cloned
      waiting.set(id, { resolve, reject, channel })
    })

  const incoming = {
    event({ channel, args }) {
      for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer, ports: [] }, ...args)
    },
    reply({ id, value, error }) {
      const call = waiting.get(id)
      waiting.delete(id)
      if (!call) return // a reply to the page before this one
      if (error === undefined) call.resolve(value)
      else call.reject(new Error(`Error invoking remote method '${call.channel}': ${error}`))
    },
    reload: () => location.reload(),
    openExternal: ({ url }) => openTab(url, '_blank', 'noopener'),
    async clearStorage() {
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
    }
  }
  transport.onmessage = (text) => {
    const message = wire.unpack(text)
    incoming[message.type](message)
  }

  const strict = (object, name) =>
    new Proxy(object, {
      get(target, key) {
        if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return target[key]
        throw new Error(`electron stand-in: ${name}.${key} is not implemented`)
      }
    })

  const ipcRenderer = strict(
    {
      invoke: (channel, ...args) => ask({ type: 'invoke', channel, args }, channel),
      send: (channel, ...args) => send({ type: 'send', channel, args }),
      on(channel, listener) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
        return this
      },
      once(channel, listener) {
        const first = (...args) => {
          this.off(channel, first)
          listener(...args)
        }
        return this.on(channel, first)
      },
      off(channel, listener) {
        const left = (listeners.get(channel) ?? []).filter((one) => one !== listener)
        listeners.set(channel, left)
        return this
      },
      addListener(channel, listener) {
        return this.on(channel, listener)
      },
      removeListener(channel, listener) {
        return this.off(channel, listener)
      },
      removeAllListeners(channel) {
        if (channel === undefined) listeners.clear()
        else listeners.delete(channel)
        return this
      },
      listenerCount: (channel) => (listeners.get(channel) ?? []).length
    },
    'ipcRenderer'
  )

  // The bridge copies: functions become proxies, own enumerable keys are copied, the result is frozen.
  const copyFields = (value, depth) =>
    Object.fromEntries(Object.keys(value).map((key) => [key, cross(value[key], depth + 1)]))
  const cross = (value, depth = 0) => {
    if (depth > 1000) throw new TypeError('nesting too deep for the bridge')
    if (typeof value === 'symbol') throw new TypeError('symbols cannot cross the bridge')
    if (typeof value === 'function') return (...args) => cross(value(...args.map((argument) => cross(argument))))
    if (value === null || typeof value !== 'object') return value
    if (value instanceof Promise) return value.then(cross0, crossError)
    if (value instanceof Node || value instanceof Error) return value
    if (Array.isArray(value)) return value.map((item) => cross(item, depth + 1))
    const prototype = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return copyFields(value, depth)
    try {
      return structuredClone(value)
    } catch {
      return copyFields(value, depth)
    }
  }
  const cross0 = (value) => cross(value)
  const crossError = (error) => {
    // Only the message of an error crosses; its class and its own fields are lost, as in Electron.
    throw error instanceof Error ? new Error(error.message) : error
  }
  const deepFreeze = (value) => {
    if (value === null || typeof value !== 'object') return value
    for (const item of Object.values(value)) deepFreeze(item)
    return Object.freeze(value)
  }
  const contextBridge = strict(
    {
      exposeInMainWorld(key, api) {
        if (Object.hasOwn(globalThis, key)) {
          throw new Error('Cannot bind an API on top of an existing property on the window object')
        }
        Object.defineProperty(globalThis, key, { value: deepFreeze(cross(api)), enumerable: true })
      }
    },
    'contextBridge'
  )

  const electron = strict(
    { contextBridge, ipcRenderer, webUtils: strict({ getPathForFile: () => '' }, 'webUtils') },
    'electron'
  )
  const require = (id) => {
    if (id === 'electron' || id === 'electron/renderer') return electron
    throw new Error(`module not found: ${id} (a sandboxed preload may require electron only)`)
  }
  const process = Object.freeze({
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    platform: about.platform,
    arch: about.arch,
    versions: Object.freeze(about.versions),
    argv: Object.freeze(about.argv),
    env: Object.freeze({})
  })

  // New windows are the main process's decision.
  globalThis.open = (url = 'about:blank') => {
    send({ type: 'window-open', url: new URL(url, location.href).href })
    return null
  }
  const openLink = (event) => {
    const link = event.target instanceof Element && event.target.closest('a[target=_blank]')
    if (!link) return
    event.preventDefault()
    globalThis.open(link.href)
  }
  addEventListener('click', openLink, true)

  // So are permissions: asked when the page asks, then the browser's own call runs and finds the answer set.
  const permission = (name, details = {}) => ask({ type: 'permission', permission: name, details }, name)
  const refused = () => new DOMException('Permission denied', 'NotAllowedError')
  const getUserMedia = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices)
  if (getUserMedia) {
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const mediaTypes = ['audio', 'video'].filter((kind) => wanted?.[kind])
      if (!(await permission('media', { mediaTypes }))) throw refused()
      return getUserMedia(wanted)
    }
  }
  const persist = navigator.storage?.persist?.bind(navigator.storage)
  if (persist) navigator.storage.persist = async () => (await permission('persistent-storage')) && persist()
  const positionError = { code: 1, message: 'User denied Geolocation', PERMISSION_DENIED: 1 }
  const getPosition = navigator.geolocation?.getCurrentPosition.bind(navigator.geolocation)
  if (getPosition) {
    navigator.geolocation.getCurrentPosition = async (onPosition, onError, options) => {
      if (await permission('geolocation')) getPosition(onPosition, onError, options)
      else onError?.(positionError)
    }
  }

  const module = { exports: {} }
  try {
    preload(require, module, module.exports, process)
  } catch (error) {
    console.error(`Unable to load preload script: ${error?.stack}`)
    send({ type: 'preload-error', text: String(error?.stack) })
  }
}
