import { expect, test } from 'vitest'
import type { Status } from '../client/index.ts'
import { badgeOf } from './badge.ts'
import { words } from './words.ts'

const now = Date.parse('2026-09-15T08:00:00Z')
const zone = 'Asia/Shanghai'
const quiet: Status = {
  phase: 'ready',
  waiting: 0,
  refused: 0,
  conflicts: 0,
  progress: null,
  net: { phase: 'idle', code: null, nextAt: null, lastSyncAt: now - 60_000, clockOffset: 0 },
  error: null
}
const badge = (status: Omit<Partial<Status>, 'net'> & { net?: Partial<Status['net']> }) =>
  badgeOf({ ...quiet, ...status, net: { ...quiet.net, ...status.net } }, now, 'en', zone, (key) => words.en[key])

test('synced', () => expect(badge({})).toMatchObject({ state: 'synced', at: '1 min ago' }))
test('saved here, waiting', () => expect(badge({ waiting: 4 })).toMatchObject({ state: 'waiting', waiting: 4 }))
test('offline says how old things are', () =>
  expect(badge({ waiting: 4, net: { phase: 'offline', lastSyncAt: Date.parse('2026-09-14T10:42:00Z') } })).toEqual({
    state: 'offline',
    at: 'yesterday 18:42',
    waiting: 4,
    conflicts: 0
  }))
test('today needs no day', () =>
  expect(badge({ net: { phase: 'offline', lastSyncAt: Date.parse('2026-09-15T02:42:00Z') } })).toMatchObject({
    at: '10:42'
  }))
test('started without a network: how old things are is what the replica remembers', () => {
  const completedAt = Date.parse('2026-09-15T02:42:00Z')
  expect(badge({ completedAt, net: { phase: 'offline', lastSyncAt: null } })).toMatchObject({ at: '10:42' })
  expect(badge({ net: { phase: 'offline', lastSyncAt: null } })).toMatchObject({ at: 'not synced yet' })
})
test('a server that does not answer reads like no network', () =>
  expect(badge({ net: { phase: 'waiting', code: 'SERVER_UNREACHABLE' } })).toMatchObject({ state: 'offline' }))
test('conflicts come before being offline, remedies before conflicts', () => {
  expect(badge({ conflicts: 3, net: { phase: 'offline' } })).toEqual({
    state: 'conflicts',
    conflicts: 3,
    waiting: 0,
    offline: true
  })
  expect(badge({ conflicts: 3 })).toEqual({ state: 'conflicts', conflicts: 3, waiting: 0, at: '15:59' })
  expect(badge({ conflicts: 3, net: { phase: 'blocked', code: 'CAPTIVE_PORTAL' } })).toMatchObject({
    at: words.en.networkNeedsSignIn
  })
  expect(badge({ net: { phase: 'waiting', code: 'CAPTIVE_PORTAL' } })).toMatchObject({
    at: words.en.networkNeedsSignIn
  })
  expect(badge({ net: { phase: 'blocked', code: 'SOMETHING' } })).toMatchObject({ at: words.en.blocked })
})
test('first sync: how far it is', () => {
  expect(badge({ progress: { done: 50, total: 200 }, net: { phase: 'syncing', lastSyncAt: null } })).toMatchObject({
    state: 'syncing',
    progress: 0.25
  })
  expect(badge({ net: { phase: 'syncing', lastSyncAt: null } })).toEqual({
    state: 'syncing',
    waiting: 0,
    conflicts: 0
  })
})
test('an ordinary round does not flicker', () =>
  expect(badge({ net: { phase: 'syncing' } })).toMatchObject({ state: 'synced', at: '1 min ago' }))
