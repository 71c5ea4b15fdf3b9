/** The other side of `sendLanes`: a thread that sends prepared requests and counts what was answered. */
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import type { Lane, Sent } from './server-load.ts'

const { url, path, lanes, gzip } = workerData as { url: string; path: string; lanes: Lane[]; gzip: boolean }
const agent = new Agent({ keepAlive: true })
const sent: Sent = { ms: 0, times: [], applied: 0, bytes: 0 }

interface Prepared {
  access: string
  bodies: Buffer[]
}
const prepared: Prepared[] = lanes.map(({ access, bodies }) => ({
  access,
  bodies: bodies.map((body) => (gzip ? gzipSync(body) : Buffer.from(body)))
}))

async function send(access: string, body: Buffer): Promise<void> {
  for (;;) {
    const { status, text, wait } = await once(access, body)
    if (status === 503 || status === 429) {
      await new Promise((resolve) => setTimeout(resolve, wait * 1000 * (0.5 + Math.random())))
      continue
    }
    const applied = text.split('"status":"applied"').length - 1
    if (status !== 200 || text.includes('"refused"')) throw new Error(`${status}: ${text.slice(0, 300)}`)
    sent.applied += applied
    return
  }
}

function once(access: string, body: Buffer): Promise<{ status: number; text: string; wait: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const asking = request(url + path, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        ...(gzip ? { 'content-encoding': 'gzip' } : {}),
        authorization: `Bearer ${access}`
      }
    })
    asking.on('error', reject)
    asking.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        sent.times.push(performance.now() - started)
        sent.bytes += body.length
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).toString(),
          wait: Number(answer.headers['retry-after'] ?? 1)
        })
      })
    })
    asking.end(body)
  })
}

const start = performance.now()
await Promise.all(
  prepared.map(async ({ access, bodies }) => {
    for (const body of bodies) await send(access, body)
  })
)
sent.ms = performance.now() - start
agent.destroy()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
parentPort!.postMessage(sent)
