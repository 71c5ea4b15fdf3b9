import type { CheckReport } from '../messages.ts'
import type { Counts } from '../packs/contents.ts'
import type { Database } from '../packs/database.ts'
import { tell, type Journal, type WitnessBook } from '../packs/journal.ts'
import type { Sealer } from '../vault/sealer.ts'

/** What is looked at: the database of one user, and what main keeps beside it. */
export interface Kept {
  db: Database
  sealer: Sealer
  journal: Journal
  witness: WitnessBook
}
const tables = ['hot', 'history', 'overlay', 'outbox', 'sent', 'refused', 'undo', 'meta'] as const
export interface Damage {
  table: (typeof tables)[number]
  k: string | number
}

const atOnce = 50

/**
 * Opens every value of the database and every line of the journal, and compares how much there is with how much there
 * must be. Changes nothing. What is written meanwhile does no harm: counts are read in one transaction with what they
 * count, main's witness before the database and the journal after it.
 */
export async function checkDisk(
  { db, sealer, journal, witness }: Kept,
  onProgress: (done: number, total: number) => void
): Promise<{ report: CheckReport; damage: Damage[] }> {
  const seen = await witness.get()
  const keys: Damage[] = []
  const counted = new Map<string, number>()
  const counts = await db.transaction('r', db.tables, async () => {
    for (const name of tables) {
      const rows = db.table(name)
      const found = await rows.toCollection().primaryKeys()
      counted.set(name, found.length)
      for (const k of found) keys.push({ table: name, k: k as string | number })
    }
    const { meta: metas } = db
    return await metas.get('counts')
  })
  const book = counts ? await sealer.open<Counts>('meta', 'counts', counts.body).catch(() => null) : null
  const isShort =
    book === null
      ? seen !== null || counted.get('hot')! + counted.get('history')! > 0
      : (['hot', 'history', 'overlay'] as const).some((table) => book[table] !== counted.get(table)) ||
        (seen !== null && (seen.databaseId !== book.databaseId || seen.at > book.at))

  const damage: Damage[] = []
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce)
    const opens = await Promise.all(some.map((one) => isReadable(db, sealer, one)))
    damage.push(...some.filter((_, i) => !opens[i]))
    onProgress(Math.min(keys.length, at + atOnce), keys.length)
  }
  const read = await journal.read()
  const told = await tell(sealer, read)
  return {
    report: {
      values: keys.length,
      damaged: damage.length,
      missing: isShort,
      lines: read.lines.length,
      linesDamaged: told.damaged,
      unsent: counted.get('outbox')! + counted.get('refused')!
    },
    damage
  }
}

async function isReadable(db: Database, sealer: Sealer, { table, k }: Damage): Promise<boolean> {
  const row = (await db.table(table).get(k)) as { body: Uint8Array<ArrayBuffer> } | undefined
  // Gone meanwhile: merged, or acknowledged.
  if (!row) return true
  return sealer.open(table, String(k), row.body).then(
    () => true,
    () => false
  )
}

/**
 * From its next start on the database counts as short of what it held, so that everything is fetched anew while what can
 * be read stays (recover.ts). The outbox is left alone: the start unites it with the journal.
 */
export async function distrust(db: Database, damage: readonly Damage[]): Promise<void> {
  const gone = tables
    .filter((name) => name !== 'outbox')
    .map((name) => ({ name, ks: damage.filter(({ table }) => table === name).map(({ k }) => k) }))
  await db.transaction('rw', db.tables, async () => {
    for (const { name, ks } of gone) {
      const rows = db.table(name)
      await rows.bulkDelete(ks)
    }
    const { meta: metas } = db
    await metas.delete('counts')
  })
}
