// The network of the main process: net.fetch, and an outage that also cuts Node's own sockets.
import { readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { schemes, state, windows } from './state.mjs'
import { strict } from './strict.mjs'

// Every outgoing connection of this process (fetch, WebSocket, ws, node:http) goes through Socket.connect, so an outage
// is made there: a new connection fails and an open one breaks, without a closing handshake, as when a cable is pulled.
const outgoing = new Set()
const connect = Socket.prototype.connect
Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof options === 'string' || options?.path) return connect.apply(this, args) // a pipe of this machine
  if (state.offline) {
    process.nextTick(() => this.destroy(socketError('ENETUNREACH')))
    return this
  }
  outgoing.add(this)
  this.once('close', () => outgoing.delete(this))
  return connect.apply(this, args)
}

function socketError(code) {
  return Object.assign(new Error(`connect ${code}`), { code, errno: -1, syscall: 'connect' })
}

export function setOffline(offline) {
  state.offline = offline
  if (offline) for (const socket of outgoing) socket.destroy(socketError('ECONNRESET'))
  for (const window of windows.values()) void window.opened.then(() => window.view.offline(offline))
}

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.ico': 'image/x-icon'
}

async function fetchFile(url) {
  const file = fileURLToPath(url)
  try {
    return new Response(await readFile(file), {
      headers: { 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' }
    })
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND')
  }
}

export const net = strict(
  {
    async fetch(input, init) {
      const url = new URL(typeof input === 'string' ? input : (input.url ?? input.href))
      if (url.protocol === 'file:') return fetchFile(url)
      const own = schemes.get(url.protocol.slice(0, -1))
      if (own) return own(new Request(input, init))
      if (state.offline) throw new Error('net::ERR_INTERNET_DISCONNECTED')
      try {
        return await fetch(input, init)
      } catch (error) {
        if (error?.name === 'AbortError' || error?.name === 'TimeoutError') throw error
        throw new Error(netError(error?.cause?.code), { cause: error })
      }
    },
    isOnline: () => !state.offline,
    get online() {
      return !state.offline
    }
  },
  'net'
)

const netErrors = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  ENOTFOUND: 'net::ERR_NAME_NOT_RESOLVED',
  ENETUNREACH: 'net::ERR_INTERNET_DISCONNECTED',
  ETIMEDOUT: 'net::ERR_CONNECTION_TIMED_OUT',
  UND_ERR_CONNECT_TIMEOUT: 'net::ERR_CONNECTION_TIMED_OUT'
}
function netError(code) {
  return netErrors[code] ?? `net::ERR_FAILED (${code})`
}
