import type { Op, RecordType, Row } from '@fieldfile/protocol'
import { FieldIndex, isIndexed } from './field-index.ts'
import type { Rec } from './read.ts'
import { rebase } from './rebase.ts'
import {
  emptyMeta,
  type Key,
  type Loaded,
  type Meta,
  type PendingOp,
  type RefusedOp,
  type StoredRow,
  type UndoGroup
} from './store.ts'

export const keyOf = (type: string, id: string): string => `${type}/${id}`
/** What a query may depend on; see `touched`. */
export const dep = {
  record: (type: string, id: string) => `r:${type}/${id}`,
  type: (type: string) => `t:${type}`,
  index: (type: string, field: string, value: string) => `i:${type}/${field}/${value}`,
  state: (type: string, id: string) => `s:${type}/${id}`
}

const refusedKeys = (r: RefusedOp): string => keyOf(r.op.type, r.op.id)

/**
 * Everything the device knows, answering at once: server state (`base`), looked-up rows, pending ops, and the view that
 * results. It decides nothing durable; callers change the store first, then this.
 */
export class Memory {
  readonly base = new Map<string, Map<string, StoredRow>>()
  readonly pending = new Map<string, PendingOp[]>()
  readonly refused = new Map<string, RefusedOp>()
  readonly undo = new Map<string, UndoGroup>()
  /** Rows in no bucket of ours: they go at the next `complete` unless an op is pending (rules I8, I9). */
  readonly orphans = new Map<string, Key>()
  meta: Meta = emptyMeta
  /** Told which inputs of queries have changed. */
  onTouched: (keys: readonly string[]) => void = () => {}
  /** Told about every change of the view, for indexes kept elsewhere. */
  onView: (type: string, id: string, rec: Rec | undefined) => void = () => {}

  readonly #view = new Map<string, Map<string, Rec>>()
  readonly #indexes = new Map<string, Map<string, FieldIndex>>()
  readonly #transient = new Map<string, Row>()

  readonly types: ReadonlyMap<string, RecordType>
  readonly userId: string

  constructor(types: ReadonlyMap<string, RecordType>, userId: string) {
    this.types = types
    this.userId = userId
  }

  load(loaded: Loaded): void {
    this.meta = loaded.meta
    for (const entry of loaded.outbox) this.#queue(entry)
    for (const entry of loaded.refused) this.refused.set(entry.opId, entry)
    for (const entry of loaded.undo) this.undo.set(entry.group, entry)
    for (const stored of loaded.rows) this.#setBase(stored)
    for (const type of this.base.keys()) for (const id of this.base.get(type)!.keys()) this.#refresh(type, id, [])
    for (const entries of this.pending.values()) this.#refresh(entries[0]!.op.type, entries[0]!.op.id, [])
  }

