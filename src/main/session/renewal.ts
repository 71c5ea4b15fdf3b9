import { RefreshResponse } from '@fieldfile/protocol/auth'
import { failure, type Outcome } from '../http/judge.ts'
import type { Transport } from '../http/transport.ts'
import type { SignedIn } from './stored.ts'

export const authPaths = {
  signIn: '/auth/sign-in',
  refresh: '/auth/refresh',
  signOut: '/auth/sign-out',
  newDevice: '/auth/device'
} as const

export interface RenewalDeps {
  send: Transport
  now: () => number
  signedIn(): SignedIn | null
  /** Stores the successor, then uses it; false where the session changed meanwhile. */
  keep(next: SignedIn): Promise<boolean>
  end(code: string): Promise<void>
  onServerTime(serverTime: number): void
}

/** What a request needs to be sent as someone. */
export interface Access {
  server: string
  token: string
  device: string
}

export interface Renewal {
  /** An access that is good for a while; null where nobody is signed in. */
  access(): Promise<Outcome<Access> | null>
  /** A successor of `used`: one that is there already, or a new one. */
  renew(used: string): Promise<Outcome<string>>
}

// An access token is renewed this long before it runs out, so that a request is not sent with one that dies on the way.
const marginMs = 30_000
// These say that the refresh token itself is worth nothing; any other failure may pass.
const refused = new Set(['TOKEN_INVALID', 'TOKEN_EXPIRED', 'SESSION_REVOKED', 'DEVICE_REVOKED', 'USER_DISABLED'])

/** A refresh token works once, so however many requests need a new access, one refresh is under way. */
export function createRenewal(deps: RenewalDeps): Renewal {
  let flight: Promise<Outcome<string>> | null = null
  // Access tokens say when they run out by the server's clock.
  let clockOffset = 0

  async function refresh(from: SignedIn): Promise<Outcome<string>> {
    const json = { refresh: from.tokens.refresh, device: from.device }
    const answer = await deps.send({ method: 'POST', server: from.server, path: authPaths.refresh, json })
    // Someone signed out, or in as another, meanwhile: this answer is nobody's any more.
    if (deps.signedIn() !== from) return failure('TOKEN_INVALID')
    if (!answer.ok) {
      if (refused.has(answer.error.code)) {
        const code = answer.error.code === 'TOKEN_EXPIRED' ? 'TOKEN_INVALID' : answer.error.code
        await deps.end(code)
        return failure(code as 'TOKEN_INVALID')
      }
      return answer
    }
    const body = RefreshResponse.safeParse(answer.body)
    if (!body.success) return failure('SERVER_ERROR')
    const { user, tokens, serverTime } = body.data
    // An answer for another person is refused, and the session with it.
    if (user.id !== from.user.id) {
      await deps.end('TOKEN_INVALID')
      return failure('TOKEN_INVALID')
    }
    clockOffset = serverTime - deps.now()
    deps.onServerTime(serverTime)
    const kept = await deps.keep({ ...from, user, tokens })
    return kept ? { ok: true, body: tokens.access } : failure('TOKEN_INVALID')
  }

  async function renew(used: string): Promise<Outcome<string>> {
    const signedIn = deps.signedIn()
    if (!signedIn) return failure('TOKEN_INVALID')
    if (signedIn.tokens.access !== used) return { ok: true, body: signedIn.tokens.access }
    flight ??= refresh(signedIn).finally(() => {
      flight = null
    })
    return flight
  }

  return {
    renew,
    async access() {
      const signedIn = deps.signedIn()
      if (!signedIn) return null
      const { server, device, tokens } = signedIn
      const leftMs = tokens.accessExpires - (deps.now() + clockOffset)
      if (leftMs > marginMs) return { ok: true, body: { server, device, token: tokens.access } }
      const renewed = await renew(tokens.access)
      return renewed.ok ? { ok: true, body: { server, device, token: renewed.body } } : renewed
    }
  }
}
