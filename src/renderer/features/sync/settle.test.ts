import { applyOp, type Op, type Row } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { expect, test } from 'vitest'
import type { ConflictView } from './queries.ts'
import { settle } from './settle.ts'

const side = { value: 'a', by: null, mine: false, at: 0, device: null }
const conflict: ConflictView = {
  id: '01990000-0000-7000-8000-0000000000c1',
  recordType: 'account',
  recordId: '01990000-0000-7000-8000-0000000000a1',
  field: 'businessGoals',
  reason: 'concurrent',
  title: 'Lanyu',
  held: true,
  winner: side,
  loser: { ...side, value: 'b' },
  original: null,
  names: {}
}

test('[I20] keeping settles without an edit; the other two are ordinary edits that name the conflict', () => {
  expect(settle(conflict, { take: 'winner' })).toEqual([
    { type: 'conflict', id: conflict.id, kind: 'edit', step: { event: 'keep' }, settles: conflict.id }
  ])
  expect(settle(conflict, { take: 'loser' })[0]).toMatchObject({
    kind: 'edit',
    values: { businessGoals: 'b' },
    settles: conflict.id
  })
  expect(settle(conflict, { take: 'third', value: 'c' })[0]).toMatchObject({ values: { businessGoals: 'c' } })
  expect(settle({ ...conflict, loser: { ...side, value: undefined } }, { take: 'loser' })[0]).toMatchObject({
    values: { businessGoals: null }
  })
})

test('a lost deletion is restored by deleting', () => {
  expect(settle({ ...conflict, reason: 'deleteLost', field: '@deleted' }, { take: 'loser' })[0]).toEqual({
    type: 'account',
    id: conflict.recordId,
    kind: 'delete',
    settles: conflict.id
  })
})

test('every choice is a step the conflict’s life cycle takes from open', () => {
  const type = types.get('conflict')!
  const row: Row = { type: 'conflict', id: conflict.id, rootId: null, seq: 1, deleted: false, body: {}, meta: {} }
  const op = (n: number, event: string): Op => ({
    opId: conflict.id,
    dseq: n,
    group: null,
    kind: 'edit',
    type: 'conflict',
    id: conflict.id,
    hlc: `00000000000${n}-0000-01990000-0000-7000-8000-0000000000d1`,
    schema: 1,
    fields: { events: { append: [{ id: `01990000-0000-7000-8000-0000000000e${n}`, event }] } }
  })
  const opened = applyOp(type, row, op(1, 'open'), 1).row
  for (const [choice, state] of [
    [{ take: 'winner' }, 'kept'],
    [{ take: 'loser' }, 'restored'],
    [{ take: 'third', value: 'c' }, 'merged']
  ] as const) {
    const { step } = settle(conflict, choice).at(-1)!
    expect(applyOp(type, opened, op(2, step!.event), 2).row.body['state']).toBe(state)
  }
})
