import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entities } from './entities/index.ts'
import type { Role } from './fields.ts'
import { fold, type LifeCycle, type LifeEvent } from './life-cycle.ts'
import { visitLifeCycle as visit } from './life-cycles/visit.ts'
import { at, deviceA, deviceB, hlc, uid } from './merge/op-fixtures.ts'

/** A history: each event an hour after the one before, all made on one device. */
const history = (...steps: (string | [string, Partial<LifeEvent>])[]): LifeEvent[] =>
  steps.map((step, i) => {
    const [event, more] = typeof step === 'string' ? [step, {}] : step
    return { id: uid(i + 1), event, at: at(), byUserId: uid(99), hlc: hlc((i + 1) * 3_600_000), ...more }
  })
const plannedAt = (iso: string) => ({ args: { plannedStart: at(iso), durationMin: 60 } })
const nine = '2026-09-15T01:00:00.000Z'
const two = '2026-09-15T06:00:00.000Z'

/** One way into each state. */
const into: Record<string, string[]> = {
  '–': [],
  suggested: ['suggest'],
  planned: ['plan'],
  confirmed: ['plan', 'confirm'],
  checkedIn: ['checkIn'],
  checkedOut: ['checkIn', 'checkOut'],
  reported: ['checkIn', 'checkOut', 'submitReport'],
  reviewed: ['checkIn', 'checkOut', 'submitReport', 'approve'],
  closed: ['checkIn', 'checkOut', 'submitReport', 'approve', 'close'],
  cancelled: ['plan', 'cancel'],
  missed: ['plan', 'markMissed'],
  refused: ['refuse']
}

/** DOMAIN §5.3 with the corrections of §10.3: event → the states it may start from, where it leads, and who. */
const table: Record<string, { from: string[]; to: string; who: Role[] }> = {
  suggest: { from: ['–'], to: 'suggested', who: ['REP', 'DSK', 'MGR'] },
  plan: { from: ['–', 'suggested'], to: 'planned', who: ['REP', 'DSK', 'MGR'] },
  move: { from: ['planned', 'confirmed'], to: 'planned', who: ['REP', 'DSK', 'MGR'] },
  confirm: { from: ['planned'], to: 'confirmed', who: ['REP', 'DSK'] },
  cancel: { from: ['suggested', 'planned', 'confirmed'], to: 'cancelled', who: ['REP', 'DSK', 'MGR'] },
  dismiss: { from: ['suggested'], to: 'cancelled', who: ['REP'] },
  checkIn: {
    from: ['–', 'suggested', 'planned', 'confirmed', 'cancelled', 'missed', 'checkedIn', 'checkedOut'],
    to: 'checkedIn',
    who: ['REP', 'SVC']
  },
  refuse: {
    from: ['–', 'suggested', 'planned', 'confirmed', 'cancelled', 'missed'],
    to: 'refused',
    who: ['REP', 'SVC']
  },
  checkOut: { from: ['checkedIn', 'checkedOut'], to: 'checkedOut', who: ['REP', 'SVC'] },
  submitReport: { from: ['checkedOut', 'refused'], to: 'reported', who: ['REP'] },
  return: { from: ['reported'], to: 'checkedOut', who: ['MGR'] },
  approve: { from: ['reported'], to: 'reviewed', who: ['MGR'] },
  close: { from: ['reviewed', 'refused'], to: 'closed', who: ['REP', 'MGR'] },
  markMissed: { from: ['planned', 'confirmed'], to: 'missed', who: [] },
  replan: { from: ['missed', 'cancelled', 'refused'], to: 'planned', who: ['REP', 'DSK'] },
  voidFact: { from: ['checkedIn', 'checkedOut', 'refused', 'reported'], to: 'planned', who: ['REP', 'SVC'] },
  reopen: { from: ['closed'], to: 'reported', who: ['MGR'] }
}

describe('visit: the table of DOMAIN §5.3', () => {
  test('has these events and no others', () => {
    expect(Object.keys(visit.events).toSorted()).toEqual(Object.keys(table).toSorted())
    expect(Object.keys(visit.states).toSorted()).toEqual(
      Object.keys(into)
        .filter((s) => s !== '–')
        .toSorted()
    )
  })

  for (const [event, row] of Object.entries(table)) {
    for (const [state, path] of Object.entries(into)) {
      const allowed = row.from.includes(state)
      test(`${state} + ${event} → ${allowed ? row.to : 'refused, state unchanged'}`, () => {
        const events = history(...path, event)
        const before = fold(visit, events.slice(0, -1))
        expect(before.state).toBe(state === '–' ? null : state)
        const after = fold(visit, events)
        expect(after.state).toBe(allowed ? row.to : before.state)
        expect(after.verdicts.get(events.at(-1)!.id) === 'applied').toBe(allowed)
      })
    }
    test(`${event}: who`, () => {
      expect([...visit.events[event as keyof typeof visit.events].who].toSorted()).toEqual(row.who.toSorted())
    })
  }

  test('an event the table does not know is kept, flagged, and changes nothing', () => {
    for (const name of ['teleport', 'constructor', '__proto__', 'toString']) {
      const events = history('plan', name)
      expect(fold(visit, events)).toMatchObject({ state: 'planned', counts: { plan: 1 } })
      expect(fold(visit, events).verdicts.get(events[1]!.id)).toBe('illegal')
    }
  })
})

