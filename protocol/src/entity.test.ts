import { expect, test } from 'vitest'
import { checkOp } from './checks.ts'
import { account, entities } from './entities/index.ts'
import { commonFields, defineEntity, recordTypes, type BodyOf } from './entity.ts'
import { f } from './fields.ts'
import { applyOp } from './merge/apply-op.ts'
import { makeOp, value } from './merge/op-fixtures.ts'

test('a record type has the common fields, and a facet the account it hangs from', () => {
  const types = recordTypes(entities)
  expect(Object.keys(types.get('site')!.fields)).toEqual(expect.arrayContaining(Object.keys(commonFields)))
  expect(Object.keys(types.get('account:credit')!.fields).toSorted()).toEqual([
    'accountId',
    'creditHold',
    'creditLimit',
    'paymentTermsDays'
  ])
  expect(types.get('account')!.fields).not.toHaveProperty('creditLimit')
  expect(types.get('site')!.fields['accountId']!.required).toBe(true)
  expect(types.get('task')!.fields['accountId']!.required).toBeUndefined()
})

test('adding a field is one line and adding an entity is one file: everything that reads definitions follows', () => {
  const crane = defineEntity({
    type: 'crane',
    code: 'E-99',
    label: { zh: '吊车', en: 'Crane' },
    root: 'account',
    title: ['name'],
    groups: { crane: { zh: '吊车', en: 'Crane' } },
    fields: {
      name: f.string('名称', 'Name', { required: true, group: 'crane' }),
      capacityT: f.decimal('起重量', 'Capacity', { max: 5000, group: 'crane' }),
      insurer: f.string('保险', 'Insurer', { facet: 'insurance', group: 'crane', rights: { FIN: 'Wa' } })
    },
    rights: { REP: 'Wo Rt' },
    lifeCycle: {
      field: 'state',
      states: { idle: { zh: '闲置', en: 'Idle' }, inUse: { zh: '使用', en: 'In use' } },
      events: { buy: { label: { zh: '购入', en: 'Buy' }, from: [null], to: 'idle', kind: 'fact', who: ['REP'] } }
    }
  })
  const body: BodyOf<typeof crane> = { name: 'x', capacityT: 5 }
  expect(body.name).toBe('x')
  const withDock = {
    ...account,
    fields: { ...account.fields, dockCount: f.integer('装卸口', 'Docks', { max: 500, group: 'capability' }) }
  }
  const types = recordTypes([withDock, crane])
  expect([...types.keys()]).toEqual([
    'account',
    'account:credit',
    'account:economics',
    'account:finance',
    'crane',
    'crane:insurance'
  ])

  // The added field
  const docks = makeOp({ fields: { dockCount: value(12, 1) } })
  expect(checkOp(recordTypes(entities), docks)?.code).toBe('UNKNOWN_FIELD')
  expect(checkOp(types, docks)).toBeNull()
  expect(checkOp(types, makeOp({ fields: { dockCount: value(501) } }))).toEqual({
    code: 'BAD_VALUE',
    field: 'dockCount'
  })
  const row = {
    type: 'account',
    id: docks.id,
    rootId: docks.id,
    seq: 1,
    deleted: false,
    body: { name: '岚屿' },
    meta: {}
  }
  expect(applyOp(types.get('account')!, row, docks, 2).row.body).toEqual({ name: '岚屿', dockCount: 12 })

  // The added entity
  const born = makeOp({ kind: 'create', type: 'crane', fields: { name: value('一号吊'), capacityT: value(50) } })
  expect(checkOp(recordTypes(entities), born)?.code).toBe('UNKNOWN_TYPE')
  expect(checkOp(types, born)).toBeNull()
  expect(checkOp(types, makeOp({ kind: 'create', type: 'crane' }))).toEqual({ code: 'REQUIRED', field: 'name' })
  expect(checkOp(types, makeOp({ type: 'crane', fields: { insurer: value('x') } }))?.code).toBe('UNKNOWN_FIELD')
  expect(checkOp(types, makeOp({ type: 'crane:insurance', fields: { insurer: value('x') } }))).toBeNull()
  expect(applyOp(types.get('crane')!, null, born, 1).row.body).toEqual({ name: '一号吊', capacityT: 50 })
})
