import { Health } from '@fieldfile/protocol/auth'
import { protoVersion } from '@fieldfile/protocol/version'
import { failure, type Outcome } from '../http/judge.ts'
import type { Transport } from '../http/transport.ts'

/**
 * Asks an address whether it is a Fieldfile server before a name or a password goes there.
 * @param knownBefore it was one before, so a foreign answer means that something stands in between
 */
export async function checkServer(send: Transport, server: string, knownBefore: boolean): Promise<Outcome<Health>> {
  const answer = await send({ method: 'GET', server, path: '/healthz', timeoutMs: 15_000 })
  const wrong = failure('SERVER_ADDRESS_WRONG')
  if (!answer.ok) {
    const isForeign = answer.error.code === 'CAPTIVE_PORTAL' || answer.error.code === 'NOT_FOUND'
    return isForeign && !knownBefore ? wrong : answer
  }
  const health = Health.safeParse(answer.body)
  if (!health.success) return wrong
  if (health.data.minProto > protoVersion) return failure('APP_TOO_OLD')
  return health.data.proto < protoVersion ? failure('SERVER_TOO_OLD') : { ok: true, body: health.data }
}
