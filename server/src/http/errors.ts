import { randomUUID } from 'node:crypto'
import { errors, FieldfileError, type ErrorCode } from '@fieldfile/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ZodError } from 'zod'

const statusOf = (code: ErrorCode): number => {
  const entry: { http?: number } = errors[code]
  return entry.http ?? 400
}

/** Errors of the framework, by status: its own codes are not part of ours. */
const byStatus: Readonly<Record<number, ErrorCode>> = { 404: 'NOT_FOUND', 413: 'TOO_LARGE', 429: 'RATE_LIMITED' }

function codeOf(error: unknown): FieldfileError | null {
  if (error instanceof FieldfileError) return error
  if (error instanceof ZodError) return new FieldfileError('BAD_REQUEST', { field: error.issues[0]?.path.join('.') })
  const status = (error as FastifyError).statusCode
  if (status === undefined || status < 400 || status >= 500) return null
  return new FieldfileError(byStatus[status] ?? 'BAD_REQUEST')
}

/** The one place where an error becomes an answer: a stable code, and an id that names the entry in the log. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = codeOf(error)
    if (known) {
      request.log.info({ code: known.code, field: known.field, reason: known.message }, 'refused')
      if (known.retryAfterMs) reply.header('retry-after', Math.ceil(known.retryAfterMs / 1000))
      return reply.code(statusOf(known.code)).send({
        code: known.code,
        ...(known.field ? { field: known.field } : {}),
        ...(known.retryAfterMs ? { retryAfterMs: known.retryAfterMs } : {})
      })
    }
    const id = randomUUID()
    request.log.error({ id, err: error }, 'failed')
    return reply.code(500).send({ code: 'SERVER_ERROR', id })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'NOT_FOUND' }))
}
