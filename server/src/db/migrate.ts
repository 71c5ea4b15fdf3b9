import type { Database } from './database.ts'
import { sync } from './migrations/010-sync.ts'
import { identity } from './migrations/020-identity.ts'
import { imports } from './migrations/030-imports.ts'
import { accountOrder } from './migrations/040-account-order.ts'

export interface Migration {
  readonly id: number
  readonly name: string
  readonly up: string
}

/** A shipped migration never changes; a new one gets the next ten. */
export const migrations: readonly Migration[] = [sync, identity, imports, accountOrder]

/** Any number, the same on every node: two servers that start together migrate one after the other. */
const lockKey = 0x66_69_65_6c

export async function migrate(db: Database, all: readonly Migration[] = migrations): Promise<void> {
  await db.session(async (session) => {
    await session.query('begin')
    await session.query('select pg_advisory_xact_lock($1)', [lockKey])
    await session.query('create table if not exists migration (id integer primary key, name text not null)')
    const done = new Set((await session.query<{ id: number }>('select id from migration')).map(({ id }) => id))
    const newest = Math.max(...all.map(({ id }) => id))
    if ([...done].some((id) => id > newest)) throw new Error('the database was made by a newer version of this server')
    for (const { id, name, up } of all.filter((migration) => !done.has(migration.id))) {
      for (const statement of up.split(/;\s*\n/).filter((text) => text.trim())) await session.query(statement)
      await session.query('insert into migration values ($1, $2)', [id, name])
    }
    await session.query('commit')
  })
}
