import { formatHlc } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { expect, test } from 'vitest'
import { recordView, titleOf, type RecordSource } from './record-view.ts'

const at = Date.parse('2026-09-14T08:00:00Z')
const records: Record<string, Record<string, unknown>> = {
  'user u1': { name: '唐岳', nameEn: 'Yue Tang' },
  'conflict c1': { loser: 'energy −6 %', winner: 'energy −8 %' }
}
const source = (mayEdit = true): RecordSource => ({
  get: (type, id) => (records[`${type} ${id}`] ? { body: records[`${type} ${id}`]! } : undefined),
  state: () => ({
    unsent: ['city'],
    refused: {},
    conflicts: { businessGoals: 'c1' },
    mayEdit: () => mayEdit,
    mayDelete: true
  })
})
const account = {
  type: 'account',
  id: 'a1',
  body: {
    name: '岚屿化工',
    nameEn: 'Lanyu',
    ownerUserId: 'u1',
    teamUserIds: ['u1', 'gone'],
    businessGoals: 'energy −8 %'
  },
  meta: { '*': { ver: 1, hlc: formatHlc(at, 0, 'd'), device: 'd', user: 'u1' } },
  origin: 'device' as const
}

test('names what a record refers to and who wrote it; what is gone has no name', () => {
  const view = recordView(source(), types, account)
  expect(view.names).toEqual({ u1: '唐岳' })
  expect(view.set['*']).toEqual({ at, by: 'u1' })
  expect(recordView(source(), types, account, true).names).toEqual({ u1: 'Yue Tang' })
})

test('shows the value of a conflict that does not stand', () => {
  expect(recordView(source(), types, account).conflicts).toEqual({ businessGoals: { id: 'c1', value: 'energy −6 %' } })
  const other = { ...account, body: { ...account.body, businessGoals: 'energy −6 %' } }
  expect(recordView(source(), types, other).conflicts['businessGoals']?.value).toBe('energy −8 %')
})

test('what is computed, imported or folded from events is never typed into', () => {
  const { editable } = recordView(source(), types, account)
  expect(editable).toContain('name')
  expect(editable).toContain('goalItems')
  for (const field of ['code', 'lifecycleStatus', 'abcClass', 'events', 'createdAt'])
    expect(editable).not.toContain(field)
  expect(recordView(source(false), types, account).editable).toEqual([])
})

test('can be posted from worker to window', () => {
  const view = recordView(source(), types, account)
  expect(structuredClone(view)).toEqual(view)
})

test('the title is the first that is filled, in English the English one', () => {
  expect(titleOf(types.get('account'), account.body)).toBe('岚屿化工')
  expect(titleOf(types.get('account'), account.body, true)).toBe('Lanyu')
  expect(titleOf(types.get('account'), { shortName: '', name: 'x' }, true)).toBe('x')
  expect(titleOf(types.get('account'), {})).toBeUndefined()
})
