import type { Body, RowMeta } from '@fieldfile/protocol'
import type { Database, Session } from '../../server/src/db/database.ts'

/*
 * The server's tables in memory, answering the statements of push and pull by their names, so that the real commit,
 * decide, merge, scope and pull run a hundred thousand times. It holds the meaning of those statements and nothing else; a
 * statement it does not know throws, and `sim.test.ts` runs the same sequences on PGlite.
 */
export interface RecordRow {
  type: string
  id: string
  root_id: string | null
  link_id: string | null
  seq: number
  deleted: boolean
  buckets: string[]
  body: Body
  field_meta: RowMeta
  /** As a pull sends it. */
  json: string
}
export interface Entry {
  seq: number
  bucket: string
  op: 'put' | 'drop'
  type: string
  id: string
}
interface DeviceRow {
  user_id: string
  last_dseq: number
  epoch: number
  status: 'active' | 'revoked'
}
interface ResultRow {
  device: string
  dseq: number
  op_id: string
  hash: string
  status: 'applied' | 'duplicate' | 'refused'
  seq: number
  code: string | null
  field: string | null
  content: string | null
}
interface Head {
  bucket: string
  seq: number
  live: number
}
export interface Tables {
  epoch: number
  seq: number
  record: Map<string, RecordRow>
  entry: Map<string, Map<string, Entry>>
  head: Map<string, Head>
  device: Map<string, DeviceRow>
  result: Map<string, ResultRow>
  /** Seqs that are taken and not to be seen yet. Only where a test spoils the order. */
  unseen: Set<number>
}
export const noTables = (): Tables => ({
  epoch: 1,
  seq: 0,
  record: new Map(),
  entry: new Map(),
  head: new Map(),
  device: new Map(),
  result: new Map(),
  unseen: new Set()
})
/** Rows are replaced, never changed, so the maps are all there is to copy. */
export const copyTables = (t: Tables): Tables => ({
  epoch: t.epoch,
  seq: t.seq,
  record: new Map(t.record),
  entry: new Map([...t.entry].map(([bucket, entries]) => [bucket, new Map(entries)])),
  head: new Map(t.head),
  device: new Map(t.device),
  result: new Map(t.result),
  unseen: new Set()
})

interface Incoming {
  n: number
  type: string
  id: string
  root: string | null
  link: string | null
  was: number
  deleted: boolean
  buckets: string[]
  dropped: string[]
  body: Body
  meta: RowMeta
  whole: boolean
}
interface OutcomeRow extends Omit<ResultRow, 'op_id'> {
  opId: string
  n: number | null
}
// oxlint-disable-next-line typescript/no-explicit-any -- what a statement is given, as the driver would get it
type Values = readonly any[]

export const keyOf = (type: string, id: string): string => `${type}/${id}`
const provisional = `"ver":${Number.MAX_SAFE_INTEGER}`

/** What a test spoils on purpose. */
export interface Spoiled {
  /** A seq is taken before the commit, which becomes visible after a later one (rule I1). */
  plainSequence?: boolean
  /** The server forgets what it has answered (rule I2). */
  noDedupe?: boolean
}

export class MemoryDatabase implements Pick<Database, 'engine' | 'session'> {
  readonly engine = 'pglite'
  tables = noTables()
  readonly spoiled: Spoiled
  #commits = 0

