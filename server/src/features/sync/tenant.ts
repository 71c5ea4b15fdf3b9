import { randomBytes } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { newEpoch } from '../../db/dump.ts'

/** Makes the tenant when it is met for the first time: its head, and the secret that signs its tokens. */
export async function ensureTenant(db: Database, tenant: string, now: number): Promise<{ secret: string }> {
  await db.kysely.transaction().execute(async (tx) => {
    const secret = randomBytes(32).toString('base64url')
    await tx
      .insertInto('tenant')
      .values({ tenant, secret, created_at: now })
      .onConflict((c) => c.doNothing())
      .execute()
    await tx
      .insertInto('sync_head')
      .values({ tenant, epoch: 1, seq: 0 })
      .onConflict((c) => c.doNothing())
      .execute()
  })
  return db.kysely.selectFrom('tenant').select('secret').where('tenant', '=', tenant).executeTakeFirstOrThrow()
}

/** After the database was put back by other means than ours, pg_dump for one. */
export const raiseEpoch = (db: Database, tenant: string, now = Date.now()): Promise<void> =>
  db.session((session) => newEpoch(session, tenant, now))
