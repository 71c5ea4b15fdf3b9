import type { LifeEvent } from '@fieldfile/protocol'
import { expect, test } from 'vitest'
import { offeredSteps, visitHistory } from './history.ts'
import { currentRows, outcomeByItem } from './lists.ts'

const event = (n: number, name: string, more: Partial<LifeEvent> = {}): LifeEvent => ({
  id: `e${n}`,
  event: name,
  at: { at: `2026-09-15T0${n}:00:00.000Z`, zone: 'Asia/Shanghai' },
  byUserId: 'rep',
  hlc: `${n}`,
  ...more
})

test('[5.3] a cancellation after the check-in is shown as overruled by it', () => {
  const history = visitHistory([
    event(1, 'plan', { args: { plannedStart: { at: '2026-09-15T02:00:00.000Z', zone: 'Asia/Shanghai' } } }),
    event(2, 'checkIn'),
    event(3, 'cancel', { byUserId: 'manager', reason: '改期' })
  ])
  expect(history.map((step) => step.verdict)).toEqual(['applied', 'applied', 'overruled'])
  expect(history[0]!.plannedStart).toBe('2026-09-15T02:00:00.000Z')
  expect(history[2]).toMatchObject({
    byUserId: 'manager',
    overruledBy: { event: 'checkIn', at: '2026-09-15T02:00:00.000Z', byUserId: 'rep' }
  })
})

test('[10.3] a cancellation before the check-in is overruled by it too', () => {
  const history = visitHistory([event(1, 'plan'), event(2, 'cancel', { reason: 'x' }), event(3, 'checkIn')])
  expect(history[1]).toMatchObject({ verdict: 'overruled', overruledBy: { event: 'checkIn' } })
})

test('an event the table does not allow stays, without effect', () => {
  expect(visitHistory([event(1, 'checkOut')])[0]).toMatchObject({ verdict: 'illegal', overruledBy: null })
})

test('the steps a role is offered', () => {
  expect(offeredSteps('planned', ['REP']).toSorted()).toEqual(['cancel', 'checkIn', 'confirm', 'move', 'refuse'])
  expect(offeredSteps('planned', ['DSK']).toSorted()).toEqual(['cancel', 'confirm', 'move'])
  expect(offeredSteps('planned', ['FIN'])).toEqual([])
  expect(offeredSteps(null, ['REP'])).toContain('plan')
})

test('a corrected row replaces the one it names', () => {
  const rows = [
    { id: '1', item: '检修', outcome: 'notDone' },
    { id: '2', item: '报价', outcome: 'done' },
    { id: '3', item: '检修', outcome: 'done', supersedesId: '1' }
  ]
  expect(currentRows(rows).map((row) => row.id)).toEqual(['2', '3'])
  expect(outcomeByItem(rows).get('检修')?.outcome).toBe('done')
  expect(currentRows(null)).toEqual([])
})
