import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { createAttempts, waitAfter } from './attempts.ts'

const minute = 60_000
const secret = Buffer.alloc(32, 7)

function setUp() {
  const clock = { wall: 1_800_000_000_000, counted: 0 }
  const file = memoryFile()
  const start = () => createAttempts({ file, clocks: () => ({ ...clock }), log: () => {} })
  const pass = (ms: number): void => {
    clock.wall += ms
    clock.counted += ms
  }
  return { clock, file, start, pass }
}
/** A device where a PIN was set and then typed wrongly so often, each time as soon as that was possible. */
async function afterWrong(count: number) {
  const world = setUp()
  const attempts = world.start()
  await attempts.reset(secret)
  for (let i = 0; i < count; i += 1) {
    world.pass(await attempts.wait(secret))
    await attempts.count(secret)
  }
  return { ...world, attempts }
}

test('five wrong PINs are free, then 1, 2, 4, 8 and 15 minutes', () => {
  const minutes = Array.from({ length: 14 }, (_, count) => waitAfter(count) / minute)
  expect(minutes).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15, 15])
  expect(waitAfter(5000)).toBe(15 * minute)
})

test('the wait survives a restart, and so does the count', async () => {
  const { start, pass } = await afterWrong(6)
  expect(await start().wait(secret)).toBe(2 * minute)
  pass(minute)
  const again = start()
  expect(await again.wait(secret)).toBe(minute)
  pass(minute)
  expect(await again.wait(secret)).toBe(0)
  await again.count(secret)
  expect(await start().wait(secret)).toBe(4 * minute)
})

test('a clock set back shortens no wait and lengthens none beyond its own', async () => {
  const { clock, attempts, start, pass } = await afterWrong(7)
  clock.wall -= 10 * 365 * 86_400_000
  expect(await attempts.wait(secret)).toBe(4 * minute)
  const later = start()
  expect(await later.wait(secret)).toBe(4 * minute)
  pass(4 * minute)
  expect(await later.wait(secret)).toBe(0)
})

test('a clock set forward while the app runs shortens nothing', async () => {
  const { clock, attempts } = await afterWrong(5)
  clock.wall += 86_400_000
  expect(await attempts.wait(secret)).toBe(minute)
})

test('a file that is deleted, forged or taken from another device costs the longest wait', async () => {
  const { file, start } = await afterWrong(1)
  const own = String(file.content)
  const forged = JSON.stringify({ ...JSON.parse(own), count: 0 })
  for (const content of ['', forged, own.slice(0, -2)]) {
    file.content = Buffer.from(content)
    expect(await start().wait(secret)).toBe(15 * minute)
  }
  file.content = Buffer.from(own)
  expect(await start().wait(Buffer.alloc(32, 8))).toBe(15 * minute)
  file.content = Buffer.from(own)
  expect(await start().wait(secret)).toBe(0)
})

test('the right PIN forgets the wrong ones', async () => {
  const { attempts, start } = await afterWrong(9)
  await attempts.reset(secret)
  expect(await attempts.wait(secret)).toBe(0)
  expect(await start().wait(secret)).toBe(0)
})

test('on a full disk this run still counts', async () => {
  const { file, attempts, pass } = await afterWrong(4)
  file.failure = new Error('ENOSPC')
  await attempts.count(secret)
  expect(await attempts.wait(secret)).toBe(minute)
  pass(minute)
  expect(await attempts.wait(secret)).toBe(0)
})
