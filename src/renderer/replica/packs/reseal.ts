import type { Bytes } from '../vault/bytes.ts'
import type { Sealer } from '../vault/sealer.ts'
import type { Database, Table } from './database.ts'

const tables = ['hot', 'history', 'overlay', 'outbox', 'sent', 'refused', 'undo', 'meta'] as const
const rowsAtOnce = 20

type Sealed = { k?: string; dseq?: number; body: Bytes }
const keyOf = (row: Sealed): string | number => row.k ?? row.dseq!

/** more: go on; resealed: the end, and something was sealed anew; clean: the end, and nothing old was met on the way. */
export type Resealed = 'more' | 'resealed' | 'clean'

/**
 * Seals anew what an older key sealed, a few rows at a time. A kill at any point leaves rows of both keys, which open as long
 * as the ring has both. What does not open stays as it is.
 */
export class Resealing {
  #table = 0
  #after: string | number | null = null
  #met = 0

  readonly #db: Database
  readonly #sealer: Sealer
  constructor(db: Database, sealer: Sealer) {
    this.#db = db
    this.#sealer = sealer
  }

  async step(): Promise<Resealed> {
    const name = tables[this.#table]
    if (!name) {
      const met = this.#met
      ;[this.#table, this.#after, this.#met] = [0, null, 0]
      return met > 0 ? 'resealed' : 'clean'
    }
    const table = this.#db.table(name) as Table<Sealed, string | number>
    const all = this.#after === null ? table.toCollection() : table.where(':id').above(this.#after)
    const rows = await all.limit(rowsAtOnce).toArray()
    const fresh = await Promise.all(
      rows.map((row) => this.#sealer.again(name, String(keyOf(row)), row.body).catch(() => null))
    )
    const old = rows.flatMap((row, i) => (fresh[i] ? [{ row, body: fresh[i] }] : []))
    if (old.length > 0) {
      this.#met += old.length
      await this.#db.transaction('rw', table, async () => {
        const now = await table.bulkGet(old.map(({ row }) => keyOf(row)))
        // Written meanwhile: it has the new key, or the next pass meets it.
        const same = old.flatMap(({ row, body }, i) => (isSame(now[i]?.body, row.body) ? [{ ...now[i]!, body }] : []))
        if (same.length > 0) await table.bulkPut(same)
      })
    }
    if (rows.length < rowsAtOnce) [this.#table, this.#after] = [this.#table + 1, null]
    else this.#after = keyOf(rows.at(-1)!)
    return 'more'
  }
}

const isSame = (a: Bytes | undefined, b: Bytes): boolean =>
  a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])
