import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const faults = ['requestLost', 'answerLost', 'cut', 'duplicated', 'late', 'error', 'html'] as const
export type Fault = (typeof faults)[number]

/** A line to the server that spoils messages on demand. */
export interface FaultProxy {
  readonly url: string
  /** What happens to this message; asked once for each. */
  spoil: (path: string) => Fault | null
  close(): Promise<void>
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** An HTTP relay on loopback. A message that is `late` arrives after the caller gave up, beside whatever comes next. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let late: (() => Promise<unknown>)[] = []
  const relay = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  const proxy: FaultProxy = {
    url: '',
    spoil: () => null,
    close: () =>
      new Promise((done) => {
        relay.close(() => done())
        relay.closeAllConnections()
      })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request)
    const send = () => forward(target, request, body)
    const waiting = late
    late = []
    const arrived = Promise.all(waiting.map((arrive) => arrive()))
    switch (proxy.spoil(request.url ?? '')) {
      case 'requestLost':
        response.destroy()
        break
      case 'answerLost':
        await send()
        response.destroy()
        break
      case 'cut': {
        const answer = await send()
        response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
        response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy())
        break
      }
      case 'duplicated': {
        const [, second] = await Promise.all([send(), send()])
        write(response, second)
        break
      }
      case 'late':
        late.push(send)
        response.destroy()
        break
      case 'error':
        response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error')
        break
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please sign in</body></html>')
        break
      case null:
        write(response, await send())
        break
    }
    await arrived
  }

  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done))
  return Object.assign(proxy, { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}` })
}

async function read(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
  'host'
])
const endToEnd = (headers: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !hopByHop.has(name)))

async function forward(target: string, request: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<Answer> {
  const given = Object.entries(request.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string'
  )
  const answer = await fetch(target + request.url, {
    method: request.method,
    headers: endToEnd(given),
    body: body.length > 0 ? body : undefined
  })
  const headers = endToEnd(answer.headers.entries())
  return { status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) }
}

const write = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers).end(body)
}
