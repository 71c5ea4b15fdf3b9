import type { AddressInfo } from 'node:net'
import { newId } from '@fieldfile/protocol'
import { createServer } from '@fieldfile/server/app'
import type { Feature } from '@fieldfile/server/config'
import type { ServerContext } from '@fieldfile/server/context'
import { createUser } from '@fieldfile/server/features/auth/users'
import { commitAsServer, type ServerOp } from '@fieldfile/server/features/sync/server-ops'
import { openContext } from '@fieldfile/server/start'
import { loadDemo } from '../../tools/demo/load-demo.ts'
import { sharedPostgres, stopSharedPostgres } from '../../tests/harness/postgres.ts'

export const password = 'correct horse 1'
/** The rep who holds every record, one who holds none, and one of another territory with a few customers. */
export const logins = { full: 'full', empty: 'empty', small: 'small' } as const
/** Records of a customer: how many of which type, and how many bytes of JSON their values come to. */
export const shape = [
  { type: 'account', count: 1, bytes: 1200 },
  { type: 'person', count: 3, bytes: 500 },
  { type: 'visit', count: 5, bytes: 800 },
  // Stands for transactions, which there are none of yet.
  { type: 'interaction', count: 20, bytes: 300 }
] as const
export const customers = 1000
export const recordsEach = shape.reduce((sum, { count }) => sum + count, 0)
export const recordCount = customers * recordsEach

export interface CompanyOptions {
  features?: readonly Feature[]
  /** The demo company beside it. */
  demo?: boolean
  /** Customers of the rep who holds every record. */
  customers?: number
  /** Customers of `logins.small`. */
  small?: number
  /** So many of the first customers have so many interactions more. */
  busy?: { customers: number; interactions: number }
}

export interface Company {
  url: string
  /** Bytes of JSON of each type's values as the server holds them, on average. */
  bytes: Record<string, number>
  /** Changes contacts, as somebody else's work that reaches a device; answers which. */
  edit(of: 'full' | 'small', count: number): Promise<string[]>
  close(): Promise<void>
}

/** A company of 29,000 records, or as asked, on a real PostgreSQL, behind the real server. */
export async function openCompany(given: CompanyOptions = {}): Promise<Company> {
  const postgres = await sharedPostgres()
  try {
    return await openOn(await postgres.database(), given)
  } catch (error) {
    await stopSharedPostgres()
    throw error
  }
}

async function openOn(url: string, given: CompanyOptions): Promise<Company> {
  const context = await openContext({ database: { url } })
  const config = { logLevel: 'silent' as const, requestsPerMinute: 1e6, signInsPerMinute: 1e6 }
  const people = await fill(context, given)
  const bytes = await sizes(context)
  if (given.demo) await loadDemo(context)
  const app = await createServer({ context, features: given.features, config })
  await app.listen({ port: 0, host: '127.0.0.1' })
  let edits = 0
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    bytes,
    async edit(of, count) {
      const all = people[of]
      // Spread over the customers: no number of contacts is a multiple of 37.
      const ids = Array.from({ length: count }, (_, n) => all[(n * 37) % all.length]!)
      const title = `Changed ${++edits}`
      await write(
        context,
        ids.map((id) => ({ kind: 'edit', type: 'person', id, values: { title } }))
      )
      return ids
    },
    async close() {
      await app.close()
      await context.db.close()
      await stopSharedPostgres()
    }
  }
}

/** Answers the contacts of each rep's customers. */
async function fill(
  context: ServerContext,
  { customers: many = customers, small = 0, busy = { customers: 0, interactions: 0 } }: CompanyOptions
): Promise<Record<'full' | 'small', string[]>> {
  const [territoryId, other] = [newId(), newId()]
  await write(context, [
    { type: 'territory', id: territoryId, values: { name: 'Bench' } },
    { type: 'territory', id: other, values: { name: 'Small' } }
  ])
  const user = (login: string, territoryIds: string[]): Promise<string> =>
    createUser(context, { login, name: login, roles: ['REP'], password, territoryIds, language: 'en' })
  const rep = await user(logins.full, [territoryId])
  await user(logins.empty, [])
  const now = context.clock()
  const full = Array.from({ length: many }, (_, i) =>
    customer(i, rep, territoryId, now, i < busy.customers ? busy.interactions : 0)
  ).flat()
  await write(context, full)
  const few: ServerOp[] = []
  if (small > 0) {
    const second = await user(logins.small, [other])
    for (let i = 0; i < small; i++) few.push(...customer(many + i, second, other, now))
    await write(context, few)
  }
  await context.db.session((session) => session.query('analyze', [], 'bench-analyze'))
  return { full: contacts(full), small: contacts(few) }
}
const contacts = (ops: readonly ServerOp[]): string[] => ops.flatMap(({ type, id }) => (type === 'person' ? id : []))

