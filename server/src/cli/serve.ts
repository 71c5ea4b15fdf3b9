import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { createServer } from '../app.ts'
import type { Log } from '../context.ts'
import { features } from '../features/index.ts'
import { raiseEpoch } from '../features/sync/tenant.ts'
import { logLevels, type LogLevel } from '../http/log.ts'
import { openContext } from '../start.ts'
import { databaseFrom, databaseHelp, finish, readArguments } from './arguments.ts'

const help = `Runs the Fieldfile server.

  --port N         port (default: 8787)
  --host NAME      address to listen on (default: 127.0.0.1)
  --tls-cert FILE  certificate, PEM; needed with --tls-key on any address but this computer's own
  --tls-key FILE   its key, PEM
  --behind-proxy   plain HTTP on any address, because a proxy in front of it does TLS
  --log LEVEL      ${logLevels.join(', ')} (default: info)
  --restored       the database was restored from a backup: devices send again what it may have lost
${databaseHelp}`

const { values } = readArguments(help, {
  port: { type: 'string' },
  host: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'behind-proxy': { type: 'boolean' },
  log: { type: 'string' },
  restored: { type: 'boolean' },
  data: { type: 'string' },
  tenant: { type: 'string' }
})

const port = Number(values.port ?? 8787)
const host = values.host ?? '127.0.0.1'
const tls =
  values['tls-cert'] && values['tls-key']
    ? { cert: readFileSync(values['tls-cert'], 'utf8'), key: readFileSync(values['tls-key'], 'utf8') }
    : undefined
const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
if (!Number.isInteger(port) || port < 0 || port > 65_535) finish('--port must be a number from 0 to 65535', 2)
const logLevel = logLevels.find((level) => level === (values.log ?? 'info'))
if (!logLevel) finish(`--log must be one of ${logLevels.join(', ')}`, 2)
if (!loopback && !tls && !values['behind-proxy']) {
  finish(
    `Refused: ${host} can be reached from other computers, and passwords would travel in the clear.\nGive --tls-cert and --tls-key, or --behind-proxy when a proxy does TLS.`,
    2
  )
}

const line =
  (level: LogLevel, stream: NodeJS.WriteStream) =>
  (detail: object, message = ''): void => {
    if (logLevels.indexOf(level) <= logLevels.indexOf(logLevel)) stream.write(`${message} ${JSON.stringify(detail)}\n`)
  }
const { stdout, stderr } = process
const log: Log = { info: line('info', stdout), warn: line('warn', stderr), error: line('error', stderr) }
const context = await openContext({ database: databaseFrom(values.data), tenant: values.tenant, log })
if (values.restored) await raiseEpoch(context.db, context.tenant)
const app = await createServer({ context, features, config: { tls, logLevel } })
const address = await app.listen({ port, host })
process.stdout.write(`Fieldfile listens on ${address} (${context.db.engine}, tenant ${context.tenant})\n`)

/** Answers what is under way, closes the sockets, then the database. */
let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await app.close()
  await context.db.close()
  process.exit(0)
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
