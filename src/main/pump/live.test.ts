import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLive, type LiveDeps, type LiveSocket } from './live.ts'

class FakeSocket implements LiveSocket {
  listeners = new Map<string, (event: { data: unknown; code?: number }) => void>()
  closed = false
  readonly log: string[]
  constructor(log: string[]) {
    this.log = log
  }
  addEventListener(type: string, listener: (event: { data: unknown; code?: number }) => void): void {
    this.listeners.set(type, listener)
  }
  tell(type: 'open' | 'message' | 'close', data: unknown = null, code = 1006): void {
    this.listeners.get(type)?.({ data, code })
  }
  send(text: string): void {
    this.log.push(`sent ${text}`)
  }
  close(): void {
    if (!this.closed) this.log.push('closed')
    this.closed = true
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp(access: LiveDeps['access']) {
  const log: string[] = []
  const sockets: FakeSocket[] = []
  const live = createLive({
    open(url) {
      log.push(`open ${url}`)
      const socket = new FakeSocket(log)
      sockets.push(socket)
      return socket
    },
    access,
    onMoved: () => log.push('moved'),
    after(ms, act) {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
    chance: () => 0,
    log: () => {}
  })
  return { live, log, sockets, settle: () => vi.advanceTimersByTimeAsync(0) }
}
const granted = async () => ({ server: 'https://crm.example.com', token: 't', device: 'd' })
const url = 'open wss://crm.example.com/sync/live'

test('says who it is, and tells what moved; anything else is ignored', async () => {
  const { live, log, sockets, settle } = setUp(granted)
  live.want(true)
  await settle()
  sockets[0]!.tell('open')
  for (const data of ['{"buckets":{}}', '{"buckets":{"a:1":7}}', 'not JSON', '{"rows":[]}', Buffer.from('{}')])
    sockets[0]!.tell('message', data)
  live.want(false)
  expect(log).toEqual([url, 'sent {"access":"t","device":"d"}', 'moved', 'closed'])
})

test('a lost connection comes back after a growing wait, and what it missed counts as moved', async () => {
  const { live, log, sockets, settle } = setUp(granted)
  live.want(true)
  await settle()
  sockets[0]!.tell('open')
  sockets[0]!.tell('close')
  await vi.advanceTimersByTimeAsync(999)
  expect(sockets).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  sockets[1]!.tell('open')
  expect(log.filter((line) => line !== 'closed')).toEqual([
    url,
    'sent {"access":"t","device":"d"}',
    url,
    'sent {"access":"t","device":"d"}',
    'moved'
  ])
})

test('a cable that was cut: the first try that fails asks for a round, which finds out, and no other does', async () => {
  const { live, log, sockets, settle } = setUp(granted)
  live.want(true)
  await settle()
  sockets[0]!.tell('open')
  sockets[0]!.tell('message', '{"buckets":{}}')
  sockets[0]!.tell('close')
  const moved = () => log.filter((line) => line === 'moved').length
  expect(moved()).toBe(0)
  for (let n = 1; n <= 4; n++) {
    await vi.advanceTimersByTimeAsync(20_000)
    sockets.at(-1)!.tell('close')
    expect(moved()).toBe(1)
  }
  expect(sockets.length).toBeGreaterThan(3)
  live.want(false)
})

test('a server that never lets it in is asked at most every five minutes', async () => {
  const { live, sockets } = setUp(granted)
  live.want(true)
  for (let second = 0; second < 3600; second++) {
    await vi.advanceTimersByTimeAsync(1000)
    const socket = sockets.at(-1)
    if (socket && !socket.closed) socket.tell('close')
  }
  expect(sockets.length).toBeGreaterThan(3600 / 300)
  expect(sockets.length).toBeLessThan(40)
  live.want(false)
})

test('refused: a round finds out why, and the next try waits', async () => {
  const { live, log, sockets, settle } = setUp(granted)
  live.want(true)
  await settle()
  sockets[0]!.tell('open')
  sockets[0]!.tell('close', null, 4401)
  expect(log.slice(2)).toEqual(['moved', 'closed'])
  expect(sockets).toHaveLength(1)
  live.want(false)
})

test('a handshake that never ends is given up after 20 seconds', async () => {
  const { live, sockets, settle } = setUp(granted)
  live.want(true)
  await settle()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sockets[0]!.closed).toBe(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect(sockets).toHaveLength(2)
})

test('not wanted any more while the access is renewed: no socket', async () => {
  const { live, log, settle } = setUp(granted)
  live.want(true)
  live.want(false)
  await settle()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(log).toEqual([])
})

test('without an access it asks again later', async () => {
  let asked = 0
  const { live, sockets } = setUp(async () => (++asked > 2 ? granted() : null))
  live.want(true)
  await vi.advanceTimersByTimeAsync(3000)
  expect(sockets).toHaveLength(1)
})
