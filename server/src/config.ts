import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { ServerContext } from './context.ts'
import type { LogLevel } from './http/log.ts'
import type { Authenticate } from './http/route.ts'

/** The oldest version of the messages still taken; the newest is `protoVersion`. */
export const minProto = 1
export const serverVersion: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version

export interface ServerConfig {
  /** Largest body in bytes: a push holds at most 512 KB. */
  bodyLimit: number
  /** Requests a minute of one device, and sign-ins a minute from one address. */
  requestsPerMinute: number
  signInsPerMinute: number
  /** Pushes that may wait for their commit; more are answered SERVER_BUSY. */
  pushesWaiting: number
  /** Between two announcements of commits to other nodes, and between two looks at the head, in ms. */
  announceEveryMs: number
  pollEveryMs: number
  /** Between two looks for sockets whose session has ended, in ms. SECURITY promises a minute. */
  sweepEveryMs: number
  /** Between two rounds that take away what has ended, in ms. */
  purgeEveryMs: number
  tls?: { cert: string; key: string }
  logLevel: LogLevel
}

export const defaultConfig: ServerConfig = {
  bodyLimit: 2 * 1024 * 1024,
  requestsPerMinute: 1200,
  signInsPerMinute: 30,
  pushesWaiting: 500,
  announceEveryMs: 100,
  pollEveryMs: 2000,
  sweepEveryMs: 20_000,
  purgeEveryMs: 24 * 60 * 60_000,
  logLevel: 'info'
}

/** A feature adds its routes. What it needs is passed in. */
export type Feature = (app: FastifyInstance, given: FeatureContext) => void | Promise<void>
export interface FeatureContext {
  context: ServerContext
  config: ServerConfig
  authenticate: Authenticate
}
