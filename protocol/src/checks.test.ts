import { describe, expect, test } from 'vitest'
import { checkOp } from './checks.ts'
import { types } from './entities/index.ts'
import { cleanText, f, valueSchema, type Field } from './fields.ts'
import { at, event, makeOp, registered, uid, value } from './merge/op-fixtures.ts'
import { Op } from './op.ts'

const create = (fields = {}) =>
  makeOp({ kind: 'create', fields: { name: value('岚屿化工'), events: registered, ...fields } })
const planned = (args: unknown) =>
  makeOp({ type: 'visit', fields: { events: { append: [event(1, 'plan', { args })] } } as never })

/** For each kind of value: what fits, and what does not. */
const kinds: [string, Field, unknown[], unknown[]][] = [
  [
    'string',
    f.string('文', 'Text', { max: 3 }),
    ['', 'abc', '中文字'],
    ['abcd', 1, null, {}, ['a'], 'a\u0000', 'a\u202eb', '\ud800']
  ],
  ['string of a form', f.string('国', 'Country', { pattern: /^[A-Z]{2}$/ }), ['CN'], ['cn', 'CNX', '']],
  ['text', f.text('文', 'Text', { max: 10 }), ['a\nb\tc'], ['12345678901', 'a\u0007', '\u2066a']],
  ['integer', f.integer('数', 'Number', { min: 1, max: 5 }), [1, 5], [0, 6, 1.5, '1', Number.NaN, Infinity, null]],
  ['decimal', f.decimal('数', 'Number', { max: 10 }), [0, 9.5], [-0.1, 10.1, Number.NaN, Infinity, '1']],
  ['percent', f.percent('率', 'Rate'), [0, 0.5, 1], [1.01, -0.01, 50]],
  [
    'money',
    f.money('额', 'Amount'),
    [{ amount: -5, currency: 'CNY' }],
    [
      { amount: 1.5, currency: 'CNY' },
      { amount: 1, currency: 'rmb' },
      { amount: 1 },
      5,
      { amount: 1, currency: 'CNY', x: 1 },
      { amount: 2 ** 60, currency: 'CNY' }
    ]
  ],
  ['boolean', f.boolean('是', 'Yes'), [true, false], [1, 'true', null]],
  ['date', f.date('日', 'Date'), ['2028-02-29'], ['2027-02-29', '2027-2-1', '2027-02-01T00:00:00.000Z', 20270201]],
  ['partialDate', f.partialDate('日', 'Date'), ['1970-05-12', '--05-12'], ['05-12', '--13-01', '--05-32', '1970-05']],
  [
    'instant',
    f.instant('时', 'Time'),
    [at()],
    [
      { at: '2026-09-14T01:48:00Z', zone: 'UTC' },
      { at: '2026-09-14T09:48:00.000+08:00', zone: 'UTC' },
      { at: at().at },
      at().at,
      { ...at(), zone: 'x\u0000' }
    ]
  ],
  ['enum', f.enum('类', 'Kind', { a: ['甲', 'A'] }), ['a'], ['b', 'A', '', 'constructor', '__proto__', 'toString', 0]],
  [
    'reference',
    f.ref('account', '客户', 'Account'),
    [uid(1)],
    ['1', uid(1).toUpperCase().replace('0', 'A'), `${uid(1)}x`, '../etc', null]
  ],
  [
    'geo',
    f.geo('位', 'Position'),
    [{ lat: 31.2, lon: 121.5 }],
    [{ lat: 91, lon: 0 }, { lat: 0, lon: 181 }, { lat: Number.NaN, lon: 0 }, { lat: '31', lon: 121 }, { lat: 1 }]
  ],
  ['json', f.json('物', 'Thing'), [{ a: [1, null, 'x'] }, 'x', 0], [undefined, Number.NaN, () => 1]]
]

describe('values', () => {
  test.each(kinds)('%s', (_, field, good, bad) => {
    const schema = valueSchema(field.type)
    expect(good.filter((v) => !schema.safeParse(v).success)).toEqual([])
    expect(bad.filter((v) => schema.safeParse(v).success)).toEqual([])
  })

  test('a set holds values of its kind, and a list rows with an id; keys of a newer version are kept', () => {
    const tags = valueSchema(f.strings('签', 'Tags', { max: 3 }).type)
    expect([['a', 'b'], ['abcd'], 'a', [1]].map((v) => tags.safeParse(v).success)).toEqual([true, false, false, false])
    const rows = valueSchema(
      f.list('行', 'Rows', { n: f.integer('数', 'N', { required: true }), t: f.string('文', 'T') }).type
    )
    const row = { id: uid(1), n: 1, t: null, later: { x: 1 } }
    expect(rows.parse(row)).toEqual(row)
    const bad = [{ id: '1', n: 1 }, { n: 1 }, { id: uid(1) }, { id: uid(1), n: 'x' }, { id: uid(1), n: 1, t: 5 }]
    expect(bad.filter((r) => rows.safeParse(r).success)).toEqual([])
  })

  test('cleanText takes out what a value may not hold', () => {
    expect(cleanText('a\u0000b\u202ec\nd\ud800')).toBe('abc\nd')
  })
})