describe('visit: facts outrank intentions', () => {
  test('cancelled centrally at 10:05, checked in at 09:48: checked out, the cancellation overruled', () => {
    const events = history(['plan', plannedAt(nine)], 'checkIn', ['cancel', { reason: '客户改期' }], 'checkOut')
    const { state, verdicts, set } = fold(visit, events)
    expect(state).toBe('checkedOut')
    expect(verdicts.get(events[2]!.id)).toBe('overruled')
    expect(set).not.toHaveProperty('cancelReason')
  })

  test('a check-in after the cancellation shows the cancellation overruled, and its reason is gone', () => {
    const events = history(['plan', plannedAt(nine)], ['cancel', { reason: '下雨' }])
    expect(fold(visit, events)).toMatchObject({
      state: 'cancelled',
      set: { cancelReason: '下雨', plannedStart: at(nine) }
    })
    const withFact = history(['plan', plannedAt(nine)], ['cancel', { reason: '下雨' }], 'checkIn')
    const { state, verdicts, set, counts } = fold(visit, withFact)
    expect(state).toBe('checkedIn')
    expect(verdicts.get(withFact[1]!.id)).toBe('overruled')
    expect(set).not.toHaveProperty('cancelReason')
    expect(counts['cancel']).toBe(0)
  })

  test.each(['move', 'cancel', 'markMissed', 'confirm'])(
    '%s after a check-in is overruled and changes no field',
    (intention) => {
      const events = history(['plan', plannedAt(nine)], 'checkIn', [intention, plannedAt(two)])
      const before = fold(visit, events.slice(0, 2))
      const after = fold(visit, events)
      expect(after.verdicts.get(events[2]!.id)).toBe('overruled')
      expect([after.state, after.set, after.counts]).toEqual([before.state, before.set, before.counts])
    }
  )

  test('a missed visit that did take place', () => {
    const events = history('plan', 'markMissed', 'checkIn', 'checkOut', 'submitReport')
    expect(fold(visit, events).state).toBe('reported')
    expect(fold(visit, events).verdicts.get(events[1]!.id)).toBe('overruled')
  })

  test('a replan ends the cancellation without overruling it', () => {
    const events = history(
      ['plan', plannedAt(nine)],
      ['cancel', { reason: '下雨' }],
      ['replan', plannedAt(two)],
      'checkIn'
    )
    const { verdicts, set } = fold(visit, events)
    expect(verdicts.get(events[1]!.id)).toBe('applied')
    expect(set['plannedStart']).toEqual(at(two))
    expect(set).not.toHaveProperty('cancelReason')
  })
})

describe('visit: what the events set', () => {
  test('two moves: the later clock stands, both count', () => {
    const { set, counts } = fold(
      visit,
      history(['plan', plannedAt(nine)], ['move', plannedAt(two)], ['move', { args: { plannedStart: at(nine) } }])
    )
    expect(set).toMatchObject({ plannedStart: at(nine), durationMin: 60 })
    expect(counts['move']).toBe(2)
  })

  test('the first check-in counts and the last check-out; two participants are one state', () => {
    const late = at('2026-09-14T02:30:00.000Z')
    const events = history(
      'plan',
      ['checkIn', { position: { lat: 31, lon: 121 } }],
      ['checkIn', { at: late, byUserId: uid(98) }],
      'checkOut',
      ['checkOut', { at: late }]
    )
    const { state, set, verdicts } = fold(visit, events)
    expect(state).toBe('checkedOut')
    expect([...verdicts.values()]).toEqual(['applied', 'applied', 'applied', 'applied', 'applied'])
    expect(set).toMatchObject({ checkInAt: at(), checkInPosition: { lat: 31, lon: 121 }, checkOutAt: late })
  })

  test('taking the fact back brings the plan back and leaves no time behind', () => {
    const { state, set } = fold(
      visit,
      history(['plan', plannedAt(nine)], 'checkIn', 'checkOut', 'submitReport', 'voidFact')
    )
    expect(state).toBe('planned')
    expect(set).toEqual({ plannedStart: at(nine), durationMin: 60 })
  })

  test('after a taken-back fact the plan can be moved and cancelled again', () => {
    const events = history(['plan', plannedAt(nine)], 'checkIn', 'voidFact', ['move', plannedAt(two)], 'cancel')
    expect(fold(visit, events)).toMatchObject({ state: 'cancelled', set: { plannedStart: at(two) } })
    expect([...fold(visit, events).verdicts.values()]).not.toContain('overruled')
  })
})

