import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Database, Session } from './database.ts'
import { migrations } from './migrate.ts'

/** A backup is gzipped JSON lines: the header, rows in lots, the end with a digest of all before it. */
interface Header {
  fieldfile: 'backup'
  version: 1
  /** The newest migration of the database it was made from. */
  migration: number
  tenant: string
  at: number
}
interface Lot {
  table: string
  rows: unknown[]
}
interface End {
  end: true
  rows: number
  sha256: string
}

const lotRows = 1000
const quoted = (name: string): string => `public."${name.replaceAll('"', '""')}"`
const newest = Math.max(...migrations.map(({ id }) => id))

/** Every table that holds something of a tenant; `files` are read one row at a time, because a row may be 50 MB. */
const tablesOf = (session: Session): Promise<{ name: string; files: boolean }[]> =>
  session.query(
    `select t.table_name as name, bool_or(c.data_type = 'bytea') as files
     from information_schema.tables t join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
     where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
     group by t.table_name having bool_or(c.column_name = 'tenant') order by t.table_name`
  )

/** Writes a tenant as of one moment, while others go on writing. The file appears when it is whole. Answers its rows. */
export async function writeBackup(db: Database, tenant: string, file: string, at: number): Promise<number> {
  const part = `${file}.part`
  let rows = 0
  try {
    await db.session(async (session) => {
      await session.query('begin isolation level repeatable read read only')
      const lines = async function* (): AsyncGenerator<string> {
        const digest = createHash('sha256')
        const line = (value: Header | Lot | End): string => {
          const text = `${JSON.stringify(value)}\n`
          digest.update(text)
          return text
        }
        yield line({ fieldfile: 'backup', version: 1, migration: newest, tenant, at })
        for (const { name: table, files } of await tablesOf(session)) {
          const literal = `'${tenant.replaceAll("'", "''")}'`
          await session.query(
            `declare lot no scroll cursor for select to_jsonb(t) as row from ${quoted(table)} t where tenant = ${literal}`
          )
          for (;;) {
            const lot = await session.query<{ row: unknown }>(`fetch ${files ? 1 : lotRows} from lot`)
            if (lot.length === 0) break
            rows += lot.length
            yield line({ table, rows: lot.map(({ row }) => row) })
          }
          await session.query('close lot')
        }
        yield line({ end: true, rows, sha256: digest.copy().digest('hex') })
      }
      await pipeline(lines, createGzip(), createWriteStream(part, { flush: true }))
      await session.query('commit')
    })
    await rename(part, file)
    return rows
  } finally {
    await rm(part, { force: true })
  }
}

/** Reads a backup line by line. Throws when it is damaged, cut off, or newer than this server. */
async function* readBackup(file: string): AsyncGenerator<Header | Lot> {
  const digest = createHash('sha256')
  const unpacked = createGunzip()
  const feeding = pipeline(createReadStream(file), unpacked)
  feeding.catch(() => {})
  let rows = 0
  let ended = false
  let first = true
  for await (const text of createInterface({ input: unpacked, crlfDelay: Infinity })) {
    const value = JSON.parse(text) as Header | Lot | End
    if (first) {
      const header = value as Header
      if (header.fieldfile !== 'backup') throw new Error('this is no backup of Fieldfile')
      if (header.version !== 1 || header.migration > newest)
        throw new Error('the backup was made by a newer version of this server')
      first = false
    }
    if ('end' in value) {
      if (value.rows !== rows || value.sha256 !== digest.digest('hex')) throw new Error('the backup is damaged')
      ended = true
      break
    }
    digest.update(`${text}\n`)
    if ('rows' in value) rows += value.rows.length
    yield value
  }
  await feeding
  if (!ended) throw new Error('the backup is cut off')
}

/** Looks at all of it and writes nothing. */
export async function checkBackup(file: string): Promise<Header> {
  let header: Header | null = null
  for await (const value of readBackup(file)) if ('fieldfile' in value) header = value
  return header!
}

/**
 * Puts a backup into the database in one transaction. A tenant that holds records is replaced only when asked for. The
 * restored server has a new epoch, so that every device sends again what the backup does not have.
 */
export async function restoreBackup(
  db: Database,
  file: string,
  { replace, now }: { replace: boolean; now: number }
): Promise<Header> {
  const header = await checkBackup(file)
  const { tenant } = header
  await db.session(async (session) => {
    await session.query('begin')
    const tables = (await tablesOf(session)).map(({ name }) => name)
    const [held] = await session.query<{ count: number }>('select count(*) as count from record where tenant = $1', [
      tenant
    ])
    if (held!.count > 0 && !replace)
      throw new Error(`tenant ${tenant} holds ${held!.count} records already; --replace puts the backup in their place`)
    const [before] = await session.query<{ epoch: number; seq: number }>(
      'select epoch, seq from sync_head where tenant = $1',
      [tenant]
    )
    for (const table of tables) await session.query(`delete from ${quoted(table)} where tenant = $1`, [tenant])
    for await (const value of readBackup(file)) {
      if (!('table' in value)) continue
      if (!tables.includes(value.table)) throw new Error(`the backup names an unknown table: ${value.table}`)
      const table = quoted(value.table)
      await session.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [
        JSON.stringify(value.rows)
      ])
    }
    await newEpoch(session, tenant, now, before)
    await session.query('commit')
  })
  return header
}

/** Seqs a minute that no server gives out: what was given between two restores lies below the second's. */
const seqsAMinute = 2 ** 24

/**
 * A new epoch, and a seq that no version given out since the backup can reach (PROTOCOL "Integrity and upkeep"). Both grow with
 * the clock as well: the same backup put back twice does not give one number twice.
 */
export async function newEpoch(
  session: Session,
  tenant: string,
  now: number,
  before: { epoch: number; seq: number } = { epoch: 0, seq: 0 }
): Promise<void> {
  const minute = Math.floor(now / 60_000)
  await session.query(
    `update sync_head set epoch = greatest(epoch + 1, $2::integer), seq = greatest(seq + $4::bigint, $3::bigint + $4::bigint, $5::bigint)
     where tenant = $1`,
    [tenant, Math.max(before.epoch + 1, minute), before.seq, 2 ** 32, minute * seqsAMinute]
  )
}
