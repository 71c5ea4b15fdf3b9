import { Pool } from 'pg'
import { percentile, round, type Bench, type Figure } from './lib/figure.ts'
import { countOf, headOf, openLoadServer, sendLanes, signedIn, type Lane, type LoadServer } from './server-load.ts'

const devices = 32
const rounds = 25
const perPush = 50

/** Pushes of 50 ops from 32 devices over HTTP, against raw multi-row inserts of the same records. */
export const serverOps: Bench = {
  name: 'server-ops',
  async open() {
    const server = await openLoadServer(devices, 100)
    return {
      chromium: () => 'none',
      close: server.close,
      run: async () => [await measure(server)]
    }
  }
}

async function measure(server: LoadServer): Promise<Figure> {
  const senders = await signedIn(server, devices)
  const base = await headOf(server)
  const lanes: Lane[] = senders.map((device) => ({
    access: device.access,
    bodies: Array.from({ length: rounds }, (_, r) =>
      JSON.stringify({
        device: device.id,
        ops: Array.from({ length: perPush }, (__, n) => device.op5(r * perPush + n, base))
      })
    )
  }))
  const total = devices * rounds * perPush
  // The first requests warm the code and the connections.
  const warm = lanes.map(({ access, bodies }) => ({ access, bodies: bodies.slice(0, 3) }))
  const rest = lanes.map(({ access, bodies }) => ({ access, bodies: bodies.slice(3) }))
  await sendLanes(server.url, '/sync/push', warm)
  const sent = await sendLanes(server.url, '/sync/push', rest)
  const written = await countOf(server, senders)
  if (written !== total) throw new Error(`${written} of ${total} ops have a result`)
  const measured = total - devices * 3 * perPush
  const raw = await rawInserts(server.database, measured)
  const value = measured / (sent.ms / 1000)
  return {
    bench: 'server-ops',
    value: Math.round(value),
    unit: 'ops/s',
    limit: Math.round(raw),
    ratio: round(value / raw),
    goal: 'value >= 20000',
    ok: value >= 20_000,
    p50: round(percentile(sent.times, 0.5)),
    p99: round(percentile(sent.times, 0.99)),
    more: { devices, perPush, ops: measured, limitIs: 'records of 600 bytes, 50 a transaction, 8 connections' }
  }
}

/** Rows a second into one table with a key and one index, as bare as PostgreSQL allows from this driver. */
export async function rawInserts(database: string, count: number): Promise<number> {
  const pool = new Pool({ connectionString: database, max: 8, pipeline: true })
  await pool.query('drop table if exists raw_row')
  await pool.query('create table raw_row (id uuid primary key, seq bigint not null, body jsonb not null)')
  await pool.query('create index raw_row_seq on raw_row (seq)')
  const body = { name: 'x', text: '阀门密封检修计划'.repeat(20) }
  let next = 0
  const rows = (from: number): string =>
    JSON.stringify(Array.from({ length: perPush }, (_, i) => ({ id: crypto.randomUUID(), seq: from + i, body })))
  const lots = Array.from({ length: Math.floor(count / perPush) }, (_, i) => rows(i * perPush))
  const start = performance.now()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let lot = next++; lot < lots.length; lot = next++)
        await pool.query({
          name: 'raw',
          text: 'insert into raw_row select id, seq, body from json_to_recordset($1::json) as r(id uuid, seq bigint, body jsonb)',
          values: [lots[lot]]
        })
    })
  )
  const ms = performance.now() - start
  await pool.end()
  return count / (ms / 1000)
}
