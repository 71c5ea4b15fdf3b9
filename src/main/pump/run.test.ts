import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPump } from './run.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const second = () => Date.now() / 1000

test('one timer, one round, one state: the exact log of an hour', async () => {
  const log: string[] = []
  const pump = createPump({
    now: Date.now,
    chance: () => 0,
    timer(at, act) {
      const timer = setTimeout(act, at - Date.now())
      return () => clearTimeout(timer)
    },
    round: (reason) => log.push(`${second()} round: ${reason}`),
    onNetState: ({ phase, nextAt }) => log.push(`${second()} ${phase}${nextAt ? ` until ${nextAt / 1000}` : ''}`),
    onWantsLive: (wanted) => log.push(`${second()} live ${wanted}`),
    log: () => {},
    online: true
  })
  const done = (code: string | null) =>
    pump.tell({ type: 'done', report: { ok: code === null, code, retryAfterMs: null, more: false } })

  pump.tell({ type: 'signedIn' })
  pump.tell({ type: 'wanted', reason: 'start', listening: true })
  pump.tell({ type: 'clock', offset: 5000 })
  await vi.advanceTimersByTimeAsync(2000)
  done(null)
  await vi.advanceTimersByTimeAsync(300_000)
  done('SERVER_UNREACHABLE')
  await vi.advanceTimersByTimeAsync(1000)
  done('SERVER_UNREACHABLE')
  pump.tell({ type: 'offline' })
  await vi.advanceTimersByTimeAsync(3_600_000)
  pump.tell({ type: 'online' })
  expect(log).toEqual([
    '0 live true',
    '0 syncing',
    '0 round: start',
    '0 syncing', // the clock offset
    '2 idle',
    '302 syncing',
    '302 round: safety',
    '302 waiting until 303',
    '303 syncing',
    '303 round: retry',
    '303 waiting until 304',
    '303 offline',
    '303 live false',
    '3903 syncing',
    '3903 live true',
    '3903 round: online'
  ])
  expect(pump.netState()).toMatchObject({ phase: 'syncing', clockOffset: 5000, lastSyncAt: 2000 })
})
