import { expect, test } from 'vitest'
import { appOrigin } from '../security/expectations.ts'
import type { Facts } from '../store/log.ts'
import { createGuard, type Channel, type Sender } from './guard.ts'
import { sizeOf } from './size.ts'

const window: Sender = { senderFrame: { url: `${appOrigin}/index.html#/today`, parent: null } }

function setUp() {
  const logged: (Facts | undefined)[] = []
  let now = 0
  const check = createGuard({ origins: [appOrigin], now: () => now, log: (_event, facts) => logged.push(facts) })
  return { check, logged, pass: (ms: number) => (now += ms) }
}

test('an argument comes out parsed; none is null', () => {
  const { check } = setUp()
  expect(check('settings.get', window, [])).toBeNull()
  expect(check('settings.set', window, [{ theme: 'dark', unknown: 1 }])).toEqual({ theme: 'dark' })
})

test.each<[string, Channel, Sender, unknown[]]>([
  ['sender', 'settings.get', { senderFrame: null }, []],
  ['sender', 'settings.get', { senderFrame: { url: `${appOrigin}/index.html`, parent: {} } }, []],
  ['sender', 'settings.get', { senderFrame: { url: 'https://example.com/', parent: null } }, []],
  ['sender', 'settings.get', { senderFrame: { url: 'app://bundle.example.com/', parent: null } }, []],
  ['sender', 'settings.get', { senderFrame: { url: 'http://localhost:5173/', parent: null } }, []],
  ['argument', 'settings.set', window, [{ theme: 'purple' }]],
  ['argument', 'shell.open', window, [{ url: 'https://example.com/', more: 1 }]],
  ['argument', 'shell.open', window, ['https://example.com/']],
  ['argument', 'shell.open', window, []],
  ['arguments', 'settings.get', window, [null, null]],
  ['size', 'settings.set', window, [{ server: 'x'.repeat(50_000_000) }]],
  ['size', 'import.call', window, [{ step: 'upload', id: null, body: null, file: new Uint8Array(100_000_000) }]]
])('refused for its %s: %s', (why, channel, sender, args) => {
  const { check, logged } = setUp()
  expect(() => check(channel, sender, args)).toThrow('IPC_REFUSED')
  expect(logged).toEqual([{ channel, why }])
})

test('a flood is refused, and calm lets calls through again', () => {
  const { check, pass } = setUp()
  for (let i = 0; i < 200; i++) check('net.state', window, [])
  expect(() => check('net.state', window, [])).toThrow('IPC_REFUSED')
  check('settings.get', window, []) // channels do not take from one another
  pass(1000)
  for (let i = 0; i < 50; i++) check('net.state', window, [])
  expect(() => check('net.state', window, [])).toThrow('IPC_REFUSED')
  pass(-1_000_000)
  expect(() => check('net.state', window, [])).toThrow('IPC_REFUSED')
})

test('size counts what clones can hold, and stops at the limit', () => {
  const circle: Record<string, unknown> = { text: 'abcd' }
  circle['self'] = circle
  expect(sizeOf(circle, 1e6)).toBeLessThan(100)
  expect(sizeOf(new Map([['k', new Uint8Array(5000)]]), 1e6)).toBeGreaterThan(5000)
  expect(sizeOf([new Set(['x'.repeat(3000)])], 1e6)).toBeGreaterThan(6000)
  expect(
    sizeOf(
      Array.from({ length: 1e6 }, () => null),
      1000
    )
  ).toBeGreaterThan(1000)
})