describe('ops', () => {
  test('a whole new account passes', () => {
    expect(
      checkOp(
        types,
        create({ phones: { add: ['+86 21 5555 0101'], base: 0 }, keyAccount: value(true), website: value(null) })
      )
    ).toBeNull()
  })

  test('an unknown type or field says that the app is to be updated', () => {
    expect(checkOp(types, makeOp({ type: 'starship' }))).toEqual({ code: 'UNKNOWN_TYPE' })
    expect(checkOp(types, makeOp({ type: 'constructor' }))).toEqual({ code: 'UNKNOWN_TYPE' })
    expect(checkOp(types, makeOp({ fields: { warp: value(1) } }))).toEqual({ code: 'UNKNOWN_FIELD', field: 'warp' })
  })

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is no field', (name) => {
    expect(checkOp(types, makeOp({ fields: { [name]: value(1) } }))).toEqual({ code: 'UNKNOWN_FIELD', field: name })
  })

  test('`__proto__` is left on the wire, and is no field either', () => {
    const op = JSON.parse(
      JSON.stringify(makeOp()).replace('"fields":{}', '"fields":{"__proto__":{"value":1,"base":0}}')
    ) as Op
    expect(Object.keys(op.fields)).toEqual(['__proto__'])
    expect(Object.keys(Op.parse(op).fields)).toEqual([])
    expect(checkOp(types, op)).toEqual({ code: 'UNKNOWN_FIELD', field: '__proto__' })
    expect(({} as Record<string, unknown>)['value']).toBeUndefined()
  })

  test('what is required must be there at creation, and cannot be cleared after', () => {
    expect(checkOp(types, makeOp({ kind: 'create', fields: { events: registered } }))).toEqual({
      code: 'REQUIRED',
      field: 'name'
    })
    expect(checkOp(types, create({ name: value('') }))).toEqual({ code: 'REQUIRED', field: 'name' })
    expect(checkOp(types, makeOp({ kind: 'create', fields: { name: value('x') } }))).toEqual({
      code: 'REQUIRED',
      field: 'events'
    })
    for (const empty of [null, ''])
      expect(checkOp(types, makeOp({ fields: { name: value(empty) } }))).toEqual({ code: 'REQUIRED', field: 'name' })
    expect(checkOp(types, makeOp({ fields: { nameEn: value(null) } }))).toBeNull()
  })

  test('a facet begins with its first value', () => {
    expect(
      checkOp(types, makeOp({ kind: 'create', type: 'person:private', fields: { dietNote: value('不吃辣') } }))
    ).toBeNull()
    expect(checkOp(types, makeOp({ type: 'person', fields: { dietNote: value('不吃辣') } }))?.code).toBe(
      'UNKNOWN_FIELD'
    )
  })

  test.each([
    ['account', 'code', 'C-001'],
    ['account', 'lifecycleStatus', 'active'],
    ['account', 'abcClass', 'A'],
    ['account:credit', 'creditHold', true],
    ['visit', 'state', 'planned'],
    ['visit', 'plannedStart', at()],
    ['visit', 'rescheduleCount', 0],
    ['user', 'login', 'root']
  ])('%s.%s is read-only, but not for the server', (type, field, v) => {
    const op = makeOp({ type, fields: { [field]: value(v) } })
    expect(checkOp(types, op)).toEqual({ code: 'FIELD_READ_ONLY', field })
    expect(checkOp(types, op, true)).toBeNull()
  })

  test.each([
    ['a value for a set', { phones: value(['1']) }],
    ['adding to a register', { name: { add: ['x'], base: 0 } }],
    ['a value for a list', { goalItems: value([]) }],
    ['rows for a register', { name: { append: [{ id: uid(1) }] } }],
    ['a row that is none', { goalItems: { append: [{ id: uid(1), year: 'soon', metric: 'x' }] } }],
    ['an element that is none', { phones: { add: [5], base: 0 } }],
    ['a removed element that is none', { phones: { remove: [{}], base: 0 } }],
    ['a bad code', { uscc: value('12345') }],
    ['a bad territory', { territoryId: value('north') }]
  ])('%s', (_, fields) => {
    expect(checkOp(types, makeOp({ fields: fields as never }))?.code).toBe('BAD_VALUE')
  })

  test('[I15] an append-only record takes no edit', () => {
    expect(checkOp(types, makeOp({ type: 'interaction', fields: { body: value('x') } }))).toEqual({
      code: 'APPEND_ONLY'
    })
  })
})

const cancel = (reason?: string) =>
  makeOp({ type: 'visit', fields: { events: { append: [event(1, 'cancel', { reason })] } } as never })

describe('events', () => {
  test('what an event would set must fit its field', () => {
    expect(checkOp(types, planned({ plannedStart: at(), durationMin: 60 }))).toBeNull()
    expect(checkOp(types, planned({ plannedStart: null }))).toBeNull()
    expect(checkOp(types, planned({ plannedStart: 'tomorrow' }))).toEqual({ code: 'BAD_VALUE', field: 'plannedStart' })
    expect(checkOp(types, planned({ durationMin: -5 }))).toEqual({ code: 'BAD_VALUE', field: 'durationMin' })
    expect(checkOp(types, planned(['x']))).toEqual({ code: 'BAD_VALUE', field: 'events' })
  })

  test('an account begins in a status that exists', () => {
    expect(checkOp(types, create({ events: { append: [event(1, 'register', { args: { to: 'boss' } })] } }))).toEqual({
      code: 'BAD_VALUE',
      field: 'lifecycleStatus'
    })
  })

  test('a reason is given where the table asks for one', () => {
    for (const none of [undefined, '', ' '])
      expect(checkOp(types, cancel(none))).toEqual({ code: 'REQUIRED', field: 'reason' })
    expect(checkOp(types, cancel('客户改期'))).toBeNull()
    expect(checkOp(types, cancel(), true)).toBeNull()
  })

  test('an event of a newer version is kept', () => {
    expect(
      checkOp(
        types,
        makeOp({ type: 'visit', fields: { events: { append: [event(1, 'teleport', { args: { x: 1 } })] } } as never })
      )
    ).toBeNull()
  })
})
