import type { KeptTexts } from '../search/kept-texts.ts'
import type { Sealer } from '../vault/sealer.ts'
import type { Database } from './database.ts'
import type { Lane } from './lane.ts'

const prefix = 'search/'

/**
 * What a search needs, so that a start does not prepare it anew. Nothing rests on it: a part that is missing, does not open
 * or is stale is prepared from the records as if there were none.
 */
export class SearchPack {
  readonly #db: Database
  readonly #sealer: Sealer
  readonly #lane: Lane

  /** @param db relaxed: what is lost is made again */
  constructor(db: Database, sealer: Sealer, lane: Lane) {
    this.#db = db
    this.#sealer = sealer
    this.#lane = lane
  }

  async load(): Promise<KeptTexts[]> {
    const rows = await this.#db.meta.where('k').startsWith(prefix).toArray()
    const opened = await Promise.all(
      rows.map(({ k, body }) => this.#sealer.open<KeptTexts>('meta', k, body).catch(() => null))
    )
    return opened.filter((part) => part !== null)
  }

  /** Part by part, so that nobody waits long behind it. A kill leaves parts of both times, each true for what it says. */
  async save(parts: Iterable<KeptTexts>): Promise<void> {
    const { meta } = this.#db
    const written = new Set<string>()
    for (const part of parts) {
      const k = `${prefix}${written.size}`
      written.add(k)
      const body = await this.#sealer.seal('meta', k, part, { deflate: true })
      await this.#lane.alone(() => meta.put({ k, body }))
    }
    const there = await meta.where('k').startsWith(prefix).primaryKeys()
    await this.#lane.alone(() => meta.bulkDelete(there.filter((k) => !written.has(k))))
  }
}