async function write(context: ServerContext, ops: readonly ServerOp[]): Promise<void> {
  const { refused } = await commitAsServer(context, ops, { batchSize: 5000 })
  if (refused[0]) throw new Error(`${ops[refused[0].index]!.type}: ${refused[0].code} ${refused[0].field ?? ''}`)
}

const day = 86_400_000
const text = '阀门密封检修计划与备件库存核对，现场振动值偏高需复测；下次带样品与报价，确认入厂预约。'

function customer(index: number, rep: string, territoryId: string, now: number, more = 0): ServerOp[] {
  const accountId = newId()
  const at = (days: number): { at: string; zone: string } => ({
    at: new Date(now - days * day).toISOString(),
    zone: 'Asia/Shanghai'
  })
  const event = (name: string, days: number, args?: object) => ({
    id: newId(),
    event: name,
    at: at(days),
    ...(args && { args })
  })
  const name = `江南${index}号精密机械制造有限公司`
  const values: Record<(typeof shape)[number]['type'], (n: number) => Record<string, unknown>> = {
    account: () => ({
      code: `B${String(index).padStart(5, '0')}`,
      name,
      nameEn: `Jiangnan No. ${index} Precision Machinery Co., Ltd.`,
      country: 'CN',
      city: '苏州市',
      phones: [`+86512${60_000_000 + index}`],
      customerNature: 'endUser',
      territoryId,
      ownerUserId: rep,
      events: [event('register', 400, { to: 'active' })]
    }),
    person: (n) => ({
      accountId,
      name: `${'王李张'[n]}${'建国伟敏'[index % 4]}`,
      mobiles: [`+86138${10_000_000 + index * 10 + n}`],
      position: 'purchasingManager',
      events: [event('register', 300, { to: 'active' })]
    }),
    visit: (n) => ({
      accountId,
      ownerUserId: rep,
      purposes: ['routine'],
      events: [event('plan', 60 * n + 20, { plannedStart: at(60 * n + 10 + (index % 7)), durationMin: 60 })]
    }),
    interaction: (n) => ({ accountId, at: at(n * 9 + 1), channel: 'callIn', userIds: [rep] })
  }
  const padded = { account: 'businessGoals', person: 'title', visit: 'objective', interaction: 'body' }
  return shape.flatMap(({ type, count, bytes }) =>
    Array.from({ length: type === 'interaction' ? count + more : count }, (_, n): ServerOp => {
      const body = values[type](n)
      const missing = bytes - Buffer.byteLength(JSON.stringify(body)) - overhead[type]
      const letters = Math.max(0, Math.floor(missing / 3))
      if (letters > 0) body[padded[type]] = text.repeat(Math.ceil(letters / text.length)).slice(0, letters)
      return { type, id: type === 'account' ? accountId : newId(), values: body, at: now - n * day }
    })
  )
}
/** What the server adds to the values: who and when, the state, what the events say. */
const overhead = { account: 275, person: 277, visit: 375, interaction: 88 } as const

async function sizes(context: ServerContext): Promise<Record<string, number>> {
  const rows = await context.db.session((session) =>
    session.query<{ type: string; bytes: string }>(
      `select type, round(avg(octet_length(body::text))) as bytes from record where type = any($1) group by type`,
      [shape.map(({ type }) => type)],
      'bench-sizes'
    )
  )
  return Object.fromEntries(rows.map((row) => [row.type, Number(row.bytes)]))
}
