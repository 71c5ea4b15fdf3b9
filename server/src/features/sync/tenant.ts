import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

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

/**
 * After a restore from a backup: a new epoch, and a seq that no version given out since the backup can reach
 * (PROTOCOL "Integrity and upkeep").
 */
export async function raiseEpoch(db: Database, tenant: string): Promise<void> {
  await db.kysely
    .updateTable('sync_head')
    .set({ epoch: sql`epoch + 1`, seq: sql`seq + ${2 ** 32}` })
    .where('tenant', '=', tenant)
    .execute()
}
