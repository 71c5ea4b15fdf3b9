import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QueryEngine } from './query-engine.ts'

let engine: QueryEngine
const fail = (error: unknown) => {
  throw error
}
beforeEach(() => {
  vi.useFakeTimers()
  engine = new QueryEngine(Date.now)
})
afterEach(() => vi.useRealTimers())

test('nothing is answered before the store is read', () => {
  const posted: unknown[] = []
  engine.subscribe(
    1,
    () => 'a',
    (data) => posted.push(data),
    fail
  )
  expect(posted).toEqual([])
  engine.resume()
  expect(posted).toEqual(['a'])
})

test('only what was touched runs again, and posts only what changed', () => {
  engine.resume()
  let value = 1
  const runs = { a: 0, b: 0 }
  const posted: unknown[] = []
  engine.subscribe(
    1,
    (track) => (track('r:x'), runs.a++, { parity: value % 2 }),
    (data) => posted.push(data),
    fail
  )
  engine.subscribe(
    2,
    (track) => (track('r:y'), runs.b++),
    () => {},
    fail
  )
  value = 3
  engine.touched(['r:x', 'r:x'])
  engine.flush()
  expect(runs).toEqual({ a: 2, b: 1 })
  expect(posted).toEqual([{ parity: 1 }])
  value = 4
  engine.touched(['r:x'])
  engine.flush()
  expect(posted).toEqual([{ parity: 1 }, { parity: 0 }])
})

test('what a query reads may change from run to run', () => {
  engine.resume()
  let key = 'r:a'
  let runs = 0
  engine.subscribe(
    1,
    (track) => (track(key), runs++),
    () => {},
    fail
  )
  key = 'r:b'
  engine.touched(['r:a'])
  engine.flush()
  engine.touched(['r:a'])
  engine.flush()
  expect(runs).toBe(2)
  engine.touched(['r:b'])
  engine.flush()
  expect(runs).toBe(3)
})

test('a stream of pages runs a query at most every 50 ms; a write at once', async () => {
  engine.resume()
  let runs = 0
  engine.subscribe(
    1,
    (track) => (track('t:x'), runs++),
    () => {},
    fail
  )
  for (let i = 0; i < 100; i++) {
    engine.touched(['t:x'])
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(runs).toBeLessThanOrEqual(12)
  await vi.runAllTimersAsync()
  const before = runs
  engine.touched(['t:x'])
  engine.soon()
  await Promise.resolve()
  expect(runs).toBe(before + 1)
})

test('a query that throws says so, and answers again when it can', () => {
  engine.resume()
  let broken = true
  const posted: unknown[] = []
  const failed: unknown[] = []
  const run = (track: (key: string) => void) => {
    track('r:x')
    if (broken) throw new Error('no')
    return 'yes'
  }
  engine.subscribe(
    1,
    run,
    (data) => posted.push(data),
    (error) => failed.push(String(error))
  )
  broken = false
  engine.touched(['r:x'])
  engine.flush()
  expect([failed, posted]).toEqual([['Error: no'], ['yes']])
})

test('an ended subscription is silent', () => {
  engine.resume()
  const posted: unknown[] = []
  let n = 0
  engine.subscribe(
    1,
    (track) => (track('r:x'), n++),
    (data) => posted.push(data),
    fail
  )
  engine.touched(['r:x'])
  engine.unsubscribe(1)
  engine.flush()
  expect(posted).toEqual([0])
})
