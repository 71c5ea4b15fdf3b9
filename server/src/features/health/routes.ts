import { FieldfileError, Health } from '@fieldfile/protocol'
import { protoVersion } from '@fieldfile/protocol/version'
import { sql } from 'kysely'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import { minProto, serverVersion, type Feature } from '../../config.ts'
import { route } from '../../http/route.ts'

/** /healthz, /readyz and /metrics. `sockets` counts the live ones. */
export const healthFeature =
  (sockets: () => number): Feature =>
  (app, { context }) => {
    const { db, clock, moved } = context
    route(
      app,
      { method: 'GET', path: '/healthz', summary: 'Says what this server is', response: Health },
      async () => ({
        name: 'fieldfile' as const,
        version: serverVersion,
        proto: protoVersion,
        minProto,
        serverTime: clock()
      })
    )
    route(
      app,
      {
        method: 'GET',
        path: '/readyz',
        summary: 'Says whether the database answers',
        response: z.object({ ready: z.literal(true) })
      },
      async () => {
        await sql`select 1`.execute(db.kysely).catch(() => {
          throw new FieldfileError('NOT_READY')
        })
        return { ready: true as const }
      }
    )
    const register = new Registry()
    collectDefaultMetrics({ register })
    const requests = new Histogram({
      name: 'fieldfile_request_seconds',
      help: 'Time of answers',
      labelNames: ['route', 'status'],
      registers: [register]
    })
    const commits = new Counter({
      name: 'fieldfile_commits_total',
      help: 'Commits that moved a bucket',
      registers: [register]
    })
    const connected = new Gauge({ name: 'fieldfile_live_sockets', help: 'Connected devices', registers: [register] })
    app.addHook('onClose', async () => register.clear())
    const unhear = moved.hear(() => commits.inc())
    app.addHook('onClose', async () => unhear())
    app.addHook('onResponse', async (request, reply) => {
      requests.observe(
        { route: request.routeOptions.url ?? 'none', status: reply.statusCode },
        reply.elapsedTime / 1000
      )
    })
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
      connected.set(sockets())
      return reply.type(register.contentType).send(await register.metrics())
    })
  }
