// Electron's own WebSocket for the main process (it follows the system proxy there), over Node's.
import { onlyKnown } from './strict.mjs'

const knownOptions = new Set(['protocols', 'headers', 'origin'])

export class WebSocket extends globalThis.WebSocket {
  #asBuffer = true
  constructor(url, given = {}) {
    const options = typeof given === 'string' || Array.isArray(given) ? { protocols: given } : given
    onlyKnown(options, knownOptions, 'WebSocket options')
    const origin = options.origin ?? new URL(url).origin.replace(/^ws/, 'http')
    super(url, { protocols: options.protocols ?? [], headers: { origin, ...options.headers } })
    super.binaryType = 'arraybuffer'
    // Registered before any listener of the app, so that it can hand them a Buffer instead.
    this.addEventListener('message', (event) => {
      if (!this.#asBuffer || !(event.data instanceof ArrayBuffer)) return
      event.stopImmediatePropagation()
      this.dispatchEvent(new MessageEvent('message', { data: Buffer.from(event.data) }))
    })
  }
  get binaryType() {
    return this.#asBuffer ? 'nodebuffer' : super.binaryType
  }
  set binaryType(type) {
    this.#asBuffer = type === 'nodebuffer'
    super.binaryType = this.#asBuffer ? 'arraybuffer' : type
  }
}
