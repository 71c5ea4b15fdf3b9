import { FieldfileError, type LiveMessage } from '@fieldfile/protocol'
import type { WebSocket } from '@fastify/websocket'
import type { FastifyRequest } from 'fastify'
import type { FeatureContext } from '../../config.ts'
import type { Auth } from '../auth/sessions.ts'
import type { Claims } from '../auth/tokens.ts'
import type { Announcer } from './announcer.ts'
import { readDevice } from './hello.ts'
import { grantsFor } from './scope.ts'
import type { Moved } from './moved.ts'

export const livePath = '/sync/live'
/** Offered as the second subprotocol: `['fieldfile', 'bearer.<access token>']`. */
const bearer = 'bearer.'
const helloWithinMs = 5000
/** A close code of ours: the token or its session is no good. */
const closeUnauthorized = 4401
/** "Internal error" of RFC 6455: come back later, nothing is wrong with the session. */
const closeFailed = 1011

interface Listener {
  claims: Claims
  socket: WebSocket
  grants: ReadonlySet<string>
}

/** Tells each connected device which of its own buckets moved. Pull is the only way data moves. */
export function startLive({ context }: FeatureContext, auth: Auth, announcer: Announcer) {
  const listeners = new Set<Listener>()
  let sweeping = false
  const { db, tenant } = context

  async function grantsOf({ userId, device }: Claims): Promise<Set<string>> {
    return new Set(
      grantsFor(context, (await db.session((session) => readDevice(session, tenant, userId, device))).holder)
    )
  }

  /** What a device may hear of is read again, and one whose session has ended is let go. */
  async function renew(listener: Listener): Promise<void> {
    try {
      await auth.check(listener.claims)
      listener.grants = await grantsOf(listener.claims)
    } catch (error) {
      listener.socket.close(codeOf(error))
    }
  }

  async function tell({ seq, buckets, directory }: Moved): Promise<void> {
    if (directory) await Promise.all([...listeners].map(renew))
    for (const { grants, socket } of listeners) {
      const own = buckets.filter((bucket) => grants.has(bucket))
      if (own.length === 0) continue
      const message: LiveMessage = { buckets: Object.fromEntries(own.map((bucket) => [bucket, seq])) }
      socket.send(JSON.stringify(message))
    }
  }
  const unhear = announcer.hear((moved) => void tell(moved))

  async function open(socket: WebSocket, access: string): Promise<void> {
    const missed: Moved[] = []
    const unnote = announcer.hear((moved) => void missed.push(moved))
    try {
      const claims = await auth.identify(access)
      const listener = { claims, socket, grants: await grantsOf(claims) }
      // It may have gone meanwhile, and its `close` with it.
      if (socket.readyState !== socket.OPEN) return
      listeners.add(listener)
      socket.on('close', () => listeners.delete(listener))
      if (missed.some(({ directory }) => directory)) await renew(listener)
      const own = missed.flatMap(({ seq, buckets }) =>
        buckets.filter((bucket) => listener.grants.has(bucket)).map((bucket) => [bucket, seq] as const)
      )
      // What moved while we asked who it is; mostly nothing: then it only says that the device was let in.
      socket.send(JSON.stringify({ buckets: Object.fromEntries(own) } satisfies LiveMessage))
    } catch (error) {
      socket.close(codeOf(error))
    } finally {
      unnote()
    }
  }

  return {
    count: () => listeners.size,
    connect(socket: WebSocket, request: FastifyRequest): void {
      socket.on('error', () => {})
      const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
      const token = offered.find((protocol) => protocol.startsWith(bearer))
      if (token) return void open(socket, token.slice(bearer.length))
      // A client that cannot offer subprotocols sends the token as its first message.
      const late = setTimeout(() => socket.close(closeUnauthorized), helloWithinMs)
      socket.once('close', () => clearTimeout(late))
      socket.once('message', (data) => {
        clearTimeout(late)
        const access = readToken(String(data))
        return access ? void open(socket, access) : socket.close(closeUnauthorized)
      })
    },
    /** Lets go of those whose session ended since (rule I22 is kept by pull; this only ends the socket). */
    async sweep(): Promise<void> {
      if (sweeping) return
      sweeping = true
      // One after the other: a thousand sockets must not take the connections that answer requests.
      for (const listener of listeners) await renew(listener)
      sweeping = false
    },
    stop(): void {
      unhear()
      for (const { socket } of listeners) socket.close(1001)
    }
  }
}

const codeOf = (error: unknown): number => (error instanceof FieldfileError ? closeUnauthorized : closeFailed)

function readToken(message: string): string | null {
  try {
    const { access } = JSON.parse(message) as { access?: unknown }
    return typeof access === 'string' ? access : null
  } catch {
    return null
  }
}
