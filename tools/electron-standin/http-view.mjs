// A window shown by any browser on this machine (STANDIN_SERVE mode).
import { hostScript } from './host-script.mjs'
import { openServer } from './http-server.mjs'
import { pack, unpack } from './wire.mjs'

const notHere = (name) => {
  throw new Error(`electron stand-in: ${name} is not implemented when a browser shows the window`)
}

export class HttpView {
  #id
  #events
  #preferences
  #server
  #socket
  #base = ''
  #closed = Promise.resolve()
  targetId = undefined

  constructor(id, events) {
    this.#id = id
    this.#events = events
  }

  async open({ preferences }) {
    this.#preferences = preferences
    this.#server = await openServer()
    this.#server.views.set(this.#id, this)
  }

  async load(url) {
    if (/^https?:/.test(url)) notHere('a development server')
    this.#base = url
    // There may be nobody looking yet; the window itself is ready.
    this.#events.navigated(url)
    this.#events.loaded()
  }

  /** The address in the app's own scheme for a path that the browser asked for. */
  address(path) {
    const { protocol, host, pathname } = new URL(this.#base)
    return `${protocol}//${host}${path === '/' ? pathname : path}`
  }

  /** Waits for the page before this one to go away, as on a reload; false when it stays. */
  async free(milliseconds) {
    const late = new Promise((resolve) => {
      setTimeout(resolve, milliseconds, false)
    })
    return Promise.race([this.#closed.then(() => true), late])
  }

  hostScript(socketAddress) {
    const transport = `(() => {
      const waiting = []
      const socket = new WebSocket(${JSON.stringify(socketAddress)})
      const transport = { send: (text) => (socket.readyState === 1 ? socket.send(text) : waiting.push(text)) }
      socket.onopen = () => { for (const text of waiting.splice(0)) socket.send(text) }
      socket.onmessage = (event) => transport.onmessage(event.data)
      socket.onclose = () => { if (document.body) document.body.inert = true }
      return transport
    })()`
    return hostScript(transport, this.#preferences)
  }

  connect(socket) {
    this.#socket = socket
    const { promise, resolve } = Promise.withResolvers()
    this.#closed = promise
    socket.on('message', (data) => {
      const message = unpack(String(data))
      const { pathname, search, hash } = new URL(message.href)
      void this.#events.message({ ...message, href: this.address(pathname + search + hash) })
    })
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined
      resolve()
    })
    this.#events.domReady()
  }

  async post(message) {
    this.#socket?.send(pack(message))
  }
  reload() {
    return this.post({ type: 'reload' })
  }
  clearStorage() {
    return this.post({ type: 'clearStorage' })
  }
  openExternal(url) {
    // Other schemes belong to the desktop, which this mode does not have.
    if (/^(https|mailto):/.test(url)) void this.post({ type: 'openExternal', url })
  }
  async close() {
    this.#server.views.delete(this.#id)
    this.#socket?.close()
  }
  // The browser is the user's own: its network, theme and permissions are not ours to change.
  offline() {}
  theme() {}
  permit() {}
  async evaluate() {
    return notHere('executeJavaScript')
  }
  async printToPDF() {
    return notHere('printToPDF')
  }
  async screenshot() {
    return notHere('capturePage')
  }
}
