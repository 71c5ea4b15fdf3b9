import type { StoredRow } from '../store.ts'
import type { Sealer } from '../vault/sealer.ts'
import { merged, type Changed } from './changes.ts'
import { genKey, pack, unpack, type Contents, type Counters, type Counts, type Packed } from './contents.ts'
import type { Database, Named, OverlayRow, PackRow } from './database.ts'
import type { Home, Part } from './home.ts'

const packsRead = 200
const namesKept = 2000
/** So many packs are written in one transaction. */
export const packsAtOnce = 200
/** So few changes go to the overlay, row by row; more are merged into their packs at once. */
export const overlayRows = 500

/** A pack made anew, ready to be put; `row` null: it has no rows left. */
export interface Made {
  home: Pick<Home, 'part'>
  k: string
  row: PackRow | null
  /** The generation it was made from; undefined where there was none. */
  from: number | undefined
}

/** The server's state on disk: which packs there are, what lies over them, and how much there must be. */
export class Shelf {
  overlay: Contents['overlay'] = new Map()
  gens = new Map<string, number>()
  counts: Counts | null = null
  damaged: { table: string; k: string }[] = []
  #n = 0
  readonly #names = new Map<string, string>()

  readonly #db: Database
  readonly #relaxed: Database
  readonly #sealer: Sealer
  readonly #newId: () => string

  constructor(db: Database, relaxed: Database, sealer: Sealer, newId: () => string) {
    this.#db = db
    this.#relaxed = relaxed
    this.#sealer = sealer
    this.#newId = newId
  }

