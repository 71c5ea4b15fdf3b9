import type { FastifyInstance } from 'fastify'
import type { ServerContext } from './context.ts'
import type { Authenticate } from './http/route.ts'

/** The version of the messages of `sync.ts`, and the oldest one still taken. */
export const proto = 1
export const minProto = 1
export const serverVersion = '0.1.0'

export interface ServerConfig {
  /** Largest body in bytes: a push holds at most 512 KB. */
  bodyLimit: number
  /** Requests a minute of one device, and sign-ins a minute from one address. */
  requestsPerMinute: number
  signInsPerMinute: number
  /** Between two announcements of commits to other nodes, and between two looks at the head, in ms. */
  announceEveryMs: number
  pollEveryMs: number
  tls?: { cert: string; key: string }
  /** Pino's level; `silent` for tests. */
  logLevel: string
}

export const defaultConfig: ServerConfig = {
  bodyLimit: 2 * 1024 * 1024,
  requestsPerMinute: 1200,
  signInsPerMinute: 30,
  announceEveryMs: 100,
  pollEveryMs: 2000,
  logLevel: 'info'
}

/** A feature adds its routes. What it needs is passed in. */
export type Feature = (app: FastifyInstance, given: FeatureContext) => void | Promise<void>
export interface FeatureContext {
  context: ServerContext
  config: ServerConfig
  authenticate: Authenticate
}
