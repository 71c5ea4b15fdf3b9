import {
  applyOp,
  formatHlc,
  type Bridge,
  type FieldChange,
  type Op,
  type Role,
  type Session
} from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { connect, type Connection, type WorkerLike } from '../../../client/index.ts'
import type { Change, FromWorker, ToWorker } from '../../../replica/messages.ts'
import { emptyMeta, type PendingOp, type Store, type StoredRow } from '../../../replica/store.ts'
import { startReplica, type Scope } from '../../../replica/worker.ts'
import type { AnyQuery } from '../../../replica/replica.ts'

/** A record as a colleague's device would have written it: lists and events with ids of their own. */
export interface Seed {
  type: string
  id: string
  body: Record<string, unknown>
}

const serverDevice = '00000000-0000-7000-8000-0000000000ff'
let counter = 0

function rowOf({ type, id, body }: Seed, at: number): StoredRow {
  const definition = types.get(type)!
  const fields = Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, FieldChange] => {
      const { kind } = definition.fields[name]!.type
      if (kind === 'list') return [name, { append: value as { id: string }[] }]
      return [name, kind === 'set' ? { add: value as never, base: 0 } : { value: value as never, base: 0 }]
    })
  )
  const hlc = formatHlc(at, ++counter % 0xffff, serverDevice)
  const op: Op = { opId: id, dseq: counter, group: null, kind: 'create', type, id, hlc, schema: 1, fields }
  const { row } = applyOp(definition, null, op, 1)
  const rootId = definition.entity.root === 'self' ? id : ((body['accountId'] as string | undefined) ?? null)
  return { type, id, row: { ...row, rootId, seq: 1 }, in: { test: 1 }, epoch: 0 }
}

/** The rows a device would hold of these records, written an hour before. */
export const rowsOf = (seeds: readonly Seed[], now: number): StoredRow[] =>
  seeds.map((seed) => rowOf(seed, now - 3_600_000))

const done = () => Promise.resolve()
/** Remembers nothing but what one test needs; every write is durable at once. */
function memoryStore(rows: StoredRow[], outbox: PendingOp[]): Store {
  return {
    loadAll: () => Promise.resolve({ rows, outbox: [...outbox], refused: [], undo: [], meta: emptyMeta }),
    putOps: ({ ops }) => {
      outbox.push(...ops)
      return done()
    },
    settle: done,
    dropRefused: done,
    applyPage: done,
    sentAfter: () => Promise.resolve([]),
    renumber: done,
    putMeta: done,
    close: () => {}
  }
}

export interface TestUser {
  id: string
  name: string
  roles: readonly Role[]
  territoryIds: readonly string[]
}
export interface RealClient {
  connection: Connection
  /** Every write the window asked for. */
  writes: readonly (readonly Change[])[]
  /** What waits to be sent, as it would be after a crash. */
  outbox: readonly PendingOp[]
  setNet: (phase: 'offline' | 'idle') => void
}

const net = (phase: string) => ({ phase, code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 })

/** The window's client on the real replica, with its life cycles, rights and undo; no server, no disk. */
export function realClient(
  seeds: readonly Seed[],
  queries: readonly AnyQuery[],
  user: TestUser,
  { now, zone = 'Asia/Shanghai' }: { now: () => number; zone?: string }
): RealClient {
  const writes: (readonly Change[])[] = []
  const outbox: PendingOp[] = []
  const scope: Scope = {
    onmessage: null,
    postMessage: (message) =>
      queueMicrotask(() => worker.onmessage?.({ data: structuredClone(message) } as MessageEvent<FromWorker>))
  }
  const worker: WorkerLike = {
    onmessage: null,
    postMessage: (message) => {
      if (message.t === 'write') writes.push(message.changes)
      queueMicrotask(() => scope.onmessage?.({ data: structuredClone(message) } as MessageEvent<ToWorker>))
    }
  }
  const rows = rowsOf(seeds, now())
  startReplica({ queries, scope, deps: { now, openStore: () => memoryStore(rows, outbox) } })
  const listeners: ((net: unknown) => void)[] = []
  const bridge = {
    call: (channel: string) => Promise.resolve(channel === 'net.state' ? net('idle') : null),
    on: (channel: string, listener: (net: unknown) => void) => {
      if (channel === 'net.state') listeners.push(listener)
      return () => {}
    }
  } as unknown as Bridge
  const connection = connect(worker, bridge)
  const session = {
    server: 'http://test',
    tenant: 'test',
    device: '00000000-0000-7000-8000-0000000000aa',
    user: { ...user, login: user.name, language: 'zh-CN' },
    remembered: true
  } as unknown as Session
  connection.start(session, { zone })
  return { connection, writes, outbox, setNet: (phase) => listeners.forEach((listener) => listener(net(phase))) }
}