  // --- reading
  get = (type: string, id: string): Rec | undefined => this.#view.get(type)?.get(id)
  all = (type: string): Rec[] => [...(this.#view.get(type)?.values() ?? [])]
  ids = (type: string): Iterable<Rec> => this.#view.get(type)?.values() ?? []

  where(type: string, field: string, value: string): Rec[] {
    let indexes = this.#indexes.get(type)
    if (!indexes) this.#indexes.set(type, (indexes = new Map()))
    let index = indexes.get(field)
    if (!index) {
      const definition = this.types.get(type)?.fields[field]
      if (!definition || !isIndexed(definition)) throw new Error(`${type}.${field} is not indexed`)
      indexes.set(field, (index = new FieldIndex(field)))
      for (const rec of this.ids(type)) index.replace(rec.id, undefined, rec)
    }
    return index.find(value)
  }

  /** The server's row, from the store or looked up. */
  rowOf(type: string, id: string): Row | null {
    return this.base.get(type)?.get(id)?.row ?? this.#transient.get(keyOf(type, id)) ?? null
  }
  stored = (type: string, id: string): StoredRow | undefined => this.base.get(type)?.get(id)
  pendingOf = (type: string, id: string): readonly PendingOp[] => this.pending.get(keyOf(type, id)) ?? []
  refusedOf = (type: string, id: string): RefusedOp[] =>
    [...this.refused.values()].filter((r) => r.op.type === type && r.op.id === id)
  outbox(): PendingOp[] {
    return [...this.pending.values()].flat().toSorted((a, b) => a.dseq - b.dseq)
  }
  isLookedUp = (type: string, id: string): boolean => this.#transient.has(keyOf(type, id))

  // --- changing
  addPending(entries: readonly PendingOp[]): void {
    for (const entry of entries) this.#queue(entry)
    this.#refreshAll(entries.map(({ op }) => op))
  }
  removePending(entries: readonly PendingOp[]): void {
    const gone = new Set(entries.map((e) => e.op.opId))
    for (const { op } of entries) {
      const key = keyOf(op.type, op.id)
      const rest = (this.pending.get(key) ?? []).filter((e) => !gone.has(e.op.opId))
      if (rest.length > 0) this.pending.set(key, rest)
      else this.pending.delete(key)
    }
    this.#refreshAll(entries.map(({ op }) => op))
  }
  /** Replaces entries by newer ones of the same op: answered, or renumbered. The view stays as it is (rule I11). */
  replacePending(entries: readonly PendingOp[]): void {
    for (const entry of entries) {
      const list = this.pending.get(keyOf(entry.op.type, entry.op.id)) ?? []
      this.pending.set(
        keyOf(entry.op.type, entry.op.id),
        list.map((e) => (e.op.opId === entry.op.opId ? entry : e))
      )
    }
    this.onTouched(entries.map(({ op }) => dep.state(op.type, op.id)))
  }
  addRefused(entries: readonly RefusedOp[]): void {
    for (const entry of entries) this.refused.set(entry.opId, entry)
    this.onTouched(entries.map((e) => `s:${refusedKeys(e)}`))
  }
  removeRefused(opIds: readonly string[]): void {
    const gone = opIds.map((id) => this.refused.get(id)).filter((e) => e !== undefined)
    for (const { opId } of gone) this.refused.delete(opId)
    this.onTouched(gone.map((e) => `s:${refusedKeys(e)}`))
  }
  applyPage(page: { puts: readonly StoredRow[]; removed: readonly Key[]; acked: readonly PendingOp[] }): void {
    const touched: string[] = []
    for (const stored of page.puts) this.#setBase(stored)
    for (const { type, id } of page.removed) {
      this.base.get(type)?.delete(id)
      this.orphans.delete(keyOf(type, id))
    }
    this.removePending(page.acked)
    for (const { type, id } of page.puts) this.#refresh(type, id, touched)
    for (const { type, id } of page.removed) this.#refresh(type, id, touched)
    this.onTouched(touched)
  }
  /** Everything is fetched anew: what is here does not count as received any more. */
  age(meta: Meta): void {
    this.meta = meta
    for (const rows of this.base.values()) for (const [id, stored] of rows) rows.set(id, { ...stored, epoch: -1 })
  }
  /** Rows read later than the rest; what is here already is newer. */
  addHistory(rows: readonly StoredRow[]): void {
    const touched: string[] = []
    for (const stored of rows) {
      if (this.stored(stored.type, stored.id)) continue
      this.#setBase(stored)
      this.#refresh(stored.type, stored.id, touched)
    }
    this.onTouched(touched)
  }
  setTransient(rows: readonly Row[], limit: number): void {
    const touched: string[] = []
    for (const row of rows) {
      const key = keyOf(row.type, row.id)
      this.#transient.delete(key)
      this.#transient.set(key, row)
      this.#refresh(row.type, row.id, touched)
    }
    for (const [key, row] of this.#transient) {
      if (this.#transient.size <= limit) break
      this.#transient.delete(key)
      this.#refresh(row.type, row.id, touched)
    }
    this.onTouched(touched)
  }
  /** Looked-up rows that the answer no longer has. */
  dropTransient(keys: readonly Key[]): void {
    const touched: string[] = []
    for (const { type, id } of keys) if (this.#transient.delete(keyOf(type, id))) this.#refresh(type, id, touched)
    this.onTouched(touched)
  }

  // --- inside
  #queue(entry: PendingOp): void {
    const key = keyOf(entry.op.type, entry.op.id)
    const list = this.pending.get(key)
    if (list)
      this.pending.set(
        key,
        [...list, entry].toSorted((a, b) => a.dseq - b.dseq)
      )
    else this.pending.set(key, [entry])
  }
  #setBase(stored: StoredRow): void {
    let rows = this.base.get(stored.type)
    if (!rows) this.base.set(stored.type, (rows = new Map()))
    rows.set(stored.id, stored)
    const key = keyOf(stored.type, stored.id)
    if (Object.keys(stored.in).length === 0) this.orphans.set(key, { type: stored.type, id: stored.id })
    else {
      this.orphans.delete(key)
      // Held from now on: the looked-up copy would only grow old.
      this.#transient.delete(key)
    }
  }
  #refreshAll(ops: readonly Op[]): void {
    const touched: string[] = []
    for (const { type, id } of ops) this.#refresh(type, id, touched)
    this.onTouched(touched)
  }
  #refresh(type: string, id: string, touched: string[]): void {
    const definition = this.types.get(type)
    const stored = this.stored(type, id)
    const ops = this.pendingOf(type, id)
    const server = this.rowOf(type, id)
    const row =
      definition && ops.length > 0
        ? rebase(
            definition,
            server,
            ops.map((e) => e.op),
            this.userId
          )
        : server
    const held = stored ? Object.keys(stored.in).length > 0 : !server
    this.#setView(type, id, row && !row.deleted ? recOf(row, held) : undefined, touched)
  }
  #setView(type: string, id: string, rec: Rec | undefined, touched: string[]): void {
    let view = this.#view.get(type)
    if (!view) this.#view.set(type, (view = new Map()))
    const before = view.get(id)
    if (rec) view.set(id, rec)
    else view.delete(id)
    touched.push(dep.state(type, id))
    if (!before && !rec) return
    touched.push(dep.record(type, id), dep.type(type))
    for (const [field, index] of this.#indexes.get(type) ?? []) {
      for (const value of index.replace(id, before, rec)) touched.push(dep.index(type, field, value))
    }
    this.onView(type, id, rec)
  }
}

const recOf = (row: Row, held: boolean): Rec => ({
  type: row.type,
  id: row.id,
  rootId: row.rootId,
  body: row.body,
  meta: row.meta,
  seq: row.seq,
  origin: held ? 'device' : 'server'
})
