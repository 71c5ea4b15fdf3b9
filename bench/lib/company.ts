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
/** The rep who holds every record, and one who holds none. */
export const logins = { full: 'full', empty: 'empty' } as const
/** Records of a customer: how many of which type, and how many bytes of JSON their values come to. */
export const shape = [
  { type: 'account', count: 1, bytes: 1200 },
  { type: 'person', count: 3, bytes: 500 },
  { type: 'visit', count: 5, bytes: 800 },
  // Stands for transactions, which there are none of yet.
  { type: 'interaction', count: 20, bytes: 300 }
] as const
export const customers = 1000
export const recordCount = customers * shape.reduce((sum, { count }) => sum + count, 0)

export interface Company {
  url: string
  /** Bytes of JSON of each type's values as the server holds them, on average. */
  bytes: Record<string, number>
  close(): Promise<void>
}

/** A company of 29,000 records on a real PostgreSQL, behind the real server; beside it, where asked for, the demo company. */
export async function openCompany(given: { features?: readonly Feature[]; demo?: boolean } = {}): Promise<Company> {
  const postgres = await sharedPostgres()
  try {
    return await openOn(await postgres.database(), given)
  } catch (error) {
    await stopSharedPostgres()
    throw error
  }
}

async function openOn(
  url: string,
  { features, demo }: { features?: readonly Feature[]; demo?: boolean }
): Promise<Company> {
  const context = await openContext({ database: { url } })
  const config = { logLevel: 'silent' as const, requestsPerMinute: 1e6, signInsPerMinute: 1e6 }
  await fill(context)
  const bytes = await sizes(context)
  if (demo) await loadDemo(context)
  const app = await createServer({ context, features, config })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    bytes,
    async close() {
      await app.close()
      await context.db.close()
      await stopSharedPostgres()
    }
  }
}

async function fill(context: ServerContext): Promise<void> {
  const territoryId = newId()
  await write(context, [{ type: 'territory', id: territoryId, values: { name: 'Bench' } }])
  const user = (login: string, territoryIds: string[]): Promise<string> =>
    createUser(context, { login, name: login, roles: ['REP'], password, territoryIds, language: 'en' })
  const rep = await user(logins.full, [territoryId])
  await user(logins.empty, [])
  const ops: ServerOp[] = []
  for (let i = 0; i < customers; i++) ops.push(...customer(i, rep, territoryId, context.clock()))
  await write(context, ops)
  await context.db.session((session) => session.query('analyze', [], 'bench-analyze'))
}

async function write(context: ServerContext, ops: readonly ServerOp[]): Promise<void> {
  const { refused } = await commitAsServer(context, ops, { batchSize: 5000 })
  if (refused[0]) throw new Error(`${ops[refused[0].index]!.type}: ${refused[0].code} ${refused[0].field ?? ''}`)
}

const day = 86_400_000
const text = '阀门密封检修计划与备件库存核对，现场振动值偏高需复测；下次带样品与报价，确认入厂预约。'

function customer(index: number, rep: string, territoryId: string, now: number): ServerOp[] {
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
    Array.from({ length: count }, (_, n): ServerOp => {
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
    session.query<{ type: string; bytes: string; count: string }>(
      `select type, round(avg(octet_length(body::text))) as bytes, count(*) as count from record where type = any($1) group by type`,
      [shape.map(({ type }) => type)],
      'bench-sizes'
    )
  )
  const count = rows.reduce((sum, row) => sum + Number(row.count), 0)
  if (count !== recordCount) throw new Error(`${count} records instead of ${recordCount}`)
  return Object.fromEntries(rows.map((row) => [row.type, Number(row.bytes)]))
}
