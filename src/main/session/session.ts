import { hostname } from 'node:os'
import { RefreshResponse, SignInResponse } from '@fieldfile/protocol/auth'
import type { IpcCalls, Session } from '@fieldfile/protocol/ipc'
import { failure, type Outcome } from '../http/judge.ts'
import type { HttpRequest, Transport } from '../http/transport.ts'
import { messageOf, type Log } from '../store/log.ts'
import type { SealedFile } from '../store/keychain.ts'
import { serverAddress } from './address.ts'
import type { Devices } from './device.ts'
import { checkServer } from './health.ts'
import { authPaths, createRenewal, type Access } from './renewal.ts'
import { publicSession, SignedIn } from './stored.ts'

export interface SessionDeps {
  send: Transport
  store: SealedFile
  devices: Devices
  newId: () => string
  now: () => number
  log: Log
  /** Someone has signed in, or a stored sign-in was opened. */
  onBegan(): void
  /** The server ended it: what is unsent stays where it is. */
  onEnded(code: string, whose: Session): void
  /** A sign-in was refused because the server has revoked this device. */
  onRevoked(home: string): void
  /** The server's clock, each time an answer tells it. */
  onServerTime(serverTime: number): void
}

export interface SessionKeeper {
  current(): Promise<Session | null>
  signIn(credentials: IpcCalls['session.signIn']['in']): Promise<Outcome<Session>>
  /** Goes on under a new id, where the counter of this one is used by another copy too. */
  newDevice(): Promise<Outcome<{ device: string }>>
  signOut(): Promise<void>
  /** Sends a request as the person who is signed in; renews the access once where it has run out. */
  send(request: Omit<HttpRequest, 'server' | 'token'>): Promise<Outcome>
  /** Server and a token that is still good for half a minute, or null. */
  access(): Promise<Access | null>
}

const endsSession = new Set(['SESSION_REVOKED', 'DEVICE_REVOKED', 'USER_DISABLED'])
const needsRenewal = new Set(['TOKEN_EXPIRED', 'TOKEN_INVALID'])

export function createSession(deps: SessionDeps): SessionKeeper {
  const { send, store, log } = deps
  let signedIn: SignedIn | null = null
  let remembered = false
  let opened = false

  /** False where someone signed out, or in, while `next` was being stored. */
  async function keep(next: SignedIn): Promise<boolean> {
    const before = signedIn
    // Stored before it is used: a program that ends in between must not come back with a token that is used up.
    const stored = await store.write(next).catch((error) => {
      log('session.not-stored', { cause: messageOf(error) })
      return false
    })
    if (signedIn !== before) {
      await (signedIn ? store.write(signedIn) : store.remove())
      return false
    }
    signedIn = next
    remembered = stored
    return true
  }

  /** Opens the stored sign-in. A locked keychain is asked again at the next call, and nothing is erased. */
  async function open(): Promise<void> {
    try {
      const stored = SignedIn.safeParse(await store.read())
      opened = true
      if (signedIn || !stored.success) return
      signedIn = stored.data
      remembered = true
      deps.onBegan()
    } catch (error) {
      log('session.not-opened', { cause: messageOf(error) })
    }
  }
  let opening: Promise<void> | null = null
  async function whenOpened(): Promise<void> {
    if (opened) return
    opening ??= open().finally(() => {
      opening = null
    })
    await opening
  }

  async function end(code: string): Promise<void> {
    if (!signedIn) return
    const whose = publicSession(signedIn, remembered)
    signedIn = null
    log('session.ended', { code })
    deps.onEnded(code, whose)
    await store.remove().catch((error) => log('session.not-removed', { cause: messageOf(error) }))
  }
  const renewal = createRenewal({
    send,
    now: deps.now,
    onServerTime: deps.onServerTime,
    signedIn: () => signedIn,
    keep,
    end
  })

  async function sendAs(request: Omit<HttpRequest, 'server' | 'token'>): Promise<Outcome> {
    await whenOpened()
    const access = await renewal.access()
    if (!access) return failure('TOKEN_INVALID')
    if (!access.ok) return access
    const { server, token } = access.body
    const sender = signedIn?.user.id
    let answer = await send({ ...request, server, token })
    if (!answer.ok && needsRenewal.has(answer.error.code)) {
      // Another person has come meanwhile: what this one asked is not asked in that name.
      if (signedIn?.user.id !== sender) return failure('TOKEN_INVALID')
      const renewed = await renewal.renew(token)
      if (!renewed.ok) return renewed
      answer = await send({ ...request, server, token: renewed.body })
    }
    const stillTheirs = signedIn?.user.id === sender
    if (!answer.ok && stillTheirs && endsSession.has(answer.error.code)) await end(answer.error.code)
    return answer
  }

  return {
    async current() {
      await whenOpened()
      return signedIn && publicSession(signedIn, remembered)
    },

    async signIn({ server, login, password }) {
      await whenOpened()
      const parsed = serverAddress(server)
      if ('code' in parsed) return failure(parsed.code, { field: 'server' })
      const health = await checkServer(send, parsed.address, signedIn?.server === parsed.address)
      if (!health.ok) return health
      const { device, home } = await deps.devices.of(parsed.address, login)
      const json = { login, password, device, deviceName: hostname().slice(0, 80) }
      const answer = await send({ method: 'POST', server: parsed.address, path: authPaths.signIn, json })
      if (!answer.ok && answer.error.code === 'DEVICE_REVOKED') deps.onRevoked(home)
      if (!answer.ok) return answer
      const body = SignInResponse.safeParse(answer.body)
      if (!body.success) return failure('SERVER_ERROR')
      const { tenant, user, tokens, serverTime } = body.data
      const next = { server: parsed.address, tenant, device, ...(home === device ? {} : { home }), user, tokens }
      if (!(await keep(next))) return failure('TOKEN_INVALID')
      opened = true
      deps.onServerTime(serverTime)
      deps.onBegan()
      return { ok: true, body: publicSession(signedIn!, remembered) }
    },

    async signOut() {
      await whenOpened()
      const left = signedIn
      signedIn = null
      // Told to the server where it can be reached; it must not keep anyone from leaving.
      if (left) {
        const { server, tokens } = left
        void send({ method: 'POST', server, path: authPaths.signOut, json: {}, token: tokens.access, timeoutMs: 5000 })
      }
      await store.remove()
    },

    async newDevice() {
      await whenOpened()
      const device = deps.newId()
      const json = { device, deviceName: hostname().slice(0, 80) }
      const answer = await sendAs({ method: 'POST', path: authPaths.newDevice, json })
      if (!answer.ok) return answer
      const body = RefreshResponse.safeParse(answer.body)
      // Whoever signed in meanwhile does not get this one's device.
      if (!body.success || body.data.user.id !== signedIn?.user.id) return failure('SERVER_ERROR')
      const home = signedIn.home ?? signedIn.device
      // First of all that outlives a sign-out: a program that ends here signs in as the new device, and finds its files.
      await deps.devices.renew(signedIn.server, signedIn.user.login, { device, home })
      const { user, tokens } = body.data
      if (!(await keep({ ...signedIn, device, home, user, tokens }))) return failure('TOKEN_INVALID')
      log('session.new-device')
      return { ok: true, body: { device } }
    },
    send: sendAs,

    async access() {
      await whenOpened()
      const access = await renewal.access()
      return access?.ok ? access.body : null
    }
  }
}