  constructor(spoiled: Spoiled = {}) {
    this.spoiled = spoiled
  }

  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work({
      query: async <R>(text: string, values: readonly unknown[] = [], name?: string) =>
        this.#answer(name ?? text.split(' ', 2).join(' '), values) as R[]
    })
  }

  /** Makes visible what a spoiled commit held back. */
  flush(): void {
    this.tables.unseen.clear()
  }

  #answer(name: string, v: Values): unknown[] {
    if (name.startsWith('lock-')) this.flush()
    const { record, device, result, head } = this.tables
    switch (name) {
      case 'begin':
      case 'commit':
      case 'begin isolation':
      case 'audit':
        return []
      case 'directory':
        return [...record.values()].filter(
          (r) => !r.deleted && ((r.type === 'user' && v[1].includes(r.id)) || r.type === 'territory')
        )
      case 'places':
      case 'lock-records':
        return (JSON.parse(v[1]) as { type: string; id: string }[]).flatMap(
          ({ type, id }) => record.get(keyOf(type, id)) ?? []
        )
      case 'persons':
        return this.#persons(v[1], v[2], v[3])
      case 'lock-below':
        return this.#where((r) => r.root_id !== null && (v[1] as string[]).includes(r.root_id))
      case 'linked':
        return this.#where((r) => r.type === v[2] && r.link_id !== null && (v[1] as string[]).includes(r.link_id))
      case 'lock-devices': {
        const forgets = this.spoiled.noDedupe ? { last_dseq: 0, epoch: -1 } : {}
        return (v[1] as string[]).flatMap((id) => {
          const row = device.get(id)
          return row ? { ...row, id, head_epoch: this.tables.epoch, ...forgets } : []
        })
      }
      case 'op-results': {
        if (this.spoiled.noDedupe) return []
        const spans = JSON.parse(v[1]) as { device: string; from: number; to: number }[]
        const ids = new Set<string>(v[2])
        const rows = [...result.values()]
        return [
          ...spans.flatMap((k) => rows.filter((r) => r.device === k.device && r.dseq >= k.from && r.dseq <= k.to)),
          ...rows.filter((r) => r.status === 'applied' && ids.has(r.op_id))
        ]
      }
      case 'stamp':
        return this.#stamp(v)
      case 'device-state': {
        const row = device.get(v[1])
        if (!row || row.user_id !== v[2]) return []
        return [{ ...row, disabled: false, epoch: this.tables.epoch, seq: this.tables.seq }]
      }
      case 'bucket-heads':
        return (v[1] as string[]).flatMap((bucket) => head.get(bucket) ?? [])
      case 'entries':
        return this.#entries(v)
      case 'pull-rows':
        return (JSON.parse(v[1]) as { type: string; id: string }[]).flatMap(
          ({ type, id }) => record.get(keyOf(type, id)) ?? []
        )
    }
    if (name.startsWith('lock-accounts-')) return this.#accounts(v)
    throw new Error(`the simulated database does not know the statement ${name}`)
  }

  #where = (test: (row: RecordRow) => boolean): RecordRow[] => [...this.tables.record.values()].filter(test)

  #persons(named: string[], postings: string[], moved: string[]): RecordRow[] {
    const who = new Set<string | null>(named)
    for (const r of this.tables.record.values()) {
      if (r.type === 'posting' && postings.includes(r.id)) who.add(r.link_id)
      if (r.root_id === null || !moved.includes(r.root_id)) continue
      if (r.type === 'person') who.add(r.id)
      if (r.type === 'posting') who.add(r.link_id)
    }
    return this.#where((r) => (r.type === 'person' && who.has(r.id)) || (r.type === 'posting' && who.has(r.link_id)))
  }

  #accounts(v: Values): unknown[] {
    return (JSON.parse(v[1]) as { id: string; mode: string }[]).flatMap(({ id, mode }) => {
      const row = this.tables.record.get(keyOf('account', id))
      if (!row) return []
      if (mode !== 'share') return [{ ...row, mode }]
      const { territoryId = null, ownerUserId = null, teamUserIds = null } = row.body
      return [{ ...row, mode, body: { territoryId, ownerUserId, teamUserIds }, field_meta: {} }]
    })
  }

  #entries(v: Values): Entry[] {
    const asked = JSON.parse(v[1]) as { bucket: string; cursor: number; hidden: string[] }[]
    return asked
      .flatMap(({ bucket, cursor, hidden }) =>
        [...(this.tables.entry.get(bucket)?.values() ?? [])]
          .filter((e) => e.seq > cursor && !hidden.includes(e.type) && !this.tables.unseen.has(e.seq))
          .toSorted((a, b) => a.seq - b.seq)
          .slice(0, v[2] as number)
      )
      .toSorted((a, b) => a.seq - b.seq)
  }

  #stamp(v: Values): { before: number; seq: number; sound: number }[] {
    const t = this.tables
    const before = t.seq
    t.seq += v[1] as number
    const seq = t.seq
    this.#write(v, before, seq)
    if (this.spoiled.plainSequence && ++this.#commits % 3 === 0) for (let n = before + 1; n <= seq; n++) t.unseen.add(n)
    return [{ before, seq, sound: 1 }]
  }

  #write(v: Values, before: number, seq: number): void {
    const t = this.tables
    for (const r of JSON.parse(v[2]) as Incoming[]) this.#put(r, before + r.n)
    for (const { bucket, live } of JSON.parse(v[3]) as { bucket: string; live: number }[])
      t.head.set(bucket, { bucket, seq, live: (t.head.get(bucket)?.live ?? 0) + live })
    for (const o of JSON.parse(v[4]) as OutcomeRow[]) {
      const row = { ...o, op_id: o.opId, seq: o.n === null ? o.seq : before + o.n }
      t.result.set(`${o.device}/${o.dseq}`, row)
    }
    for (const { device, lastDseq } of JSON.parse(v[6]) as { device: string; lastDseq: number }[])
      t.device.set(device, { ...t.device.get(device)!, last_dseq: lastDseq, epoch: t.epoch })
  }

  #put(r: Incoming, seq: number): void {
    const t = this.tables
    const key = keyOf(r.type, r.id)
    const held = t.record.get(key)
    if (r.was === 0 ? held : !held || held.seq >= seq) throw new Error(`${key} was written by somebody else`)
    const stays = held !== undefined && r.was > 0
    const body = stays && !r.whole ? { ...held.body, ...r.body } : r.body
    const meta = JSON.stringify(stays ? { ...held.field_meta, ...r.meta } : r.meta).replaceAll(
      provisional,
      `"ver":${seq}`
    )
    const { type, id, deleted, buckets } = r
    const head = JSON.stringify({ type, id, rootId: r.root, seq, deleted, body })
    const json = `${head.slice(0, -1)},"meta":${meta}}`
    const field_meta = JSON.parse(meta) as RowMeta
    t.record.set(key, { type, id, root_id: r.root, link_id: r.link, seq, deleted, buckets, body, field_meta, json })
    for (const [op, list] of [
      ['put', buckets],
      ['drop', r.dropped]
    ] as const) {
      for (const bucket of list) {
        let entries = t.entry.get(bucket)
        if (!entries) t.entry.set(bucket, (entries = new Map()))
        entries.set(key, { seq, bucket, op, type, id })
      }
    }
  }
}
