import { LiveMessage } from '@fieldfile/protocol/sync'
import type { Access } from '../session/renewal.ts'
import type { Log } from '../store/log.ts'
import { backOff } from './back-off.ts'

/** The part of a WebSocket that is used: Electron's in the app, one that a test moves by hand. */
export interface LiveSocket {
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'close', listener: (event: { code?: number }) => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  send(text: string): void
  close(): void
}

export interface LiveDeps {
  open: (url: string) => LiveSocket
  access: () => Promise<Access | null>
  /** Some of this device's buckets moved, or may have while the socket was closed. */
  onMoved(): void
  after: (ms: number, act: () => void) => () => void
  chance: () => number
  log: Log
}

export interface Live {
  /** Keeps a socket open from now on, or closes it. */
  want(wanted: boolean): void
}

/** Bounds of the reconnection: it never gives up while it is wanted, and a safety round works without it. */
const limits = { minMs: 1_000, maxMs: 5 * 60_000 }
// An address that answers nothing would otherwise hold a connection attempt for minutes.
const handshakeMs = 20_000
/** The server's close code for an access that is no good. */
const unauthorized = 4401

/** Tells that something moved; what moved, only a pull says (PROTOCOL, "Live"). */
export function createLive({ open, access, onMoved, after, chance, log }: LiveDeps): Live {
  let wanted = false
  let tries = 0
  let wasOpen = false
  let stop: (() => void) | undefined

  async function connect(): Promise<void> {
    let isOver = false
    let socket: LiveSocket | undefined
    let cancelTimer: (() => void) | undefined
    const end = (): void => {
      isOver = true
      cancelTimer?.()
      socket?.close()
    }
    const retry = (): void => {
      if (isOver) return
      end()
      // It was open, broke, and does not come back: most likely the server is out of reach, and a round finds out now
      // instead of at the next save.
      if (wasOpen && tries === 1) onMoved()
      const delay = backOff(tries, chance(), limits)
      tries += 1
      stop = after(delay, () => void connect())
    }
    stop = end

    const given = await access().catch(() => null)
    if (isOver) return
    if (!given) return retry()
    try {
      socket = open(`${given.server.replace(/^http/, 'ws')}/sync/live`)
    } catch {
      return retry()
    }
    cancelTimer = after(handshakeMs, retry)
    socket.addEventListener('open', () => {
      if (isOver) return
      cancelTimer?.()
      log('live.open', { tries })
      socket!.send(JSON.stringify({ access: given.token, device: given.device }))
      // What moved while it was closed was told to nobody.
      if (wasOpen) onMoved()
      wasOpen = true
    })
    socket.addEventListener('message', ({ data }) => {
      const message = isOver ? null : readMessage(data)
      if (!message) return
      tries = 0
      // The first one only says that the server has let us in.
      if (Object.keys(message.buckets).length > 0) onMoved()
    })
    socket.addEventListener('close', ({ code }) => {
      if (isOver) return
      // Revoked, perhaps: the next round is told why.
      if (code === unauthorized) onMoved()
      retry()
    })
  }

  return {
    want(next) {
      if (next === wanted) return
      wanted = next
      stop?.()
      tries = 0
      wasOpen = false
      if (wanted) void connect()
    }
  }
}

function readMessage(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null
  try {
    return LiveMessage.safeParse(JSON.parse(data)).data ?? null
  } catch {
    return null
  }
}
