import { percentile, round, type Bench, type Figure } from './lib/figure.ts'
import { countOf, headOf, openLoadServer, sendLanes, signedIn, type Lane, type LoadServer } from './server-load.ts'
import { rawInserts } from './server-ops.ts'

const devices = 2000
const opsEach = 200
const reps = 40

/** 2,000 devices come back at once, each with 200 ops to send: until the last of them has its answers, nothing lost. */
export const storm: Bench = {
  name: 'storm',
  async open() {
    const server = await openLoadServer(reps, 100)
    return { chromium: () => 'none', close: server.close, run: async () => [await measure(server)] }
  }
}

async function measure(server: LoadServer): Promise<Figure> {
  const senders = await signedIn(server, devices)
  const base = await headOf(server)
  const lanes: Lane[] = senders.map((device) => ({
    access: device.access,
    bodies: [JSON.stringify({ device: device.id, ops: Array.from({ length: opsEach }, (_, n) => device.op5(n, base)) })]
  }))
  const total = devices * opsEach
  const sent = await sendLanes(server.url, '/sync/push', lanes, true)
  const written = await countOf(server, senders)
  if (written !== total || sent.applied !== total)
    throw new Error(`of ${total} ops ${written} took effect and ${sent.applied} were answered so`)
  const seconds = sent.ms / 1000
  const limit = total / (await rawInserts(server.database, 50_000))
  return {
    bench: 'storm',
    value: round(seconds, 1),
    unit: 's',
    limit: round(limit, 1),
    ratio: round(seconds / limit),
    goal: 'every op takes effect once',
    ok: written === total,
    p50: round(percentile(sent.times, 0.5)),
    p99: round(percentile(sent.times, 0.99)),
    more: {
      devices,
      opsEach,
      opsPerSecond: Math.round(total / seconds),
      toldToWait: sent.times.length - devices,
      limitIs: 'as many records, inserted 50 a transaction by 8 connections'
    }
  }
}
