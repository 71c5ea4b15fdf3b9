import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { formatHlc, newId, type FieldChange, type Op, type Role } from '@fieldfile/protocol'
import { createServer } from '../../server/src/app.ts'
import type { Feature, ServerConfig } from '../../server/src/config.ts'
import type { ServerContext } from '../../server/src/context.ts'
import { createUser } from '../../server/src/features/auth/users.ts'
import { commitAsServer, type ServerOp } from '../../server/src/features/sync/server-ops.ts'
import type { OpenOptions } from '../../server/src/db/open.ts'
import { openContext, type ContextOptions } from '../../server/src/start.ts'
import { sharedPostgres } from './postgres.ts'

export type Engine = 'pglite' | 'postgres'
export const engines: readonly Engine[] = ['pglite', 'postgres']

export interface TestServer {
  url: string
  context: ServerContext
  database: OpenOptions
  /** Milliseconds the server's clock is moved by. */
  skew: { ms: number }
  ids: World
  /** A signed-in device. Every call makes a new one, unless an id is given. */
  device(login: Login, id?: string): Promise<Device>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  write(ops: readonly ServerOp[]): Promise<void>
  close(): Promise<void>
}

interface Answer {
  status: number
  headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
}

/** Two territories under one region; a rep in each, a manager of the region, and one of each other role. */
export const logins = {
  anna: 'REP',
  ben: 'REP',
  carl: 'MGR',
  dora: 'DSK',
  mia: 'MKT',
  cora: 'CC',
  finn: 'FIN',
  sven: 'SVC',
  ada: 'ADM'
} as const
export type Login = keyof typeof logins
export const password = 'correct horse 1'

interface World {
  region: string
  east: string
  west: string
  /** An account of anna in the east, one of ben in the west. */
  eastAccount: string
  westAccount: string
  eastSite: string
  users: Record<Login, string>
}

const event = (name: string, args?: Record<string, unknown>) => ({
  id: newId(),
  event: name,
  at: { at: new Date().toISOString(), zone: 'UTC' },
  ...(args ? { args } : {})
})
export const registered = () => event('register', { to: 'active' })
export const accountValues = (
  name: string,
  territoryId: string | null,
  ownerUserId: string | null
): Record<string, unknown> => ({
  name,
  country: 'CN',
  customerNature: 'endUser',
  territoryId,
  ownerUserId,
  events: [registered()]
})

async function makeWorld(context: ServerContext): Promise<World> {
  const [region, east, west, eastAccount, westAccount, eastSite] = Array.from({ length: 6 }, newId) as [
    string,
    string,
    string,
    string,
    string,
    string
  ]
  await seed(context, [
    { type: 'territory', id: region, values: { name: 'Region' } },
    { type: 'territory', id: east, values: { name: 'East', parentId: region } },
    { type: 'territory', id: west, values: { name: 'West', parentId: region } }
  ])
  const places: Partial<Record<Login, string>> = { anna: east, ben: west, carl: region, dora: east }
  const users = {} as Record<Login, string>
  for (const [login, role] of Object.entries(logins) as [Login, Role][]) {
    const place = places[login]
    users[login] = await createUser(context, {
      login,
      name: login,
      roles: [role],
      password,
      territoryIds: place ? [place] : []
    })
  }
  await seed(context, [
    { type: 'account', id: eastAccount, values: accountValues('East Steel', east, users.anna) },
    { type: 'account', id: westAccount, values: accountValues('West Paper', west, users.ben) },
    { type: 'site', id: eastSite, values: { accountId: eastAccount, name: 'East plant' } }
  ])
  return { region, east, west, eastAccount, westAccount, eastSite, users }
}

async function seed(context: ServerContext, ops: readonly ServerOp[]): Promise<void> {
  const { refused } = await commitAsServer(context, ops)
  if (refused[0]) throw new Error(`seed ${refused[0].index}: ${refused[0].code} ${refused[0].field ?? ''}`)
}

export interface TestServerOptions {
  engine?: Engine
  config?: Partial<ServerConfig>
  features?: readonly Feature[]
  context?: ContextOptions
  /** Without it a new database. */
  databaseUrl?: string
  /** Another node, or a restored server: this database, with the company that is in it already. */
  beside?: { database: OpenOptions; ids: World }
}

