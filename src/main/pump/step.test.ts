import type { RoundReport } from '@fieldfile/protocol/ipc'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bounds, initialState, netState, wantsLive, type PumpEvent, type PumpState, type Step } from './state.ts'
import { step } from './step.ts'

const ok: RoundReport = { ok: true, code: null, retryAfterMs: null, more: false }
const failed = (code: string, retryAfterMs: number | null = null) => ({ ok: false, code, retryAfterMs, more: false })
const done = (report = ok): PumpEvent => ({ type: 'done', report })
const wanted = (reason: 'saved' | 'person' | 'start'): PumpEvent => ({
  type: 'wanted',
  reason,
  listening: true
})

/** Runs events at their times and gives an exact log: `second: event → phase code (timer) ! rounds`. */
function run(...events: [second: number, event: PumpEvent][]): string[] {
  let state = initialState(true)
  return events.map(([second, event]) => {
    const next = step(state, event, second * 1000, 0)
    state = next.state
    const timer = state.wakeAt === null ? '' : ` (${state.wakeAt / 1000})`
    const rounds = next.effects.map(({ reason }) => ` ! ${reason}`).join('')
    return `${second}: ${event.type} → ${state.phase}${state.code ? ` ${state.code}` : ''}${timer}${rounds}`
  })
}

test('a quiet day: start, a saved edit, a bucket that moved, the safety round', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [1, wanted('start')],
      [2, done()],
      [10, wanted('saved')],
      [11, { type: 'live' }],
      [12, done()],
      [13, done()],
      [20, { type: 'live' }],
      [21, done()],
      [321, { type: 'wake' }]
    )
  ).toEqual([
    '0: signedIn → idle (300)',
    '1: wanted → syncing (301) ! start',
    '2: done → idle (302)',
    '10: wanted → syncing (310) ! saved',
    '11: live → syncing (310)',
    '12: done → syncing (312) ! again',
    '13: done → idle (313)',
    '20: live → syncing (320) ! live',
    '21: done → idle (321)',
    '321: wake → syncing (621) ! safety'
  ])
})

test('failures double the wait up to five minutes; a success forgets them', () => {
  const events: [number, PumpEvent][] = [
    [0, { type: 'signedIn' }],
    [0, wanted('start')]
  ]
  for (let i = 0; i < 11; i++) events.push([i, done(failed('SERVER_UNREACHABLE'))], [i, { type: 'wake' }])
  const waits = run(...events)
    .filter((line) => line.includes('waiting'))
    .map((line) => Number(/\((.+)\)/.exec(line)![1]) - Number.parseInt(line, 10))
  // chance is 0: half of 1, 2, 4 … but never less than a second, and half of the longest.
  expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150])
})

test('a busy server is obeyed, within the bound', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, done(failed('RATE_LIMITED', 20_000))],
      [2, { type: 'live' }]
    )
  ).toContain('2: live → waiting RATE_LIMITED (21)')
  expect(run([0, { type: 'signedIn' }], [0, wanted('start')], [1, done(failed('RATE_LIMITED', 9e9))]).at(-1)).toBe(
    '1: done → waiting RATE_LIMITED (301)'
  )
})

test('in back-off a saved edit waits, a person does not', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, done(failed('SERVER_ERROR'))],
      [1, wanted('saved')],
      [1, { type: 'live' }],
      [1, wanted('person')]
    ).slice(3)
  ).toEqual([
    '1: wanted → waiting SERVER_ERROR (2)',
    '1: live → waiting SERVER_ERROR (2)',
    '1: wanted → syncing SERVER_ERROR (301) ! person'
  ])
})

test('the network goes in mid-round and comes back: one round at a time', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, { type: 'offline' }],
      [2, { type: 'online' }],
      [3, { type: 'offline' }],
      [4, done(failed('OFFLINE'))],
      [5, wanted('saved')],
      [6, { type: 'online' }]
    ).slice(2)
  ).toEqual([
    '1: offline → syncing (300)',
    '2: online → syncing (300)',
    '3: offline → syncing (300)',
    '4: done → offline',
    '5: wanted → offline',
    '6: online → syncing (306) ! online'
  ])
})

test('sleep in mid-request, resume twice: one sync', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, { type: 'suspend' }],
      [9000, { type: 'resume' }],
      [9000, { type: 'resume' }],
      [9000, { type: 'unlock' }],
      [9060, { type: 'wake' }],
      [9061, { type: 'wake' }],
      [9062, done()],
      [9063, { type: 'suspend' }],
      [9999, { type: 'resume' }],
      [9999, { type: 'resume' }],
      [9999, { type: 'unlock' }]
    ).slice(2)
  ).toEqual([
    '1: suspend → syncing (300)',
    '9000: resume → syncing (9060)',
    '9000: resume → syncing (9060)',
    '9000: unlock → syncing (9060)',
    '9060: wake → waiting SERVER_UNREACHABLE (9061)',
    '9061: wake → syncing SERVER_UNREACHABLE (9361) ! retry',
    '9062: done → idle (9362)',
    '9063: suspend → idle (9362)',
    '9999: resume → syncing (10299) ! resume',
    '9999: resume → syncing (10299)',
    '9999: unlock → syncing (10299)'
  ])
})

test('a long first sync lives as long as it shows life; a silent one is given up after five minutes', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [200, { type: 'progress' }],
      [400, { type: 'progress' }],
      [700, { type: 'wake' }]
    ).slice(2)
  ).toEqual([
    '200: progress → syncing (500)',
    '400: progress → syncing (700)',
    '700: wake → waiting SERVER_UNREACHABLE (701)'
  ])
})

