import { Dexie } from 'dexie'
import { emptyMeta, type Loaded, type Meta, type PendingOp } from '../../store.ts'

/** What the first version kept in one database per user: plain single rows. */
export type SingleRows = Omit<Loaded, 'found'> & { sent: PendingOp[] }

const nameOf = (userId: string): string => `fieldfile-${userId}`

function open(userId: string): Dexie {
  const db = new Dexie(nameOf(userId), { chromeTransactionDurability: 'strict' })
  db.version(1).stores({
    rows: '[type+id]',
    outbox: 'dseq',
    sent: 'dseq,at',
    refused: 'opId',
    undo: 'group,at',
    meta: ''
  })
  return db
}

/**
 * Takes the first version's database over, then removes it. Interrupted anywhere it begins again: `adopt` may see the same
 * rows twice. The browser frees the old bytes when it compacts its files, not at once.
 */
export async function adoptSingleRows(userId: string, adopt: (old: SingleRows) => Promise<void>): Promise<void> {
  if (!(await Dexie.exists(nameOf(userId)))) return
  const db = open(userId)
  try {
    await adopt({
      rows: await db.table('rows').toArray(),
      outbox: await db.table('outbox').orderBy('dseq').toArray(),
      sent: await db.table('sent').toArray(),
      refused: await db.table('refused').toArray(),
      undo: await db.table('undo').toArray(),
      meta: { ...emptyMeta, ...((await db.table('meta').get('sync')) as Meta | undefined) }
    })
  } finally {
    db.close()
  }
  await Dexie.delete(nameOf(userId))
}
