import type { ServerContext } from '../context.ts'

const day = 24 * 60 * 60_000
/** An answer is kept as long as a device may ask for it again; a laptop may lie in a drawer for half a year. */
const answersKept = 365 * day
/** Sessions and attempts that ended, for whoever asks what happened. */
const endedKept = 90 * day
/** Rows in one transaction, so that nobody waits for the job. */
const lot = 5000

/** What has an end, and where it ends. Records, deletions, refused ops and the audit have none: they stay. */
const rules: readonly { name: string; table: string; where: string; olderThan: number }[] = [
  { name: 'opResults', table: 'op_result', where: `status <> 'refused' and at < $2`, olderThan: answersKept },
  { name: 'refreshTokens', table: 'refresh_token', where: 'expires_at < $2', olderThan: 0 },
  { name: 'attempts', table: 'sign_in_attempt', where: 'until < $2', olderThan: endedKept },
  {
    name: 'sessions',
    table: 'session_family',
    where: `revoked_at < $2 and not exists (select 1 from refresh_token r where r.tenant = session_family.tenant and r.family = session_family.family)`,
    olderThan: endedKept
  }
]

export type Purged = Readonly<Record<string, number>>

/** Takes away what has ended. One node at a time; a second waits and finds nothing left. Answers how many rows went. */
export async function purge({ db, tenant, clock }: Pick<ServerContext, 'db' | 'tenant' | 'clock'>): Promise<Purged> {
  const release = await db.lock(`purge ${tenant}`)
  try {
    const gone: Record<string, number> = {}
    for (const { name, table, where, olderThan } of rules) {
      gone[name] = 0
      for (;;) {
        const rows = await db.session((session) =>
          session.query(
            `delete from ${table} where ctid = any(array(select ctid from ${table} where tenant = $1 and ${where} limit ${lot})) returning 1`,
            [tenant, clock() - olderThan]
          )
        )
        gone[name] += rows.length
        if (rows.length < lot) break
      }
    }
    return gone
  } finally {
    await release()
  }
}
