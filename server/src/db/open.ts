import { mkdirSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect } from 'kysely'
import { Client, escapeIdentifier, Pool, types as pgTypes } from 'pg'
import type { Database, Session } from './database.ts'
import { migrate } from './migrate.ts'
import { PGliteDialect, Turns } from './pglite-dialect.ts'
import type { Tables } from './tables.ts'

export interface OpenOptions {
  /** PostgreSQL's address. */
  url?: string
  /** Without an address: PGlite in this folder, or in memory. */
  dataDir?: string
  /** Connections to PostgreSQL. */
  max?: number
}

/** Opens the database and brings it to the newest schema. */
export async function openDatabase({ url, dataDir, max = 10 }: OpenOptions): Promise<Database> {
  const db = url ? openPostgres(url, max) : openPglite(dataDir)
  try {
    await migrate(db)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}

const int8 = 20
/** Sequence numbers and times fit a double; the driver would hand them out as text. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : (pgTypes.getTypeParser(oid, format as 'text') as never)
}

function openPostgres(url: string, max: number): Database {
  const pool = new Pool({ connectionString: url, max, types, pipeline: true, application_name: 'fieldfile' })
  // An idle connection that breaks is replaced at its next use. One that breaks between two statements fails the next:
  // unheard, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    engine: 'postgres',
    kysely,
    async session(work) {
      const client = await pool.connect()
      const session: Session = {
        query: async <R>(text: string, values: readonly unknown[] = [], name?: string) =>
          (await client.query({ text, values: [...values], name })).rows as R[]
      }
      let broken = true
      try {
        const result = await work(session)
        broken = false
        return result
      } catch (error) {
        broken = await client.query('rollback').then(
          () => false,
          () => true
        )
        throw error
      } finally {
        client.release(broken)
      }
    },
    async lock(name) {
      // A connection of its own: those who wait must not hold what the holder needs to finish.
      const client = new Client({ connectionString: url, application_name: 'fieldfile-lock' })
      client.on('error', () => {})
      await client.connect()
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
      return () => client.end()
    },
    async listen(channel, hear) {
      const client = new Client({ connectionString: url, application_name: 'fieldfile-listen' })
      client.on('error', () => {})
      await client.connect()
      client.on('notification', (message) => hear(message.payload ?? ''))
      await client.query(`listen ${escapeIdentifier(channel)}`)
      return () => client.end()
    },
    close: () => kysely.destroy()
  }
}

function openPglite(dataDir: string | undefined): Database {
  if (dataDir) mkdirSync(dataDir, { recursive: true })
  const lite = new PGlite(dataDir ? { dataDir } : {})
  const turns = new Turns()
  const locks = new Map<string, Turns>()
  return {
    engine: 'pglite',
    kysely: new Kysely<Tables>({ dialect: new PGliteDialect(lite, turns) }),
    async session(work) {
      const release = await turns.take()
      // Statements sent together run in order; after a failure the transaction is aborted, as on PostgreSQL.
      try {
        return await work({
          query: async <R>(text: string, values: readonly unknown[] = []) =>
            (await lite.query<R>(text, [...values])).rows
        })
      } catch (error) {
        await lite.query('rollback').catch(() => {})
        throw error
      } finally {
        release()
      }
    },
    async lock(name) {
      const own = locks.get(name) ?? new Turns()
      locks.set(name, own)
      const release = await own.take()
      return async () => release()
    },
    // One process owns the folder: what it commits it knows without being told.
    listen: async () => async () => {},
    async close() {
      const release = await turns.take()
      await lite.close()
      release()
    }
  }
}
