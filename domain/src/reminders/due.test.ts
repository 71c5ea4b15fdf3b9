import { DueItem } from '@fieldfile/protocol'
import { describe, expect, test } from 'vitest'
import { dueReminders, taskReminders, visitReminders, type DueInput } from './due.ts'
import { afterQuiet } from './quiet-hours.ts'
import { addDays, instantOf, wallTimeOf } from './wall-time.ts'

const ms = (iso: string): number => Date.parse(iso)
const iso = (at: number): string => new Date(at).toISOString()
const shanghai = 'Asia/Shanghai'
const input = (more: Partial<DueInput> = {}): DueInput => ({
  now: ms('2026-09-01T00:00:00Z'),
  zone: shanghai,
  language: 'en',
  visits: [],
  tasks: [],
  ...more
})
const visit = (at: string, zone = shanghai) => ({
  id: 'v1',
  accountName: 'Yunli',
  state: 'planned',
  plannedStart: { at, zone }
})
const fires = (items: DueItem[]): [string, string][] =>
  items.map((item) => [item.id.split(':').at(-1)!, iso(item.fireAt)])

const task = (at: string) => ({ id: 't1', title: 'Send the sample', status: 'open', dueAt: { at, zone: shanghai } })
const ids = (at: string) => visitReminders(visit(at), input()).map((item) => item.id)

