import type { DueItem } from '@fieldfile/protocol/ipc'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeychain, sealedFile } from '../store/keychain.ts'
import { memoryFile } from '../testing/memory-file.ts'
import { bookFile } from './book-file.ts'
import { beatMs, createScheduler, type Scheduler } from './scheduler.ts'

const minuteMs = 60_000
const item = (id: string, fireAt: number, until: number): DueItem => ({
  id,
  rule: 'N-01',
  level: 'notice',
  fireAt,
  until,
  title: `title of ${id}`,
  body: 'body',
  generic: 'generic',
  path: '/today'
})

/** A computer with two clocks, a disk and a person who looks at notifications. */
function computer(options: { backend?: string } = {}) {
  const clocks = { wall: 1_800_000_000_000, counted: 0 }
  const tableFile = memoryFile()
  const bookOnDisk = memoryFile()
  const keychain = createKeychain(
    {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => (options.backend ?? 'kwallet6') as 'kwallet6',
      encryptStringAsync: async (text) => Buffer.from(text, 'utf16le'),
      decryptStringAsync: async (sealed) => ({ result: sealed.toString('utf16le'), shouldReEncrypt: false })
    },
    'linux'
  )
  const seen: string[] = []
  let scheduler: Scheduler
  const world = {
    clocks,
    tableFile,
    bookOnDisk,
    seen,
    async start() {
      scheduler = createScheduler({
        table: sealedFile(tableFile, keychain),
        book: bookFile(bookOnDisk),
        clocks: () => ({ ...clocks }),
        minuteOfDay: (at) => Math.floor(at / minuteMs) % 1440,
        quiet: () => ({ from: '00:00', to: '00:00' }),
        showOne: ({ id }) => seen.push(id),
        showDigest: (items) => seen.push(...items.map(({ id }) => id)),
        log: () => {}
      })
      await scheduler.open()
    },
    scheduler: () => scheduler,
    /** Time passes while the program runs. */
    async run(ms: number) {
      for (let passed = 0; passed < ms; passed += beatMs) {
        clocks.wall += beatMs
        clocks.counted += beatMs
        await scheduler.beat()
      }
    },
    /** Time passes while nothing runs; the counting clock stands still. */
    sleep(ms: number) {
      clocks.wall += ms
    }
  }
  return world
}

test('fires with the window hidden, once, also over a restart', async () => {
  const world = computer()
  await world.start()
  const at = world.clocks.wall + 10 * minuteMs
  await world.scheduler().set([item('a', at, at + 60 * minuteMs)])
  await world.run(9 * minuteMs)
  expect(world.seen).toEqual([])
  await world.run(2 * minuteMs)
  expect(world.seen).toEqual(['a'])
  await world.start()
  await world.run(5 * minuteMs)
  expect(world.seen).toEqual(['a'])
})

test('what was shown is on the disk before it shows', async () => {
  const world = computer()
  await world.start()
  const { wall } = world.clocks
  const saved: string[] = []
  world.seen.push = (id) => saved.push(`${id}: ${String(world.bookOnDisk.content).includes(`"${id}"`)}`)
  await world.scheduler().set([item('a', wall - 1, wall + minuteMs)])
  expect(saved).toEqual(['a: true'])
})

test('a full disk silences nothing', async () => {
  const world = computer()
  await world.start()
  world.bookOnDisk.failure = new Error('ENOSPC')
  const { wall } = world.clocks
  await world.scheduler().set([item('a', wall - 1, wall + minuteMs)])
  await world.scheduler().look()
  expect(world.seen).toEqual(['a'])
})

test('without a keychain the table is in memory only, and a restart with the same table shows nothing twice', async () => {
  const world = computer({ backend: 'basic_text' })
  await world.start()
  const { wall } = world.clocks
  const table = [item('a', wall, wall + 60 * minuteMs), item('b', wall + 5 * minuteMs, wall + 60 * minuteMs)]
  await world.scheduler().set(table)
  expect(world.tableFile.content).toBeNull()
  await world.start()
  await world.scheduler().set(table)
  await world.run(6 * minuteMs)
  expect(world.seen).toEqual(['a', 'b'])
})

test('a clock set forward is noticed at the next beat', async () => {
  const world = computer()
  await world.start()
  const at = world.clocks.wall + 30 * minuteMs
  await world.scheduler().set([item('a', at, at + 60 * minuteMs)])
  world.clocks.wall += 31 * minuteMs
  await world.run(beatMs)
  expect(world.seen).toEqual(['a'])
})

test('signing out forgets the table', async () => {
  const world = computer()
  await world.start()
  const { wall } = world.clocks
  await world.scheduler().set([item('a', wall + minuteMs, wall + 60 * minuteMs)])
  await world.scheduler().clear()
  await world.start()
  await world.run(5 * minuteMs)
  expect([world.seen, world.tableFile.content]).toEqual([[], null])
})

const span = (max: number) => fc.integer({ min: 1, max })
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('run' as const), minutes: span(90) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('sleep' as const), minutes: span(600) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('restart' as const), minutes: span(60) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('clock' as const), minutes: fc.integer({ min: -300, max: 300 }) })
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('set' as const), minutes: fc.constant(0) }) }
)
/** In seconds. */
const reminder = fc.record({
  after: fc.integer({ min: -3600, max: 90_000 }),
  lasts: fc.integer({ min: 5, max: 54_000 })
})

test('1,000 schedules of sleep, clock change and restart: 0 missed, 0 twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(reminder, { maxLength: 8 }),
      fc.array(happening, { maxLength: 12 }),
      async (reminders, happenings) => {
        const world = computer()
        const start = world.clocks.wall
        const items = reminders.map(({ after, lasts }, i) =>
          item(`r${i}`, start + after * 1000, start + (after + lasts) * 1000)
        )
        // Worked out by itself, beat by beat: whose time it was at some moment at which the program ran.
        const expected = new Set<string>()
        const expectNow = () => {
          const { wall } = world.clocks
          for (const { id, fireAt, until } of items) if (fireAt <= wall && wall < until) expected.add(id)
        }
        await world.start()
        await world.scheduler().set(items)
        expectNow()
        for (const { type, minutes } of happenings) {
          if (type === 'run') {
            for (let beat = 0; beat < minutes * 12; beat++) {
              world.clocks.wall += beatMs
              world.clocks.counted += beatMs
              await world.scheduler().beat()
              expectNow()
            }
            continue
          }
          if (type === 'set') await world.scheduler().set([...items])
          if (type === 'clock' || type === 'sleep') {
            world.clocks.wall += minutes * minuteMs
            if (type === 'sleep') await Promise.all([world.scheduler().look(), world.scheduler().look()])
            else await world.scheduler().beat()
          }
          if (type === 'restart') {
            world.sleep(minutes * minuteMs)
            await world.start()
          }
          expectNow()
        }
        expect([...world.seen].toSorted()).toEqual([...expected].toSorted())
      }
    ),
    { seed: 20260914, numRuns: 1000 }
  )
})
