import type { FastifyRequest } from 'fastify'

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** Pino's options: no token, password or body reaches the log. */
export function logOptions(level: LogLevel) {
  return {
    level,
    redact: ['req.headers', 'res.headers', '*.password', '*.access', '*.refresh', '*.authorization'],
    serializers: {
      req: (request: FastifyRequest) => ({
        method: request.method,
        route: request.routeOptions?.url ?? 'none',
        address: request.ip
      }),
      // A driver's error may quote values of a row in its detail.
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        message: error.message,
        stack: error.stack ?? ''
      })
    }
  }
}