describe('wall time', () => {
  test.each([
    ['2026-09-15', '08:30', shanghai, '2026-09-15T00:30:00.000Z'],
    ['2026-01-15', '08:30', 'Europe/Berlin', '2026-01-15T07:30:00.000Z'],
    ['2026-07-15', '08:30', 'Europe/Berlin', '2026-07-15T06:30:00.000Z'],
    ['2026-09-15', '08:30', 'Asia/Kolkata', '2026-09-15T03:00:00.000Z'],
    // The clock goes from 02:00 to 03:00: half past two is taken as half past three.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // It comes twice: the first is meant.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-01-01', '00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z']
  ])('%s %s in %s', (date, time, zone, expected) => expect(iso(instantOf({ date, time }, zone))).toBe(expected))
  test('and back', () =>
    expect(wallTimeOf(ms('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toEqual({ date: '2026-10-25', time: '02:30' }))
  test('days are calendar days', () =>
    expect([addDays('2026-03-01', -1), addDays('2028-02-28', 1)]).toEqual(['2026-02-28', '2028-02-29']))
})

describe('quiet hours 20:00–08:00', () => {
  test.each([
    ['2026-09-15T11:59:00Z', '2026-09-15T11:59:00.000Z'],
    ['2026-09-15T12:00:00Z', '2026-09-16T00:00:00.000Z'],
    ['2026-09-15T23:59:00Z', '2026-09-16T00:00:00.000Z'],
    ['2026-09-16T00:00:00Z', '2026-09-16T00:00:00.000Z']
  ])('%s', (at, expected) => expect(iso(afterQuiet(ms(at), shanghai))).toBe(expected))
  test('within one day, and none at all', () => {
    expect(iso(afterQuiet(ms('2026-09-15T05:00:00Z'), shanghai, { from: '12:00', to: '14:00' }))).toBe(
      '2026-09-15T06:00:00.000Z'
    )
    expect(iso(afterQuiet(ms('2026-09-15T15:00:00Z'), shanghai, { from: '08:00', to: '08:00' }))).toBe(
      '2026-09-15T15:00:00.000Z'
    )
  })
})

describe('N-01 visit', () => {
  test('the day before at 17:00 there, and the way plus half an hour before', () =>
    expect(fires(visitReminders(visit('2026-09-15T01:00:00Z'), input()))).toEqual([
      ['day', '2026-09-14T09:00:00.000Z'],
      ['leave', '2026-09-15T00:00:00.000Z']
    ]))
  test('the zone of the visit decides, also over a change of clocks', () =>
    expect(
      fires(visitReminders(visit('2026-03-29T08:00:00Z', 'Europe/Berlin'), input({ zone: 'Europe/Berlin' })))
    ).toEqual([
      ['day', '2026-03-28T16:00:00.000Z'],
      ['leave', '2026-03-29T07:00:00.000Z']
    ]))
  test('a longer way is an earlier start, and an alarm is not held back by quiet hours', () => {
    const items = visitReminders({ ...visit('2026-09-14T23:00:00Z'), travelMin: 90 }, input())
    expect(items[1]).toMatchObject({ level: 'alarm', fireAt: ms('2026-09-14T21:00:00Z') })
  })
  test('a notice that falls into the user’s own night waits for the morning', () =>
    expect(fires(visitReminders(visit('2026-09-15T15:00:00Z', 'America/New_York'), input()))[0]).toEqual([
      'day',
      '2026-09-15T00:00:00.000Z'
    ]))
  test.each(['suggested', 'checkedIn', 'cancelled', undefined])('none while it is %s', (state) =>
    expect(visitReminders({ ...visit('2026-09-15T01:00:00Z'), state }, input())).toEqual([])
  )
  test('ids follow the planned time: a moved visit reminds anew', () => {
    expect(ids('2026-09-15T01:00:00Z')).toEqual(ids('2026-09-15T01:00:00Z'))
    expect(ids('2026-09-15T01:00:00Z')).not.toEqual(ids('2026-09-15T02:00:00Z'))
  })
})

describe('N-06 task', () => {
  test('at nine on the day, and when it is due', () =>
    expect(fires(taskReminders(task('2026-09-15T07:00:00Z'), input()))).toEqual([
      ['today', '2026-09-15T01:00:00.000Z'],
      ['due', '2026-09-15T07:00:00.000Z']
    ]))
  test('due in the evening: the second waits for the morning', () =>
    expect(fires(taskReminders(task('2026-09-15T15:59:00Z'), input()))[1]).toEqual(['due', '2026-09-16T00:00:00.000Z']))
  test('due early: one is enough', () => expect(taskReminders(task('2026-09-15T00:30:00Z'), input())).toHaveLength(1))
  test('not before it was put off to', () =>
    expect(
      fires(
        taskReminders(
          { ...task('2026-09-15T07:00:00Z'), snoozeUntil: { at: '2026-09-16T02:00:00Z', zone: shanghai } } as never,
          input()
        )
      )[1]
    ).toEqual(['due', '2026-09-16T02:00:00.000Z']))
  test.each(['done', 'cancelled'])('none when %s', (status) =>
    expect(taskReminders({ ...task('2026-09-15T07:00:00Z'), status }, input())).toEqual([])
  )
})

describe('all together', () => {
  test('soonest first; what is over or far off is left out; each is well formed', () => {
    const items = dueReminders(
      input({
        visits: [
          visit('2026-09-15T01:00:00Z'),
          { ...visit('2026-08-01T01:00:00Z'), id: 'past' },
          { ...visit('2027-08-01T01:00:00Z'), id: 'far' }
        ],
        tasks: [
          { id: 't1', title: '长'.repeat(300), status: 'open', dueAt: { at: '2026-09-10T07:00:00Z', zone: shanghai } }
        ]
      })
    )
    expect(items.map((item) => item.id.split(':').slice(0, 2).join(' '))).toEqual([
      'N-06 t1',
      'N-06 t1',
      'N-01 v1',
      'N-01 v1'
    ])
    for (const item of items) expect(DueItem.parse(item)).toEqual(item)
    expect(items[2]!.generic).not.toContain('Yunli')
  })
  test('broken values remind of nothing and break nothing', () =>
    expect(
      dueReminders(
        input({
          visits: [{ id: 'x', state: 'planned', plannedStart: { at: 'no', zone: shanghai } }],
          tasks: [{ id: 'y', dueAt: null }]
        })
      )
    ).toEqual([]))
})
