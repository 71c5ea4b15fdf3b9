import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import { FieldfileError, protoHeader } from '@fieldfile/protocol'
import Fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify'
import { protoVersion } from '@fieldfile/protocol/version'
import { defaultConfig, serverVersion, type Feature, type FeatureContext, type ServerConfig } from './config.ts'
import type { ServerContext } from './context.ts'
import { purge } from './db/purge.ts'
import { authRoutes } from './features/auth/routes.ts'
import { createAuth } from './features/auth/sessions.ts'
import { deviceOf } from './features/auth/tokens.ts'
import { healthFeature } from './features/health/routes.ts'
import { startAnnouncer } from './features/sync/announcer.ts'
import { livePath, startLive } from './features/sync/live.ts'
import { syncFeature } from './features/sync/routes.ts'
import { ensureTenant } from './features/sync/tenant.ts'
import { handleErrors } from './http/errors.ts'
import { logOptions } from './http/log.ts'

export interface ServerOptions {
  context: ServerContext
  config?: Partial<ServerConfig>
  /** Features beside sign-in and sync: imports, demo. */
  features?: readonly Feature[]
}

/** The whole HTTP server, not yet listening. Closing it leaves the database of the context open. */
export async function createServer({ context, config: given, features = [] }: ServerOptions): Promise<FastifyInstance> {
  const config: ServerConfig = { ...defaultConfig, ...given }
  const app = Fastify({
    logger: logOptions(config.logLevel),
    bodyLimit: config.bodyLimit,
    // Behind a proxy the limits count the proxy's address as well; a forged X-Forwarded-For counts for nothing.
    trustProxy: false,
    // Every answer is counted in /metrics; the log is for what went wrong.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    ...(config.tls ? { https: config.tls } : {})
  }) as unknown as FastifyInstance
  const { secret } = await ensureTenant(context.db, context.tenant, context.clock())
  const auth = createAuth(context, secret)
  const authenticate = async (request: FastifyRequest) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !token) throw new FieldfileError('TOKEN_INVALID')
    return auth.identify(token)
  }
  const featureContext: FeatureContext = { context, config, authenticate }

  // Bodies are parsed by our own schemas, answers are written by us.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  handleErrors(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(safeHeaders)
  })
  await app.register(rateLimit, {
    global: true,
    max: config.requestsPerMinute,
    timeWindow: 60_000,
    // A device by its token, anybody else by address.
    keyGenerator: (request) =>
      deviceOf(secret, request.headers.authorization?.slice('bearer '.length) ?? '') ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) => new FieldfileError('RATE_LIMITED', { retryAfterMs: ttl })
  })
  // zstd costs a tenth of gzip's time, which a first sync feels; Chromium takes it over https and on this computer.
  await app.register(compress, {
    threshold: 1024,
    encodings: ['zstd', 'gzip', 'identity'],
    customTypes: /^text\/(?!event-stream)|json(?:;|$)|javascript/
  })
  await app.register(swagger, { openapi: { info: { title: 'Fieldfile', version: serverVersion } } })
  const closers: (() => void)[] = []
  await app.register(websocket, {
    options: {
      maxPayload: 8 * 1024,
      handleProtocols: (offered: Set<string>) => (offered.has('fieldfile') ? 'fieldfile' : false)
    },
    // Ours says "going away", so that a device knows to come back.
    preClose: (done) => {
      for (const close of closers) close()
      app.websocketServer.close()
      done()
    }
  })

  const announcer = await startAnnouncer(context, config.announceEveryMs, config.pollEveryMs)
  const live = startLive(featureContext, auth, announcer)
  closers.push(() => live.stop())
  const sweep = setInterval(() => void live.sweep(), config.sweepEveryMs)
  sweep.unref()
  const purging = setInterval(
    () => void purge(context).catch((error: unknown) => context.log.warn({ reason: String(error) }, 'purge failed')),
    config.purgeEveryMs
  )
  purging.unref()
  app.addHook('preClose', async () => {
    clearInterval(sweep)
    clearInterval(purging)
    await announcer.stop()
  })
  app.get(livePath, { websocket: true, schema: { hide: true } }, (socket, request) => live.connect(socket, request))

  for (const feature of [healthFeature(live.count), authRoutes(auth), syncFeature]) await feature(app, featureContext)
  // A room of its own for each, so that the body parsers of one are not those of all.
  for (const feature of features) await app.register(async (scope) => feature(scope, featureContext))
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.ready()
  return app
}

const safeHeaders = {
  [protoHeader]: String(protoVersion),
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY'
}
