import type { Bridge, Session } from '@fieldfile/protocol'
import { connect, type Connection, type Query, type WorkerLike } from '../../../client/index.ts'
import type { FromWorker, ToWorker } from '../../../replica/messages.ts'
import type { MemoryDb } from './memory-db.ts'

/** What a test sees of the conversation between window and worker. */
export interface FakeClient {
  connection: Connection
  /** Every write, in order. */
  writes: Extract<ToWorker, { t: 'write' }>['changes'][]
  lookups: unknown[]
  /** The next write is refused with this code. */
  refuseNext: (code: string, field?: string) => void
}

/** Ties the client to a database in memory instead of the worker. */
export function fakeClient(db: MemoryDb, queries: readonly Query<never, unknown>[]): FakeClient {
  const byName = new Map(queries.map((query) => [query.name, query]))
  const open = new Map<number, { query: string; args: unknown }>()
  const fake: Omit<FakeClient, 'connection'> & { refusal: { code: string; field?: string } | null } = {
    writes: [],
    lookups: [],
    refusal: null,
    refuseNext: (code, field) => void (fake.refusal = { code, field })
  }
  const worker: WorkerLike = { onmessage: null, postMessage: receive }
  const post = (data: FromWorker) => worker.onmessage?.({ data } as MessageEvent<FromWorker>)
  const answer = (sub: number) => {
    const asked = open.get(sub)
    const query = asked && byName.get(asked.query)
    if (!asked || !query) return post({ t: 'queryFailed', sub, message: `no query ${asked?.query}` })
    // What cannot be cloned could not be posted by a worker.
    return post({ t: 'result', sub, data: structuredClone(query.run(db.read(), asked.args as never)) })
  }
  db.onChange(() => {
    for (const sub of open.keys()) answer(sub)
  })
  function receive(message: ToWorker): void {
    queueMicrotask(() => {
      if (message.t === 'subscribe') {
        open.set(message.sub, message)
        answer(message.sub)
      } else if (message.t === 'unsubscribe') open.delete(message.sub)
      else if (message.t === 'write') {
        const { refusal } = fake
        fake.refusal = null
        if (refusal) return void post({ t: 'answer', id: message.id, ok: false, ...refusal })
        fake.writes.push(message.changes)
        post({ t: 'answer', id: message.id, ok: true, value: db.write(message.changes) })
      } else if (message.t === 'undo') post({ t: 'answer', id: message.id, ok: true, value: db.undo(message.group) })
      else if (message.t === 'lookup') {
        fake.lookups.push(message.request)
        post({ t: 'answer', id: message.id, ok: true, value: { found: [], more: false, asOf: db.now } })
      }
      return undefined
    })
  }
  const bridge = {
    call: (channel: string) =>
      channel === 'net.state'
        ? Promise.resolve({ phase: 'idle', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 })
        : Promise.resolve(null),
    on: () => () => {}
  } as unknown as Bridge
  const connection = connect(worker, bridge)
  connection.start({} as Session, { zone: db.me.zone })
  return Object.assign(fake, { connection })
}
