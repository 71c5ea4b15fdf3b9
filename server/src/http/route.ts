import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Claims } from '../features/auth/tokens.ts'

/** The schema in the words of OpenAPI. Recursive JSON values are shown as "anything". */
export function toOpenApi(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const {
    $schema: _,
    $defs: __,
    ...json
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>
  return JSON.parse(JSON.stringify(json), (_key, value) =>
    value && typeof value === 'object' && '$ref' in value ? {} : value
  ) as Record<string, unknown>
}

export interface RouteDefinition<I extends z.ZodType, O extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  summary: string
  request?: I
  response: O
  /** Says who asks, before the body is read. Absent: anybody may ask. */
  authenticate?: Authenticate
  /** Largest body in bytes, where it differs from the server's. */
  bodyLimit?: number
  /** Requests a minute, where it differs from the server's. */
  rateLimit?: { max: number; timeWindow: number; keyGenerator?: (request: FastifyRequest) => string }
}

/** One request, parsed at the border. */
export interface Call<T> {
  body: T
  /** Who asks; throws on a route without `authenticate`. */
  claims: Claims
  request: FastifyRequest
  reply: FastifyReply
}

/** Who sends a request. Throws when its token, session, device or user is no good. */
export type Authenticate = (request: FastifyRequest) => Promise<Claims>

/**
 * A route with its schemas: the body is parsed before the handler sees it, and both are shown at /openapi.json. A handler
 * that answers text has written the JSON itself.
 */
export function route<I extends z.ZodType, O extends z.ZodType>(
  app: FastifyInstance,
  definition: RouteDefinition<I, O>,
  handler: (call: Call<z.output<I>>) => Promise<z.input<O> | string>
): void {
  const { method, path, summary, request: input, response, authenticate, bodyLimit, rateLimit } = definition
  const known = new WeakMap<FastifyRequest, Claims>()
  app.route({
    method,
    url: path,
    ...(bodyLimit ? { bodyLimit } : {}),
    config: rateLimit ? { rateLimit } : {},
    schema: {
      summary,
      ...(input ? { body: toOpenApi(input, 'input') } : {}),
      response: { 200: toOpenApi(response, 'output') }
    },
    ...(authenticate
      ? {
          // After the limits are counted, before the body is read.
          preParsing: async (request: FastifyRequest) => {
            known.set(request, await authenticate(request))
          }
        }
      : {}),
    handler: async (request, reply) => {
      const body = (input ? input.parse(request.body) : undefined) as z.output<I>
      const answer = await handler({
        body,
        request,
        reply,
        get claims() {
          const claims = known.get(request)
          if (!claims) throw new Error(`${path} is open to anybody`)
          return claims
        }
      })
      if (typeof answer !== 'string') return answer
      return (reply.hasHeader('content-type') ? reply : reply.type('application/json; charset=utf-8')).send(answer)
    }
  })
}
