// A window shown by any browser on this machine (STANDIN_SERVE mode).
import { hostScript } from './host-script.mjs'
import { openServer } from './http-server.mjs'
import { pack, unpack } from './wire.mjs'

const connectMilliseconds = 10_000

// The program has ended: what is typed now would reach nobody.
const endedScript = `
  if (!document.body) return
  document.body.inert = true
  const note = document.createElement('p')
  note.textContent = '程序已结束，请重新启动后刷新本页。 The program has ended. Start it again and reload this page.'
  Object.assign(note.style, { position: 'fixed', inset: '0 0 auto', margin: 0, padding: '12px', zIndex: 1e9, background: '#fff1b8' })
  document.documentElement.append(note)`

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
  #free = Promise.resolve()
  #release = () => {}
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

  /** Where the browser starts, so that relative addresses in the page mean what they mean in Electron. */
  get start() {
    return new URL(this.#base).pathname
  }

  /** The address in the app's own scheme for a path that the browser asked for. */
  address(path) {
    const { protocol, host, pathname } = new URL(this.#base)
    return `${protocol}//${host}${path === '/' ? pathname : path}`
  }

  /**
   * Gives the window to the page that asks. A reload asks a moment before the socket of the old page closes, so the old
   * page gets that moment; false when it stays, or when another page was given the window meanwhile.
   */
  async claim(milliseconds) {
    const before = this.#free
    const late = new Promise((resolve) => {
      setTimeout(resolve, milliseconds, false)
    })
    const isFree = await Promise.race([before.then(() => true), late])
    if (!isFree || this.#free !== before) return false
    const { promise, resolve } = Promise.withResolvers()
    this.#free = promise
    this.#release = resolve
    // The page may be closed before it connects.
    setTimeout(() => this.#socket ?? resolve(), connectMilliseconds).unref()
    return true
  }

  hostScript(socketAddress) {
    const transport = `(() => {
      const waiting = []
      const socket = new WebSocket(${JSON.stringify(socketAddress)})
      const transport = { send: (text) => (socket.readyState === 1 ? socket.send(text) : waiting.push(text)) }
      socket.onopen = () => { for (const text of waiting.splice(0)) socket.send(text) }
      socket.onmessage = (event) => transport.onmessage(event.data)
      socket.onclose = () => { ${endedScript} }
      return transport
    })()`
    return hostScript(transport, this.#preferences)
  }

  connect(socket) {
    if (this.#socket) return socket.close() // it did not claim the window
    this.#socket = socket
    socket.on('message', (data) => {
      const message = unpack(String(data))
      const { pathname, search, hash } = new URL(message.href)
      void this.#events.message({ ...message, href: this.address(pathname + search + hash) })
    })
    socket.on('close', () => {
      this.#socket = undefined
      this.#release()
    })
    return this.#events.domReady()
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
