import { expect, test } from 'vitest'
import { matches } from './commands.ts'
import { recordPath } from './record-path.ts'
import { refOf, withRecent } from './recent.ts'

const planner = { label: '计划', keywords: ['Planner', 'jihua', 'jh'] }
test.each([
  ['计', true],
  ['划', true],
  ['plan', true],
  ['JH', true],
  ['jihua', true],
  ['lan', false],
  ['planner x', false]
])('a command is found by %s: %s', (text, found) => expect(matches(planner, text)).toBe(found))

const id = '01990000-0000-7000-8000-000000000001'
test('a record opens on its own screen, its visit’s, or its customer’s', () => {
  expect(recordPath('person:private', id, {})).toBe(`/people/${id}`)
  expect(recordPath('visitReport', 'r', { visitId: id, accountId: 'a' })).toBe(`/visits/${id}`)
  expect(recordPath('site', 's', { accountId: id })).toBe(`/accounts/${id}`)
  expect(recordPath('season', 's', {})).toBeNull()
})

test('recent: newest first, each once, eight', () => {
  expect(refOf(`/accounts/${id}/timeline`)).toEqual({ type: 'account', id })
  expect(refOf('/accounts')).toBeNull()
  expect(refOf('/settings')).toBeNull()
  const many = Array.from({ length: 9 }, (_, i) => ({ type: 'account', id: String(i) })).reduce(
    withRecent,
    [] as { type: string; id: string }[]
  )
  expect(many.map((ref) => ref.id)).toEqual(['8', '7', '6', '5', '4', '3', '2', '1'])
  expect(withRecent(many, { type: 'account', id: '5' }).map((ref) => ref.id)).toEqual([
    '5',
    '8',
    '7',
    '6',
    '4',
    '3',
    '2',
    '1'
  ])
})
