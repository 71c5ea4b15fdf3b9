import type { HttpRequest, Transport } from '../http/transport.ts'
import { failure, type Outcome } from '../http/judge.ts'

export const user = {
  id: '01900000-0000-7000-8000-000000000001',
  login: 'wang',
  name: 'Wang',
  roles: ['REP' as const],
  territoryIds: [],
  language: 'zh-CN' as const
}

/** A server with one user whose refresh tokens work once, for unit tests of the session. */
export function fakeServer(now: () => number) {
  let serial = 0
  const sent: HttpRequest[] = []
  const server = {
    sent,
    /** Replaces the answer of a path until it is deleted. */
    answers: new Map<string, () => Outcome | Promise<Outcome>>(),
    refresh: '',
    access: '',
    tokens() {
      serial += 1
      server.access = `access-${serial}`
      server.refresh = `refresh-${serial}`
      return { access: server.access, accessExpires: now() + 900_000, refresh: server.refresh }
    },
    refreshes: () => sent.filter(({ path }) => path === '/auth/refresh').length
  }
  const usual = (request: HttpRequest): Outcome => {
    const body = request.json as Record<string, string> | undefined
    switch (request.path) {
      case '/healthz':
        return { ok: true, body: { name: 'fieldfile', version: '1', proto: 1, minProto: 1, serverTime: now() } }
      case '/auth/sign-in':
        if (body?.['password'] !== 'right') return failure('BAD_CREDENTIALS')
        return { ok: true, body: { tenant: 'acme', user, tokens: server.tokens(), serverTime: now() } }
      case '/auth/refresh':
        if (body?.['refresh'] !== server.refresh) return failure('SESSION_REVOKED')
        return { ok: true, body: { user, tokens: server.tokens(), serverTime: now() } }
      case '/auth/device':
        return { ok: true, body: { user, tokens: server.tokens(), serverTime: now() } }
      case '/auth/sign-out':
        return { ok: true, body: null }
      default:
        return request.token === server.access ? { ok: true, body: request.path } : failure('TOKEN_EXPIRED')
    }
  }
  const send: Transport = async (request) => {
    sent.push(request)
    await Promise.resolve()
    return (await server.answers.get(request.path)?.()) ?? usual(request)
  }
  return { ...server, send, server }
}
