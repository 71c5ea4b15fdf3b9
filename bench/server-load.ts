import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { formatHlc, newId, type FieldChange, type Op } from '@fieldfile/protocol'
import { schemaVersion } from '@fieldfile/protocol/version'
import { createServer } from '@fieldfile/server/app'
import type { Feature } from '@fieldfile/server/config'
import type { ServerContext } from '@fieldfile/server/context'
import { createUser } from '@fieldfile/server/features/auth/users'
import { commitAsServer, type ServerOp } from '@fieldfile/server/features/sync/server-ops'
import { signAccess } from '@fieldfile/server/features/auth/tokens'
import { ensureTenant } from '@fieldfile/server/features/sync/tenant'
import { openContext } from '@fieldfile/server/start'
import { sharedPostgres, stopSharedPostgres } from '../tests/harness/postgres.ts'

const password = 'correct horse 1'
const text = '阀门密封检修计划与备件库存核对，现场振动值偏高需复测；下次带样品与报价，确认入厂预约。'

/** One rep with a territory, accounts and interactions of their own, as the load writes them. */
export interface Rep {
  login: string
  userId: string
  accounts: string[]
}
export interface LoadServer {
  url: string
  database: string
  context: ServerContext
  reps: Rep[]
  close(): Promise<void>
}

/** The real server over a real PostgreSQL, and `count` reps with `accountsEach` customers of 1.2 KB. */
export async function openLoadServer(
  count: number,
  accountsEach: number,
  features: readonly Feature[] = []
): Promise<LoadServer> {
  const postgres = await sharedPostgres()
  const database = await postgres.database()
  const context = await openContext({ database: { url: database } })
  const config = { logLevel: 'silent' as const, requestsPerMinute: 1e9, signInsPerMinute: 1e9 }
  const reps: Rep[] = []
  for (let i = 0; i < count; i++) reps.push(await makeRep(context, i, accountsEach))
  await context.db.session((session) => session.query('analyze'))
  const app = await createServer({ context, config, features })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    database,
    context,
    reps,
    async close() {
      await app.close()
      await context.db.close()
      await stopSharedPostgres()
    }
  }
}

async function makeRep(context: ServerContext, index: number, accountsEach: number): Promise<Rep> {
  const territoryId = newId()
  await write(context, [{ type: 'territory', id: territoryId, values: { name: `T${index}` } }])
  const login = `rep${index}`
  const userId = await createUser(context, {
    login,
    name: login,
    roles: ['REP'],
    password,
    territoryIds: [territoryId],
    language: 'en'
  })
  const accounts = Array.from({ length: accountsEach }, newId)
  await write(
    context,
    accounts.map((id, n) => ({
      type: 'account',
      id,
      values: {
        name: `江南${index}-${n}号精密机械制造有限公司`,
        country: 'CN',
        city: '苏州市',
        customerNature: 'endUser',
        businessGoals: text.repeat(8),
        territoryId,
        ownerUserId: userId,
        events: [
          {
            id: newId(),
            event: 'register',
            at: { at: new Date().toISOString(), zone: 'Asia/Shanghai' },
            args: { to: 'active' }
          }
        ]
      }
    }))
  )
  return { login, userId, accounts }
}

async function write(context: ServerContext, ops: readonly ServerOp[]): Promise<void> {
  const { refused } = await commitAsServer(context, ops, { batchSize: 5000 })
  if (refused[0]) throw new Error(`${ops[refused[0].index]!.type}: ${refused[0].code} ${refused[0].field ?? ''}`)
}

/** A device as the wire sees it. */
export class LoadDevice {
  readonly id = newId()
  readonly rep: Rep
  access = ''
  dseq = 0
  constructor(rep: Rep) {
    this.rep = rep
  }

  op(kind: Op['kind'], type: string, id: string, fields: Record<string, FieldChange>): Op {
    return {
      opId: newId(),
      dseq: ++this.dseq,
      group: null,
      kind,
      type,
      id,
      hlc: formatHlc(Date.now(), this.dseq % 0xffff, this.id),
      schema: schemaVersion,
      fields
    }
  }

  /**
   * What a rep does in a day on the road: of five changes, three edit a customer, one notes a call, one makes a task.
   * Edits name the version they saw, so that the server compares.
   */
  op5(n: number, base: number): Op {
    const { accounts, userId } = this.rep
    const account = accounts[n % accounts.length]!
    const at = { at: new Date().toISOString(), zone: 'Asia/Shanghai' }
    if (n % 5 === 3)
      return this.op('create', 'interaction', newId(), {
        accountId: { value: account, base: 0 },
        at: { value: at as never, base: 0 },
        channel: { value: 'callIn', base: 0 },
        userIds: { add: [userId], base: 0 },
        body: { value: text.slice(0, 60), base: 0 }
      })
    if (n % 5 === 4)
      return this.op('create', 'task', newId(), {
        accountId: { value: account, base: 0 },
        title: { value: text.slice(0, 20), base: 0 },
        assigneeUserId: { value: userId, base: 0 },
        events: { append: [{ id: newId(), event: 'open', at }] }
      })
    return this.op('edit', 'account', account, { city: { value: `苏州市${n}`, base } })
  }
}

/**
 * Devices that are signed in. They are written as sign-in writes them, because 2,000 passwords take longer to check than
 * what is measured.
 */
export async function signedIn({ context, reps }: LoadServer, count: number): Promise<LoadDevice[]> {
  const { db, tenant } = context
  const now = Date.now()
  const { secret } = await ensureTenant(db, tenant, now)
  const devices = Array.from({ length: count }, (_, i) => new LoadDevice(reps[i % reps.length]!))
  for (const device of devices) {
    const claims = { userId: device.rep.userId, device: device.id, family: newId() }
    device.access = await signAccess(secret, tenant, claims, now)
    await db.session(async (session) => {
      await session.query(
        `insert into device (tenant, id, user_id, name, epoch, created_at, last_seen) values ($1, $2, $3, 'bench', 1, $4, $4)`,
        [tenant, device.id, device.rep.userId, now]
      )
      await session.query(`insert into session_family (tenant, family, user_id, device) values ($1, $2, $3, $4)`, [
        tenant,
        claims.family,
        claims.userId,
        claims.device
      ])
    })
  }
  return devices
}

export const headOf = async ({ context }: LoadServer): Promise<number> =>
  (await context.db.kysely.selectFrom('sync_head').select('seq').executeTakeFirstOrThrow()).seq

/** How many ops of these devices took effect, as the database knows. */
export async function countOf({ context }: LoadServer, devices: readonly LoadDevice[]): Promise<number> {
  const [row] = await context.db.session((session) =>
    session.query<{ count: number }>(
      `select count(distinct op_id) as count from op_result where device = any($1::uuid[]) and status = 'applied'`,
      [devices.map(({ id }) => id)]
    )
  )
  return row!.count
}

/** The requests of one device, in order; one at a time. */
export interface Lane {
  access: string
  bodies: string[]
}
export interface Sent {
  ms: number
  /** Of each request, in ms. */
  times: number[]
  applied: number
  bytes: number
}

/** Sends all lanes side by side from a thread of its own, so that the server's thread only serves. */
export function sendLanes(url: string, path: string, lanes: readonly Lane[], gzip = false): Promise<Sent> {
  const worker = new Worker(new URL('./server-sender.ts', import.meta.url), {
    workerData: { url, path, lanes, gzip }
  })
  return new Promise((resolve, reject) => {
    worker.once('message', (sent: Sent) => resolve(sent))
    worker.once('error', reject)
  })
}
