import { anchorOf, type Anchor, type Body, type RecordType, type Row, type RowMeta } from '@fieldfile/protocol'
import { linkOf, personType, postingType } from './membership.ts'

export interface Key {
  type: string
  id: string
}
export const keyOf = (type: string, id: string): string => `${type}/${id}`

/** A record in the hands of a commit. */
export interface Held {
  row: Row
  /** As it is in the database; null when it is new. */
  stored: Row | null
  /** Its seq in the database, 0 when it is new. */
  was: number
  /** Its buckets in the database. */
  buckets: readonly string[]
  /** A change of this commit touched it. */
  touched: boolean
  /** Who touched it last. */
  by: string | null
  /** Only read: this commit may not write it. */
  readOnly: boolean
}

export interface StoredRow {
  type: string
  id: string
  root_id: string | null
  link_id: string | null
  seq: number
  deleted: boolean
  buckets: string[]
  body: Body
  field_meta: RowMeta
}

export const storedColumns = 'r.type, r.id, r.root_id, r.link_id, r.seq, r.deleted, r.buckets, r.body, r.field_meta'

/** The records a commit locked, as its ops change them one after the other. */
export class Workset {
  readonly rows = new Map<string, Held>()
  readonly #anchors = new Map<string, Anchor>()
  readonly #links = new Map<string, Set<string>>()
  readonly types: ReadonlyMap<string, RecordType>
  /** In whose name rows are put now. */
  author: string | null = null
  #undo: (() => void)[] = []

  constructor(types: ReadonlyMap<string, RecordType>) {
    this.types = types
  }

  get(type: string, id: string): Held | undefined {
    return this.rows.get(keyOf(type, id))
  }

  /** Takes rows read from the database. A row already held stays as it is. */
  take(stored: readonly StoredRow[], readOnly = false): void {
    for (const s of stored) {
      if (this.get(s.type, s.id)) continue
      const row: Row = {
        type: s.type,
        id: s.id,
        rootId: s.root_id,
        seq: s.seq,
        deleted: s.deleted,
        body: s.body,
        meta: s.field_meta
      }
      this.rows.set(keyOf(s.type, s.id), {
        row,
        stored: row,
        was: s.seq,
        buckets: s.buckets,
        touched: false,
        by: null,
        readOnly
      })
      this.#index(row)
    }
  }

  takeAnchors(accounts: readonly { id: string; body: Body }[]): void {
    for (const { id, body } of accounts) this.#anchors.set(id, anchorOf(id, body))
  }

  /** Puts a changed row, until `undoTo` takes it back. */
  put(row: Row): void {
    const key = keyOf(row.type, row.id)
    const before = this.rows.get(key)
    this.#undo.push(() => void (before ? this.rows.set(key, before) : this.rows.delete(key)))
    const { stored = null, was = 0, buckets = [] } = before ?? {}
    this.rows.set(key, { row, stored, was, buckets, touched: true, by: this.author, readOnly: false })
    this.#index(row)
  }

  mark(): number {
    return this.#undo.length
  }

  /** Takes back what was put since the mark. */
  undoTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()!()
  }

  /** An account's anchor, with what this commit changes of it. Null for an account that does not exist. */
  anchor(id: string): Anchor | null {
    const held = this.get('account', id)
    if (held) return anchorOf(id, held.row.body)
    return this.#anchors.get(id) ?? null
  }

  /** The rows of a type that are about a record: the postings of a person, the reports of a visit. */
  linked(type: string, about: string): Row[] {
    return [...(this.#links.get(keyOf(type, about)) ?? [])]
      .map((id) => this.get(type, id)?.row)
      .filter((row) => row !== undefined)
      .filter((row) => !row.deleted && linkOf(type, row.body) === about)
  }

  #index(row: Row): void {
    const about = linkOf(row.type, row.body)
    if (!about) return
    const key = keyOf(row.type, about)
    this.#links.set(key, (this.#links.get(key) ?? new Set<string>()).add(row.id))
  }

  /** Persons whose memberships depend on rows that are held. */
  personIds(): string[] {
    const ids = new Set<string>()
    for (const { row } of this.rows.values()) {
      if (this.types.get(row.type)?.entity.type === personType) ids.add(row.id)
      const about = row.type === postingType ? linkOf(row.type, row.body) : null
      if (about) ids.add(about)
    }
    return [...ids]
  }
}

/**
 * Rows by their keys. Each key is looked up by itself: with the statistics of a table that has just been filled, a join
 * would read the whole tenant.
 */
export const byKeys = (columns: string, lock = ''): string =>
  `select r.* from json_to_recordset($2::json) as k(type text, id uuid) cross join lateral (
     select ${columns} from record r where r.tenant = $1 and r.type = k.type and r.id = k.id ${lock} limit 1
   ) r`