  begin({ overlay, gens, counts, damaged }: Contents): void {
    this.overlay = overlay
    this.gens = gens
    this.damaged = damaged
    this.#n = Math.max(0, ...[...overlay.values()].map((o) => o.n))
    const keys = [...gens.keys()]
    const hot = keys.filter((key) => key.startsWith('hot/')).length
    this.counts = { ...this.#started(counts), hot, history: keys.length - hot, overlay: overlay.size }
  }
  #started = (counts: Counts | null): Counts =>
    counts ?? { databaseId: this.#newId(), hot: 0, history: 0, overlay: 0, lastSeq: 0, at: 0 }

  /** One pack with changes laid over it. Reads the disk, writes nothing. */
  async merge(home: Home, changes: readonly Changed[], deflate = false): Promise<Made> {
    const k = this.#sealer.opaque(`${home.part}/${home.name}`)
    const { packed, gen } = await this.#read(home.part, k)
    const rows = merged(unpack(packed), home, changes)
    return this.#made(home.part, k, pack(rows), gen, deflate)
  }
  /** Writes the packs that changes concern. */
  async mergeAll(groups: readonly { home: Home; changes: readonly Changed[] }[]): Promise<void> {
    for (let at = 0; at < groups.length; at += packsAtOnce) {
      const some = groups.slice(at, at + packsAtOnce)
      await this.put(await Promise.all(some.map(({ home, changes }) => this.merge(home, changes))))
    }
  }
  /** The pack as it is, sealed anew. */
  async again(part: Part, k: string, deflate: boolean): Promise<Made> {
    const { packed, gen } = await this.#read(part, k)
    return this.#made(part, k, packed, gen, deflate)
  }
  async #read(part: Part, k: string): Promise<{ packed: Packed[]; gen: number | undefined }> {
    const old = this.gens.has(genKey(part, k)) ? await this.#db[part].get(k) : undefined
    if (!old) return { packed: [], gen: undefined }
    this.gens.set(genKey(part, k), old.gen)
    // A damaged pack begins anew: everything is being fetched again.
    const packed = await this.#sealer.open<Packed[]>(part, k, old.body).catch((): Packed[] => [])
    return { packed, gen: old.gen }
  }
  async #made(part: Part, k: string, packed: Packed[], gen: number | undefined, deflate: boolean): Promise<Made> {
    const home = { part }
    if (packed.length === 0) return { home, k, row: null, from: gen }
    const body = await this.#sealer.seal(part, k, packed, { deflate })
    return { home, k, row: { k, gen: (gen ?? 0) + 1, small: deflate ? 1 : 0, body }, from: gen }
  }
  has = (home: Home): boolean => this.gens.has(genKey(home.part, this.#nameOf(home)))
  /** A snapshot asks for each name some times in a row, and hashing is dear. */
  #nameOf({ part, name }: Home): string {
    const full = `${part}/${name}`
    const known = this.#names.get(full)
    if (known !== undefined) return known
    if (this.#names.size >= namesKept) this.#names.clear()
    const k = this.#sealer.opaque(full)
    this.#names.set(full, k)
    return k
  }
  /** A pack that came whole, where there was none. */
  async whole(home: Home, json: string): Promise<Made> {
    const { part } = home
    const k = this.#nameOf(home)
    const body = await this.#sealer.sealJson(part, k, json)
    return { home: { part }, k, row: { k, gen: 1, small: 0, body }, from: undefined }
  }
  accountsWithHistory = (): number => this.counts?.history ?? 0
  /** Rows of history packs, of some accounts or (null) of all, but for those the overlay has. */
  async history(roots: readonly string[] | null): Promise<{ rows: StoredRow[]; damaged: number }> {
    const names = roots?.map((root) => this.#sealer.opaque(`history/account/${root}`))
    const keys = names
      ? names.filter((k) => this.gens.has(genKey('history', k)))
      : [...this.gens.keys()].filter((key) => key.startsWith('history/')).map((key) => key.slice('history/'.length))
    const rows: StoredRow[] = []
    let damaged = 0
    for (let at = 0; at < keys.length; at += packsRead) {
      const packs = await this.#db.history.bulkGet(keys.slice(at, at + packsRead))
      const opened = await Promise.all(
        packs.map((row) => (row ? this.#sealer.open<Packed[]>('history', row.k, row.body).catch(() => null) : null))
      )
      opened.forEach((packed, i) => {
        if (packed) {
          for (const row of unpack(packed)) if (!this.overlay.has(`${row.type}/${row.id}`)) rows.push(row)
        } else {
          damaged++
          this.damaged.push({ table: 'history', k: keys[at + i]! })
        }
      })
    }
    return { rows, damaged }
  }
  /** Whether nobody wrote these packs since they were read. */
  isCurrent = (made: readonly Made[]): boolean =>
    made.every(({ home, k, from }) => this.gens.get(genKey(home.part, k)) === from)

  /** Puts packs, and takes away the overlay's rows that are in them now. `more`: what is to be known with them. */
  async put(made: readonly Made[], inside: readonly string[] = [], more: readonly Named[] = []): Promise<void> {
    const counts = this.countsAfter([], inside)
    for (const { home, row, from } of made) {
      if (row && from === undefined) counts[home.part]++
      if (!row && from !== undefined) counts[home.part]--
    }
    const countsRow = await this.named('meta', 'counts', counts)
    const rows = (part: Part): PackRow[] => made.flatMap((m) => (m.home.part === part && m.row ? [m.row] : []))
    const empty = (part: Part): string[] => made.flatMap((m) => (m.home.part === part && !m.row ? [m.k] : []))
    const [hots, histories, noHots, noHistories] = [rows('hot'), rows('history'), empty('hot'), empty('history')]
    const keys = inside.map((key) => this.#sealer.opaque(`overlay/${key}`))
    const db = this.#relaxed
    await db.transaction('rw', [db.hot, db.history, db.overlay, db.meta], async () => {
      const { hot, history, overlay, meta } = db
      if (hots.length > 0) await hot.bulkPut(hots)
      if (histories.length > 0) await history.bulkPut(histories)
      if (noHots.length > 0) await hot.bulkDelete(noHots)
      if (noHistories.length > 0) await history.bulkDelete(noHistories)
      if (keys.length > 0) await overlay.bulkDelete(keys)
      await meta.bulkPut([countsRow, ...more])
    })
    for (const { home, k, row } of made) {
      const key = genKey(home.part, k)
      if (row) this.gens.set(key, row.gen)
      else this.gens.delete(key)
      this.damaged = this.damaged.filter((d) => d.table !== home.part || d.k !== k)
    }
    for (const key of inside) this.overlay.delete(key)
    this.counts = counts
  }

  // --- the overlay
  rows = (changes: ReadonlyMap<string, Changed>): Promise<OverlayRow[]> =>
    Promise.all(
      [...changes].map(async ([key, change]) => {
        const k = this.#sealer.opaque(`overlay/${key}`)
        return { k, n: this.#n + 1, body: await this.#sealer.seal('overlay', k, change) }
      })
    )
  /** Once their rows are on the disk. */
  remember(changes: ReadonlyMap<string, Changed>): void {
    if (changes.size === 0) return
    this.#n++
    this.counts = this.countsAfter([...changes.keys()], [])
    for (const [key, change] of changes) this.overlay.set(key, { n: this.#n, change })
  }
  countsAfter(added: readonly string[], inside: readonly string[]): Counts {
    const counts = { ...this.#started(this.counts) }
    for (const key of added) if (!this.overlay.has(key)) counts.overlay++
    for (const key of inside) if (this.overlay.has(key)) counts.overlay--
    return counts
  }
  /** What every write changes, apart from what a page changes. */
  counters = ({ nextDseq, lastHlc }: Counters): Promise<Named> => this.named('meta', 'counters', { nextDseq, lastHlc })
  async named(table: 'meta' | 'undo' | 'refused', name: string, value: unknown): Promise<Named> {
    const k = table === 'meta' ? name : this.#sealer.opaque(`${table}/${name}`)
    return { k, body: await this.#sealer.seal(table, k, value) }
  }
}