test('a reload ends the round; nothing is asked of a page whose worker does not listen yet', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, { type: 'windowGone' }],
      [2, { type: 'live' }],
      [3, wanted('start')],
      [4, wanted('start')],
      [6, wanted('start')]
    ).slice(2)
  ).toEqual([
    '1: windowGone → idle (301)',
    '2: live → idle (302)',
    '3: wanted → syncing (303) ! start',
    // The same worker, and later one that took its place.
    '4: wanted → syncing (303)',
    '6: wanted → syncing (306) ! start'
  ])
})

test('what needs a person blocks, and is tried once an hour', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, done(failed('APP_TOO_OLD'))],
      [2, { type: 'live' }],
      [2, wanted('saved')],
      [3601, { type: 'wake' }],
      [3602, done(failed('APP_TOO_OLD'))],
      [3603, wanted('person')]
    ).slice(2)
  ).toEqual([
    '1: done → blocked APP_TOO_OLD (3601)',
    '2: live → blocked APP_TOO_OLD (3601)',
    '2: wanted → blocked APP_TOO_OLD (3601)',
    '3601: wake → syncing APP_TOO_OLD (3901) ! retry',
    '3602: done → blocked APP_TOO_OLD (7202)',
    '3603: wanted → syncing APP_TOO_OLD (3903) ! person'
  ])
})

test('a session that was ended blocks until someone signs in', () => {
  expect(
    run(
      [0, { type: 'signedIn' }],
      [0, wanted('start')],
      [1, { type: 'signedOut', code: 'SESSION_REVOKED' }],
      [2, wanted('person')],
      [3, { type: 'offline' }],
      [4, { type: 'online' }],
      [5, { type: 'signedIn' }],
      [6, done()],
      [7, { type: 'signedOut', code: null }],
      [8, wanted('person')]
    ).slice(2)
  ).toEqual([
    '1: signedOut → blocked SESSION_REVOKED',
    '2: wanted → blocked SESSION_REVOKED',
    '3: offline → blocked SESSION_REVOKED',
    '4: online → blocked SESSION_REVOKED',
    '5: signedIn → syncing (305) ! start',
    '6: done → idle (306)',
    '7: signedOut → idle',
    '8: wanted → idle'
  ])
})

test('a clock that is far off is mentioned only in idle', () => {
  const state = { ...initialState(true), clockOffset: -bounds.clockOffMs - 1 }
  expect(netState(state)).toMatchObject({ phase: 'idle', code: 'CLOCK_OFF' })
  expect(netState({ ...state, phase: 'syncing' })).toMatchObject({ code: null })
  expect(netState({ ...state, clockOffset: bounds.clockOffMs })).toMatchObject({ code: null })
})

const anyEvent: fc.Arbitrary<PumpEvent> = fc.oneof(
  fc
    .constantFrom<PumpEvent['type']>(
      'signedIn',
      'online',
      'offline',
      'suspend',
      'resume',
      'unlock',
      'windowGone',
      'live',
      'progress',
      'wake'
    )
    .map((type) => ({ type }) as PumpEvent),
  fc.constantFrom(null, 'SESSION_REVOKED').map((code): PumpEvent => ({ type: 'signedOut', code })),
  fc.constantFrom('saved', 'person', 'start').map((reason) => wanted(reason as 'saved')),
  fc.integer({ min: -1e9, max: 1e9 }).map((offset): PumpEvent => ({ type: 'clock', offset })),
  fc
    .record({
      ok: fc.boolean(),
      code: fc.constantFrom(null, 'SERVER_UNREACHABLE', 'APP_TOO_OLD', 'RATE_LIMITED', 'not a code'),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 1e8 })),
      more: fc.boolean()
    })
    .map((report): PumpEvent => ({ type: 'done', report }))
)
/** What is wrong about one step, in words. */
function faultsOf(before: PumpState, { state, effects }: Step, now: number): string[] {
  const { online, signedIn, ready, phase, wakeAt } = state
  const wait = wakeAt === null || wakeAt === before.wakeAt ? null : wakeAt - now
  const shown = netState(state).phase
  const faults = {
    'a round where none can run': effects.length > 0 && !(online && signedIn && ready && phase === 'syncing'),
    'two rounds': effects.length > 1,
    'a round that nobody asked for': phase === 'syncing' && before.phase !== 'syncing' && effects.length === 0,
    'a wait out of bounds': wait !== null && (wait < bounds.backOffMinMs || wait > bounds.blockedMs),
    'waiting without an end': phase === 'waiting' && wakeAt === null,
    'looks online': !online && (shown === 'idle' || shown === 'syncing'),
    'a socket nobody may have': wantsLive(state) && !(online && signedIn)
  }
  return Object.entries(faults).flatMap(([name, found]) => (found ? [name] : []))
}

test('whatever happens: rounds only where they can run, every wait bounded, and it always comes back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: -1e7, max: 1e7 }), anyEvent, fc.double({ min: 0, max: 0.999, noNaN: true })),
        { maxLength: 60 }
      ),
      (events) => {
        let state = initialState(true)
        let now = 1_800_000_000_000
        for (const [passed, event, chance] of events) {
          now += passed // clocks step backwards too
          const next = step(state, event, now, chance)
          expect(faultsOf(state, next, now)).toEqual([])
          state = next.state
        }
        // Everything is well again: within two turns of the timer there is a round.
        for (const type of ['online', 'signedIn'] as const) state = step(state, { type }, now, 0).state
        let rounds = 0
        for (const event of [wanted('start'), { type: 'wake' }, { type: 'wake' }] as PumpEvent[]) {
          const next = step(state, event, now, 0)
          rounds += next.effects.length
          state = next.state
        }
        expect(rounds).toBeGreaterThan(0)
      }
    ),
    { seed: 20260914, numRuns: 2000 }
  )
})
