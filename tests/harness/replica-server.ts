import {
  anchorOf,
  applyOp,
  bucketsOf,
  type HelloRequest,
  type LookupRequest,
  type Op,
  type OpResult,
  type PullEntry,
  type PullRequest,
  type PushRequest,
  type RecordType,
  type Row
} from '@fieldfile/protocol'
import { rootOf } from '../../src/renderer/replica/rebase.ts'
import type { Answer, Transport } from '../../src/renderer/replica/conversation.ts'

interface Entry {
  bucket: string
  type: string
  id: string
  seq: number
  op: 'put' | 'drop'
}
interface Device {
  lastDseq: number
  results: Map<string, OpResult>
}
/** What may go wrong with one message: the request is lost, or the answer is. */
export type Fault = 'request' | 'answer' | null

const key = (type: string, id: string): string => `${type}/${id}`

/** A server in memory with the wire's meaning and nothing else: it stands for the real one in tests of the device. */
export class MemoryServer {
  epoch = 1
  seq = 0
  rows = new Map<string, Row>()
  entries = new Map<string, Entry>()
  devices = new Map<string, Device>()
  grants = new Map<string, string[]>()
  /** Asked before each message; tests cut the line here. */
  fault: (channel: string) => Fault = () => null
  /** Refuses an op by code, as rights and rules do. */
  refuse: (op: Op) => string | null = () => null
  #refusal(op: Op): string | null {
    if (op.kind !== 'create' && !this.rows.has(key(op.type, op.id)) && !op.type.includes(':')) return 'UNKNOWN_RECORD'
    return this.refuse(op)
  }
  log: string[] = []
  readonly types: ReadonlyMap<string, RecordType>

  constructor(types: ReadonlyMap<string, RecordType>) {
    this.types = types
  }

  transport(user: string, device: string): Transport {
    return async (channel, argument) => {
      const fault = this.fault(channel)
      this.log.push(channel)
      // Through JSON, as on the wire; and not in the same turn.
      const request = JSON.parse(JSON.stringify(argument)) as never
      await Promise.resolve()
      if (fault === 'request') return { ok: false, error: { code: 'OFFLINE' } }
      const answer = this.#answer(channel, request, user, device)
      if (fault === 'answer') return { ok: false, error: { code: 'SERVER_UNREACHABLE' } }
      return JSON.parse(JSON.stringify(answer)) as Answer
    }
  }

  /** A change made elsewhere: by another user, an import, a rule. */
  commit(op: Op, user = 'server'): number {
    const type = this.types.get(op.type)!
    const seq = ++this.seq
    const { row, changed } = applyOp(type, this.rows.get(key(op.type, op.id)) ?? null, op, seq, user)
    if (!changed) return seq
    row.rootId = rootOf(type, row.id, row.body)
    this.rows.set(key(op.type, op.id), { ...row, seq })
    this.#stamp(row.type, row.id, seq)
    // A move takes along everything that hangs from the account.
    if (type.type === 'account') {
      for (const other of this.rows.values()) {
        if (other.rootId !== row.id || other.id === row.id) continue
        const next = ++this.seq
        this.rows.set(key(other.type, other.id), { ...other, seq: next })
        this.#stamp(other.type, other.id, next)
      }
    }
    return this.seq
  }

  #stamp(type: string, id: string, seq: number): void {
    const row = this.rows.get(key(type, id))!
    const account = row.rootId ? this.rows.get(key('account', row.rootId)) : undefined
    const buckets = new Set(
      bucketsOf(this.types.get(type)!, row.body, account ? [anchorOf(account.id, account.body)] : [])
    )
    for (const entry of this.entries.values()) {
      if (entry.type === type && entry.id === id && entry.op === 'put' && !buckets.has(entry.bucket))
        Object.assign(entry, { op: 'drop', seq })
    }
    for (const bucket of buckets) this.entries.set(`${bucket}|${type}/${id}`, { bucket, type, id, seq, op: 'put' })
  }

  #answer(channel: string, request: never, user: string, device: string): Answer {
    // As a server of before: then the device numbers anew under the id it has.
    if (channel === 'session.newDevice') return { ok: false, error: { code: 'NOT_FOUND' } }
    if (channel === 'sync.hello') return { ok: true, body: this.#hello(request, user, device) }
    if (channel === 'sync.push') return this.#push(request, user, device)
    if (channel === 'sync.pull') return { ok: true, body: this.#pull(request, user, device) }
    return { ok: true, body: this.#lookup(request) }
  }

  device(id: string): Device {
    const known = this.devices.get(id)
    if (known) return known
    const made = { lastDseq: 0, results: new Map<string, OpResult>() }
    this.devices.set(id, made)
    return made
  }

  #hello(_: HelloRequest, user: string, device: string) {
    return {
      epoch: this.epoch,
      lastDseq: this.device(device).lastDseq,
      serverTime: 1_000,
      grants: this.grants.get(user) ?? [],
      limits: { pushOps: 500, pushBytes: 512 * 1024, pullRows: 2000 }
    }
  }

  #push({ ops }: PushRequest, user: string, deviceId: string): Answer {
    const device = this.device(deviceId)
    const results: OpResult[] = []
    const failed = new Map<string, string>()
    for (const op of ops) {
      const code = this.refuse(op)
      if (code && op.group) failed.set(op.group, op.opId)
    }
    for (const op of ops) {
      const known = device.results.get(op.opId)
      if (known) {
        results.push(
          known.status === 'refused' ? known : { opId: op.opId, dseq: op.dseq, status: 'duplicate', seq: known.seq }
        )
        continue
      }
      if (op.dseq <= device.lastDseq) return { ok: false, error: { code: 'DSEQ_REUSED' } }
      if (op.dseq > device.lastDseq + 1 && device.lastDseq > 0) return { ok: false, error: { code: 'DSEQ_GAP' } }
      const own = this.#refusal(op)
      const code = own ?? (op.group && failed.has(op.group) ? 'GROUP_FAILED' : null)
      const result: OpResult = code
        ? { opId: op.opId, dseq: op.dseq, status: 'refused', code }
        : { opId: op.opId, dseq: op.dseq, status: 'applied', seq: this.commit(op, user) }
      device.lastDseq = op.dseq
      device.results.set(op.opId, result)
      results.push(result)
    }
    return { ok: true, body: { results, lastDseq: device.lastDseq } }
  }

  #pull({ cursors, limit }: PullRequest, user: string, device: string) {
    const grants = this.grants.get(user) ?? []
    const pages: { bucket: string; entries: PullEntry[]; next: number }[] = []
    const sent = new Set<string>()
    let room = limit
    let remaining = 0
    for (const bucket of grants) {
      const due = [...this.entries.values()]
        .filter((e) => e.bucket === bucket && e.seq > (cursors[bucket] ?? 0))
        .toSorted((a, b) => a.seq - b.seq)
      const now = due.slice(0, room)
      room -= now.length
      remaining += due.length - now.length
      const entries = now.map(({ seq, op, type, id }): PullEntry => {
        const row = op === 'put' && !sent.has(key(type, id)) ? this.rows.get(key(type, id)) : undefined
        if (row) sent.add(key(type, id))
        return { seq, op, type, id, ...(row ? { row: row as PullEntry['row'] } : {}) }
      })
      pages.push({
        bucket,
        entries,
        next: now.length < due.length ? (now.at(-1)?.seq ?? cursors[bucket] ?? 0) : this.seq
      })
    }
    return {
      epoch: this.epoch,
      grants,
      pages,
      ackDseq: this.device(device).lastDseq,
      complete: remaining === 0,
      remaining,
      serverTime: 2_000
    }
  }

  #lookup({ type, ids, root, limit }: LookupRequest) {
    const all = [...this.rows.values()].filter((row) => !row.deleted)
    const rows = all
      .filter((row) => (ids ? row.type === type && ids.includes(row.id) : row.rootId === root))
      .slice(0, limit)
    return { rows, more: false, asOf: 2_000 }
  }

  /** What a restore from a backup does: the past is another one, and versions are never used twice. */
  snapshot(): () => void {
    const rows = structuredClone([...this.rows])
    const entries = structuredClone([...this.entries])
    const devices = structuredClone([...this.devices])
    return () => {
      this.rows = new Map(rows)
      this.entries = new Map(entries)
      this.devices = new Map(devices)
      this.epoch++
      this.seq += 2 ** 32
    }
  }
}