const cycleOf = (type: string): LifeCycle => entities.find((e) => e.type === type)!.lifeCycle!

describe('other life cycles', () => {
  test('task: done offline stays done when a colleague cancels it, before or after', () => {
    const later = history('open', 'complete', 'cancel')
    expect(fold(cycleOf('task'), later).state).toBe('done')
    expect(fold(cycleOf('task'), later).verdicts.get(later[2]!.id)).toBe('overruled')
    const earlier = history('open', 'cancel', 'complete')
    expect(fold(cycleOf('task'), earlier).state).toBe('done')
    expect(fold(cycleOf('task'), earlier).verdicts.get(earlier[1]!.id)).toBe('overruled')
  })

  test('task: a reminder is counted and moves nothing', () => {
    expect(fold(cycleOf('task'), history('open', 'wait', 'remind', 'remind'))).toMatchObject({
      state: 'waiting',
      counts: { remind: 2 }
    })
  })

  test('account: the first status is given; one that does not exist is refused', () => {
    expect(fold(cycleOf('account'), history(['register', { args: { to: 'lost' } }])).state).toBe('lost')
    for (const to of ['gone', 'constructor', 7, null])
      expect(fold(cycleOf('account'), history(['register', { args: { to } }])).state).toBeNull()
  })

  test('conflict: settled, and settled anew', () => {
    expect(fold(cycleOf('conflict'), history('open', 'keep', 'reopen', 'restore')).state).toBe('restored')
  })

  test('import: not committed before it is staged', () => {
    expect(fold(cycleOf('importBatch'), history('upload', 'map', 'commit')).state).toBe('mapped')
    expect(fold(cycleOf('importBatch'), history('upload', 'map', 'validate', 'stage', 'commit', 'revert')).state).toBe(
      'reverted'
    )
  })
})

describe('[I16] the same state, whatever the arrival order', () => {
  test('events of one op keep the order they were given, whatever their ids', () => {
    const [a, b] = history('checkOut', 'checkIn').map((e, i) => ({ ...e, hlc: hlc(1), dseq: 1, n: 1 - i }))
    expect(fold(visit, [a!, b!]).state).toBe('checkedOut')
    expect(fold(visit, [b!, a!]).state).toBe('checkedOut')
  })

  // A clock that ran ahead is clamped: two of its ops may end with one HLC.
  test('events of two ops with one clock keep the order of the ops', () => {
    const [a, b] = history('checkOut', 'checkIn').map((e, i) => ({
      ...e,
      hlc: hlc(1),
      dseq: 2 - i,
      n: i === 0 ? 0 : 5
    }))
    expect(fold(visit, [a!, b!]).state).toBe('checkedOut')
    expect(fold(visit, [b!, a!]).state).toBe('checkedOut')
  })

  const cycles = entities.flatMap(({ type, lifeCycle }) => (lifeCycle ? [[type, lifeCycle] as const] : []))
  test.each(cycles)('%s', (_, lifeCycle) => {
    const one = fc.record({
      event: fc.constantFrom(...Object.keys(lifeCycle.events), 'unknown'),
      to: fc.constantFrom(...Object.keys(lifeCycle.states)),
      ms: fc.integer({ min: 1, max: 8 }),
      device: fc.constantFrom(deviceA, deviceB)
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 14 }), fc.infiniteStream(fc.nat()), (made, keys) => {
        const events = made.map(({ event, to, ms, device }, i): LifeEvent => ({
          id: uid(i + 1),
          event,
          at: at(),
          byUserId: uid(9),
          reason: `${i}`,
          args: { to, durationMin: i + 1 },
          hlc: hlc(ms, device),
          device,
          dseq: i + 1,
          n: 0
        }))
        const keyed = events.map((e) => ({ e, key: keys.next().value as number }))
        const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ e }) => e)
        const [x, y] = [fold(lifeCycle, events), fold(lifeCycle, shuffled)]
        expect([y.state, y.set, y.counts]).toEqual([x.state, x.set, x.counts])
        expect(new Map([...y.verdicts].toSorted())).toEqual(new Map([...x.verdicts].toSorted()))
      }),
      { seed: 20260914, numRuns: 300 }
    )
  })
})
