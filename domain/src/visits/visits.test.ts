import { expect, test } from 'vitest'
import { driveMinutes, metresToGate, roadKm } from './distance.ts'
import { maybeMissed, moveNeedsReason, overlapping, spanOf } from './plan.ts'
import { captureLagMin, missingInReport } from './report.ts'

const home = { lat: 31.772, lon: 119.946 }
const v1 = { lat: 31.495, lon: 120.41 }
const v2 = { lat: 31.385, lon: 120.64 }
const v3 = { lat: 31.655, lon: 120.75 }
const legs = (...stops: { lat: number; lon: number }[]): number =>
  stops.slice(1).reduce((sum, stop, i) => sum + driveMinutes(roadKm(stops[i]!, stop)), 0)

test('C-31: driving times of the test vector', () => {
  expect(legs(home, v1, v3, v2, home)).toBeCloseTo(328.2, 1)
  expect(legs(home, v1, v2, v3, home)).toBeCloseTo(310.0, 1)
})

test('the nearest gate counts; without a position nothing is claimed', () => {
  expect(metresToGate(home, [v1, { lat: 31.773, lon: 119.946 }, null])).toBe(111)
  expect(metresToGate(null, [v1])).toBeNull()
  expect(metresToGate(home, [])).toBeNull()
})

const at = (iso: string) => ({ at: iso, zone: 'Asia/Shanghai' })
const visit = (id: string, iso: string, state = 'planned', ownerUserId = 'r') => ({
  id,
  ownerUserId,
  state,
  plannedStart: at(iso),
  durationMin: 60
})

test('overlap: same person, time still held, touching ends do not overlap', () => {
  const day = [
    visit('a', '2026-09-15T01:00:00.000Z'),
    visit('b', '2026-09-15T02:00:00.000Z'),
    visit('c', '2026-09-15T01:30:00.000Z', 'cancelled')
  ]
  const other = visit('d', '2026-09-15T01:30:00.000Z', 'planned', 's')
  const span = spanOf(visit('x', '2026-09-15T01:30:00.000Z'))!
  expect(overlapping(span, 'r', [...day, other]).map((v) => v.id)).toEqual(['a', 'b'])
  expect(overlapping(spanOf(day[1]!)!, 'r', day, 'b')).toEqual([])
})

test('moving asks for a reason within 24 hours or once the customer agreed', () => {
  const now = Date.parse('2026-09-14T00:00:00.000Z')
  expect(moveNeedsReason(visit('a', '2026-09-16T00:00:00.000Z'), now)).toBe(false)
  expect(moveNeedsReason(visit('a', '2026-09-16T00:00:00.000Z', 'confirmed'), now)).toBe(true)
  expect(moveNeedsReason(visit('a', '2026-09-14T20:00:00.000Z'), now)).toBe(true)
})

test('a plan a day past without a fact may be missed', () => {
  const late = visit('a', '2026-09-10T00:00:00.000Z')
  expect(maybeMissed(late, Date.parse('2026-09-11T01:00:00.001Z'))).toBe(true)
  expect(maybeMissed(late, Date.parse('2026-09-11T01:00:00.000Z'))).toBe(false)
  expect(maybeMissed({ ...late, state: 'reported' }, Date.parse('2026-12-01T00:00:00.000Z'))).toBe(false)
})

test('a report says what it still needs; a recorded "nothing" is an answer', () => {
  const empty = { recordCount: 0, agendaItems: ['检修'], answeredItems: [], metPersons: 0, commitments: 0 }
  expect(missingInReport(empty)).toEqual(['metPersons', 'agenda', 'summary', 'openQuestion', 'nextStep'])
  expect(
    missingInReport({
      ...empty,
      summary: '见了',
      answeredItems: ['检修'],
      metPersons: 1,
      openQuestionAsked: false,
      noNextStepReason: '年底再议'
    })
  ).toEqual([])
  expect(
    missingInReport({
      ...empty,
      recordCount: 1,
      answeredItems: ['检修'],
      metPersons: 2,
      openQuestionAsked: true,
      commitments: 1
    })
  ).toEqual([])
})

test('who was turned away writes a summary or a reason, nothing else', () => {
  const turnedAway = {
    recordCount: 3,
    agendaItems: ['检修'],
    answeredItems: [],
    metPersons: 0,
    commitments: 1,
    refused: true
  }
  expect(missingInReport(turnedAway)).toEqual(['summaryOrReason'])
  expect(missingInReport({ ...turnedAway, summary: ' ' })).toEqual(['summaryOrReason'])
  expect(missingInReport({ ...turnedAway, summary: '门卫没有预约' })).toEqual([])
  expect(missingInReport({ ...turnedAway, noNextStepReason: '停产到年底' })).toEqual([])
})

test('the capture lag is never negative', () => {
  expect(captureLagMin(0, 95 * 60_000)).toBe(95)
  expect(captureLagMin(10, 0)).toBe(0)
})
