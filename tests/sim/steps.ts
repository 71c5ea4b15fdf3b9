import type { Role } from '@fieldfile/protocol'
import * as fc from 'fast-check'
import type { Crash } from './disk.ts'
import { places } from './world.ts'

/** What may happen, and how often it is drawn. */
export type Edit =
  | { is: 'edit'; rec: number; field: number }
  | { is: 'set'; rec: number; add: number; remove: number }
  | { is: 'text'; rec: number; cut: boolean }
  | { is: 'row'; rec: number }
  | { is: 'event'; rec: number; event: number }
  | { is: 'create'; under: number; what: number }
  | { is: 'delete'; rec: number }
  | { is: 'place'; rec: number; place: number; owner: number }
export type Fault = 'none' | 'requestLost' | 'answerLost' | 'twice' | 'late'
export type Step =
  | { do: 'write'; on: number; edits: Edit[] }
  | { do: 'undo'; on: number; back: number }
  | { do: 'retry'; on: number }
  | { do: 'message'; on: number; fault: Fault; limit: number }
  | { do: 'sync'; on: number }
  | { do: 'crash'; on: number; kind: Crash }
  | { do: 'full'; on: number }
  | { do: 'clock'; on: number; skew: number; knows: boolean }
  | { do: 'arrive' }
  | { do: 'pass'; ms: number }
  | { do: 'move'; rec: number; place: number; owner: number }
  | { do: 'roles'; user: number; roles: Role[] }
  | { do: 'territories'; user: number; places: string[] }
  | { do: 'import'; rec: number }
  | { do: 'revoke'; on: number }
  | { do: 'backup' | 'restore' }

const pick = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
// Two devices of each user do most of the work: they meet more often.
const on = fc.oneof({ weight: 3, arbitrary: pick(5) }, { weight: 1, arbitrary: pick(14) })
// The records of the seed are few, so that colleagues meet at one.
const rec = fc.oneof({ weight: 3, arbitrary: pick(5) }, { weight: 2, arbitrary: pick(30) })
const place = pick(2)
const owner = pick(3)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('edit' as const), rec, field: pick(1) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('set' as const), rec, add: pick(4), remove: pick(4) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('text' as const), rec: pick(2), cut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('row' as const), rec }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('event' as const), rec, event: pick(7) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('create' as const), under: pick(5), what: pick(5) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('delete' as const), rec }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('place' as const), rec, place, owner }) }
)
const tenYears = 10 * 365 * 86_400_000
const constant = fc.constant
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ do: constant('write' as const), on, edits: fc.array(edit, { minLength: 1, maxLength: 3 }) })
  },
  { weight: 4, arbitrary: fc.record({ do: constant('undo' as const), on, back: pick(2) }) },
  { weight: 2, arbitrary: fc.record({ do: constant('retry' as const), on }) },
  {
    weight: 26,
    arbitrary: fc.record({
      do: constant('message' as const),
      on,
      fault: fc.oneof(
        { weight: 6, arbitrary: constant<Fault>('none') },
        { weight: 4, arbitrary: fc.constantFrom<Fault[]>('requestLost', 'answerLost', 'twice', 'late') }
      ),
      limit: fc.constantFrom(1, 3, 10, 1000)
    })
  },
  { weight: 12, arbitrary: fc.record({ do: constant('sync' as const), on }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: constant('crash' as const),
      on,
      kind: fc.constantFrom<Crash[]>('process', 'process', 'power', 'power', 'wiped')
    })
  },
  { weight: 1, arbitrary: fc.record({ do: constant('full' as const), on }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('clock' as const),
      on,
      skew: fc.constantFrom(-tenYears, -60_000, 0, 60_000, 600_000, tenYears),
      knows: fc.boolean()
    })
  },
  { weight: 3, arbitrary: constant({ do: 'arrive' as const }) },
  { weight: 2, arbitrary: fc.record({ do: constant('pass' as const), ms: fc.constantFrom(60_000, 86_400_000) }) },
  { weight: 4, arbitrary: fc.record({ do: constant('move' as const), rec: pick(3), place, owner }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('roles' as const),
      user: pick(2),
      roles: fc.constantFrom<Role[][]>(['REP'], ['MGR'], ['REP', 'MGR'], ['MKT'])
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('territories' as const),
      user: pick(2),
      places: fc.subarray(Object.values(places) as string[])
    })
  },
  { weight: 3, arbitrary: fc.record({ do: constant('import' as const), rec }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: constant('revoke' as const), on: fc.integer({ min: 9, max: 14 }) }) }
)