/** A real server on a free port, with a small company in it. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { engine = 'pglite', config, features, databaseUrl, beside } = options
  const skew = { ms: 0 }
  const url = databaseUrl ?? (engine === 'postgres' && !beside ? await (await sharedPostgres()).database() : undefined)
  const database = beside?.database ?? (url ? { url } : {})
  const context = await openContext({
    clock: () => Date.now() + skew.ms,
    ...options.context,
    database
  })
  const ids = beside?.ids ?? (await makeWorld(context))
  const app = await createServer({
    context,
    features,
    config: {
      logLevel: 'silent',
      requestsPerMinute: 1e6,
      signInsPerMinute: 1e6,
      announceEveryMs: 10,
      pollEveryMs: 200,
      ...config
    }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body)
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json')
    return {
      status: answer.status,
      headers: answer.headers,
      body: isJson && text.startsWith('{') ? JSON.parse(text) : text
    }
  }
  return {
    url: base,
    context,
    database,
    skew,
    ids,
    post,
    device: (login, id = randomUUID()) => signIn(post, login, id),
    write: (ops) => seed(context, ops),
    async close() {
      await app.close()
      await context.db.close()
    }
  }
}

/** A device as the protocol sees it: a counter, a clock, cursors, and the rows it was sent. */
export interface Device {
  id: string
  userId: string
  access: string
  refresh: string
  dseq: number
  cursors: Record<string, number>
  rows: Map<string, HeldRow>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  op(kind: Op['kind'], type: string, id: string, values?: Record<string, unknown>, more?: Partial<Op>): Op
  push(...ops: unknown[]): Promise<Answer>
  /** Pulls until `complete`. Answers how many requests it took. */
  sync(limit?: number): Promise<number>
}
interface HeldRow {
  seq: number
  rootId: string | null
  deleted: boolean
  body: Record<string, unknown>
  meta: Record<string, { ver: number }>
  buckets: Set<string>
}

async function signIn(post: TestServer['post'], login: Login, id: string): Promise<Device> {
  const answer = await post('/auth/sign-in', { login, password, device: id, deviceName: 'test' })
  if (answer.status !== 200) throw new Error(`sign-in: ${JSON.stringify(answer.body)}`)
  const { user, tokens } = answer.body
  const device: Device = {
    id,
    userId: user.id,
    access: tokens.access,
    refresh: tokens.refresh,
    dseq: 0,
    cursors: {},
    rows: new Map(),
    post: (path, body, headers) => post(path, body, { authorization: `Bearer ${device.access}`, ...headers }),
    op(kind, type, recordId, values = {}, more = {}) {
      const fields: Record<string, FieldChange> = {}
      for (const [name, value] of Object.entries(values)) {
        const base = device.rows.get(`${type}/${recordId}`)?.seq ?? 0
        const isList = Array.isArray(value) && value.length > 0 && typeof value[0] === 'object'
        fields[name] = isList
          ? { append: value }
          : Array.isArray(value)
            ? { add: value, base }
            : { value: value as never, base }
      }
      const hlc = formatHlc(Date.now(), device.dseq % 0xffff, id)
      return {
        opId: newId(),
        dseq: ++device.dseq,
        group: null,
        kind,
        type,
        id: recordId,
        hlc,
        schema: 1,
        fields,
        ...more
      }
    },
    push: (...ops) => device.post('/sync/push', { device: id, ops }),
    sync: (limit) => syncDevice(device, limit)
  }
  return device
}

async function syncDevice(device: Device, limit = 2000): Promise<number> {
  for (let requests = 1; ; requests++) {
    const { status, body } = await device.post('/sync/pull', { device: device.id, cursors: device.cursors, limit })
    if (status !== 200) throw new Error(`pull: ${status} ${JSON.stringify(body)}`)
    for (const { bucket, entries, next } of body.pages) {
      for (const { op, type, id, seq, row } of entries) {
        const key = `${type}/${id}`
        const held = device.rows.get(key)
        if (op === 'drop') {
          held?.buckets.delete(bucket)
          continue
        }
        if (row) device.rows.set(key, { ...row, buckets: held?.buckets ?? new Set() })
        if (!device.rows.has(key)) throw new Error(`${key} at ${seq} came without its row`)
        device.rows.get(key)!.buckets.add(bucket)
      }
      device.cursors[bucket] = next
    }
    if (!body.complete) continue
    const granted = new Set(body.grants)
    for (const [key, row] of device.rows) {
      for (const bucket of row.buckets) if (!granted.has(bucket)) row.buckets.delete(bucket)
      if (row.buckets.size === 0) device.rows.delete(key)
    }
    for (const bucket of Object.keys(device.cursors)) if (!granted.has(bucket)) delete device.cursors[bucket]
    return requests
  }
}
