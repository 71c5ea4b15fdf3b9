import { Dexie, type EntityTable, type Table } from 'dexie'
import {
  emptyMeta,
  type Meta,
  type PendingOp,
  type RefusedOp,
  type Store,
  type StoredRow,
  type UndoGroup
} from './store.ts'

const sentDays = 30
const undoGroups = 200

interface Database extends Dexie {
  rows: Table<StoredRow, [string, string]>
  outbox: EntityTable<PendingOp, 'dseq'>
  sent: EntityTable<PendingOp, 'dseq'>
  refused: EntityTable<RefusedOp, 'opId'>
  undo: EntityTable<UndoGroup, 'group'>
  meta: Table<Meta, string>
}

/**
 * Records as single rows in IndexedDB. Strict durability: `Saved` means that the bytes have left the process.
 * Inside a transaction only Dexie calls are awaited: Chromium commits early on anything else.
 */
export function openDexieStore(userId: string, now: () => number): Store {
  const db = new Dexie(`fieldfile-${userId}`, { chromeTransactionDurability: 'strict' }) as Database
  db.version(1).stores({
    rows: '[type+id]',
    outbox: 'dseq',
    sent: 'dseq,at',
    refused: 'opId',
    undo: 'group,at',
    meta: ''
  })
  const { rows, outbox, sent, refused, undo, meta } = db
  const putMeta = (value: Meta) => meta.put(value, 'sync')

  return reopening(db, {
    async loadAll() {
      await sent
        .where('at')
        .below(now() - sentDays * 86_400_000)
        .delete()
      const old = (await undo.orderBy('at').primaryKeys()).slice(0, -undoGroups)
      await undo.bulkDelete(old)
      return {
        rows: await rows.toArray(),
        outbox: await outbox.orderBy('dseq').toArray(),
        refused: await refused.toArray(),
        undo: await undo.orderBy('at').toArray(),
        meta: { ...emptyMeta, ...(await meta.get('sync')) }
      }
    },
    async putOps(write) {
      await db.transaction('rw', [rows, outbox, refused, undo, meta], async () => {
        await outbox.bulkAdd([...write.ops])
        if (write.undo) await undo.put(write.undo)
        if (write.keep.length > 0) await rows.bulkPut([...write.keep])
        if (write.settled.length > 0) await refused.bulkDelete([...write.settled])
        await putMeta(write.meta)
      })
    },
    async settle({ taken, refused: refusals }) {
      await db.transaction('rw', [outbox, refused], async () => {
        await outbox.bulkPut([...taken])
        await outbox.bulkDelete(refusals.map((r) => r.dseq))
        await refused.bulkPut([...refusals])
      })
    },
    async dropRefused(opIds) {
      await refused.bulkDelete([...opIds])
    },
    async applyPage(page) {
      await db.transaction('rw', [rows, outbox, sent, meta], async () => {
        await rows.bulkPut([...page.puts])
        await rows.bulkDelete(page.removed.map(({ type, id }) => [type, id]))
        await outbox.bulkDelete(page.acked.map((p) => p.dseq))
        await sent.bulkPut([...page.acked])
        await putMeta(page.meta)
      })
    },
    sentAfter: (dseq) => sent.where('dseq').above(dseq).toArray(),
    async renumber(ops, value) {
      await db.transaction('rw', [outbox, sent, meta], async () => {
        const ids = new Set(ops.map((p) => p.op.opId))
        await sent.filter((p) => ids.has(p.op.opId)).delete()
        await outbox.clear()
        await outbox.bulkAdd([...ops])
        await putMeta(value)
      })
    },
    async putMeta(value) {
      await putMeta(value)
    },
    close: () => db.close()
  })
}

/** After a full disk Chromium's connection stays dead until it is opened anew (SECURITY, "Facts measured"). */
function reopening(db: Dexie, store: Store): Store {
  const guarded =
    <A extends unknown[], R>(step: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await step(...args)
      } catch (error) {
        db.close()
        await db.open().catch(() => {})
        throw error
      }
    }
  return {
    loadAll: guarded(store.loadAll),
    putOps: guarded(store.putOps),
    settle: guarded(store.settle),
    dropRefused: guarded(store.dropRefused),
    applyPage: guarded(store.applyPage),
    sentAfter: guarded(store.sentAfter),
    renumber: guarded(store.renumber),
    putMeta: guarded(store.putMeta),
    close: store.close
  }
}
