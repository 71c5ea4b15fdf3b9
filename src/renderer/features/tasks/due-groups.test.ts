import { expect, test } from 'vitest'
import { byDue, groupOf } from './due-groups.ts'
import type { TaskRow } from './tasks-query.ts'

const zone = 'Asia/Shanghai'
const now = Date.parse('2026-09-14T08:00:00Z') // 16:00 in Shanghai

test.each([
  ['2026-09-14T07:59:00Z', 'late'],
  ['2026-09-14T09:00:00Z', 'today'],
  ['2026-09-14T15:59:00Z', 'today'],
  ['2026-09-14T16:01:00Z', 'week'], // past midnight in Shanghai
  ['2026-09-21T09:00:00Z', 'week'],
  ['2026-09-22T09:00:00Z', 'later'],
  [null, 'none']
] as const)('%s is %s', (due, group) => expect(groupOf(due, now, zone)).toBe(group))

const row = (id: string, due: string | null) => ({ id, due }) as TaskRow
test('groups that are empty are left out, the worst comes first', () => {
  const found = byDue([row('a', null), row('b', '2026-09-01T00:00:00Z')], now, zone)
  expect(found.map(({ group, rows }) => [group, rows.map(({ id }) => id)])).toEqual([
    ['late', ['b']],
    ['none', ['a']]
  ])
})
