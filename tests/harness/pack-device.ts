import { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'
import { openDatabase, type Database } from '../../src/renderer/replica/packs/database.ts'
import { openPackStore, type OpenStore } from '../../src/renderer/replica/packs/pack-store.ts'
import { emptyMeta, type Meta, type PendingOp, type StoredRow } from '../../src/renderer/replica/store.ts'
import { askMain, mainJournal, mainWitness } from '../../src/renderer/replica/vault/main.ts'
import { foreignOp, freshId, sealer, uuid } from './replica-device.ts'

let databases = 0

/** A database, main's storage beside it, and the rows a memory above it would know. */
export class PackDevice {
  readonly name: string
  readonly vault = new FakeVault()
  readonly known = new Map<string, StoredRow>()
  store: OpenStore
  #cursor = 0

  /** @param name of another one's database, as a second start without the first's end sees it */
  constructor(name = `packs-${++databases}`) {
    this.name = name
    this.store = this.open()
  }
  open(): OpenStore {
    const ask = askMain(async (channel, argument) => this.vault.answer(channel, argument))
    const options = {
      sealer,
      now: () => Date.now(),
      newId: freshId,
      journal: mainJournal(ask),
      witness: mainWitness(ask)
    }
    return (this.store = openPackStore(this.name, options))
  }
  async restart(): Promise<OpenStore> {
    await this.store.close()
    return this.open()
  }
  /** The tables as they are, for looking and for spoiling. */
  async raw<T>(act: (db: Database) => Promise<T>): Promise<T> {
    const db = openDatabase(this.name, 'strict')
    try {
      return await act(db)
    } finally {
      db.close()
    }
  }
  meta = (more: Partial<Meta> = {}): Meta => ({ ...emptyMeta, epoch: 1, cursors: { b: this.#cursor }, ...more })

  async page(
    puts: readonly StoredRow[],
    { removed = [], acked = [], more = false, ...meta }: PageOptions = {}
  ): Promise<void> {
    this.#cursor++
    const known = (type: string, id: string): StoredRow | undefined => this.known.get(`${type}/${id}`)
    await this.store.applyPage({ puts, removed, acked, more, known, meta: this.meta(meta) })
    for (const row of puts) this.known.set(`${row.type}/${row.id}`, row)
    for (const { type, id } of removed) this.known.delete(`${type}/${id}`)
  }
  write = (...ops: PendingOp[]): Promise<void> =>
    this.store.putOps({
      ops,
      undo: null,
      keep: [],
      settled: [],
      meta: this.meta({ nextDseq: ops.at(-1)!.dseq + 1, lastHlc: ops.at(-1)!.op.hlc })
    })
  /** What is there after a start, history included. */
  async all(): Promise<StoredRow[]> {
    const loaded = await this.store.loadAll()
    const { rows } = await this.store.loadHistory(null)
    return [...loaded.rows, ...rows]
  }
}
type PageOptions = Partial<Meta> & {
  removed?: { type: string; id: string }[]
  acked?: PendingOp[]
  more?: boolean
}

export const pending = (dseq: number): PendingOp => ({
  dseq,
  at: Date.now(),
  seq: null,
  op: foreignOp({ type: 'account', id: uuid(dseq), dseq }, { name: `第${dseq}次` })
})
export const row = (type: string, n: number, root: number | null, seq = n, body: object = { n }): StoredRow => {
  const rootId = root === null ? null : uuid(root)
  const id = uuid(n)
  return {
    type,
    id,
    row: { type, id, rootId, seq, deleted: false, body: { ...body }, meta: {} },
    in: { b: seq },
    epoch: 1
  }
}
export const sorted = (rows: Iterable<StoredRow>): StoredRow[] =>
  [...rows].toSorted((a, b) => `${a.type}/${a.id}`.localeCompare(`${b.type}/${b.id}`))
