import { FieldfileError } from '@fieldfile/protocol'
import { sql } from 'kysely'
import type { ServerContext } from '../../context.ts'

/** Free tries; from then on each failure doubles the wait, from one second to a quarter of an hour. */
const free = 5
const longestMs = 15 * 60_000
const waitAfter = (failures: number): number =>
  failures < free ? 0 : Math.min(longestMs, 1000 * 2 ** (failures - free))

/** Throws TOO_MANY_ATTEMPTS while the wait lasts. Kept in the database, so that a restart does not end it. */
export async function checkAttempts({ db, tenant, clock }: ServerContext, key: string): Promise<void> {
  const row = await db.kysely
    .selectFrom('sign_in_attempt')
    .select('until')
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .executeTakeFirst()
  const left = (row?.until ?? 0) - clock()
  if (left > 0) throw new FieldfileError('TOO_MANY_ATTEMPTS', { retryAfterMs: left })
}

export async function noteFailure({ db, tenant, clock }: ServerContext, key: string): Promise<void> {
  const { failures } = await db.kysely
    .insertInto('sign_in_attempt')
    .values({ tenant, key, failures: 1, until: 0 })
    .onConflict((c) => c.columns(['tenant', 'key']).doUpdateSet({ failures: sql`sign_in_attempt.failures + 1` }))
    .returning('failures')
    .executeTakeFirstOrThrow()
  const until = clock() + waitAfter(failures)
  await db.kysely
    .updateTable('sign_in_attempt')
    .set({ until })
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .execute()
}

export async function clearFailures({ db, tenant }: ServerContext, key: string): Promise<void> {
  await db.kysely.deleteFrom('sign_in_attempt').where('tenant', '=', tenant).where('key', '=', key).execute()
}
