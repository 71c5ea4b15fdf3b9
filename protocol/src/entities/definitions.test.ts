import { describe, expect, test } from 'vitest'
import { commonFields, type Entity } from '../entity.ts'
import { roles, type Field, type FieldType, type Label } from '../fields.ts'
import { guardedFields } from '../life-cycle.ts'
import { anyType } from './helpers.ts'
import { entities, types } from './index.ts'

/** Types of DOMAIN §3 that fields name already and that are still to be defined. */
const toCome = [
  'attachment',
  'complaint',
  'demandSignal',
  'opportunity',
  'paymentPromise',
  'productFeedback',
  'routePlan'
]
const rightsGrammar = /^[RCWAP][ota]( [RCWAP][ota])*$/
const mergesOf: Partial<Record<FieldType['kind'], string[]>> = {
  set: ['set', 'derived'],
  list: ['append'],
  text: ['text', 'guarded', 'immutable']
}
const others = ['register', 'guarded', 'immutable', 'master', 'derived']

/** A field, and those inside its list. */
function* deep(name: string, field: Field): Generator<[string, Field]> {
  yield [name, field]
  if (field.type.kind !== 'list') return
  for (const [inner, of] of Object.entries(field.type.of)) yield* deep(`${name}.${inner}`, of)
}
const deepFields = (entity: Entity) => Object.entries(entity.fields).flatMap(([name, field]) => [...deep(name, field)])
const filled = (label: Label) => label.zh.trim() !== '' && label.en.trim() !== ''
const named = (label: Label) => filled(label) && /\p{Script=Han}|^[A-Z]+$/u.test(label.zh)
const innermost = (type: FieldType): FieldType => (type.kind === 'set' ? type.of : type)
const fold = (word: string) => word.toLowerCase().replaceAll(/[\s_-]/g, '')

test('names are unique, and facets are types of their own', () => {
  expect(new Set(entities.map((e) => e.type)).size).toBe(entities.length)
  const facets = ['account:credit', 'account:economics', 'account:finance', 'person:private']
  expect([...types.keys()].filter((type) => type.includes(':')).toSorted()).toEqual(facets)
})

test('types still to come are not there yet: one that is defined leaves the list', () => {
  expect(toCome.filter((type) => types.has(type))).toEqual([])
})

/** Each rule gives what breaks it. */
const rules: Record<string, (entity: Entity) => unknown[]> = {
  'every label is there in both languages': (entity) => {
    const all = deepFields(entity)
    const labels = [entity.label, ...Object.values(entity.groups), ...all.map(([, field]) => field.label)]
    const words = all.flatMap(([, { type, hint }]) => {
      const of = innermost(type)
      return [hint, 'unit' in of ? of.unit : undefined, ...(of.kind === 'enum' ? Object.values(of.values) : [])]
    })
    return [...labels.filter((label) => !named(label)), ...words.filter((label) => label && !filled(label))]
  },
  'field names fit the wire, and none hides a name of objects': (entity) =>
    Object.keys(entity.fields).filter((name) => !/^[a-z][A-Za-z0-9]{0,63}$/.test(name) || name in Object.prototype),
  'references name known types': (entity) =>
    deepFields(entity).filter(([, field]) => {
      const of = innermost(field.type)
      return of.kind === 'reference' && of.to !== anyType && !types.has(of.to) && !toCome.includes(of.to)
    }),
  'titles exist': (entity) =>
    entity.title.length === 0 ? ['none'] : entity.title.filter((name) => !entity.fields[name]),
  'every field has a group that exists, and every group a field': (entity) => {
    const used = Object.values(entity.fields).map((field) => field.group ?? '')
    const groups = Object.keys(entity.groups)
    return [...used.filter((g) => !groups.includes(g)), ...groups.filter((g) => !used.includes(g))]
  },
  'the merge of a field fits its type': (entity) =>
    Object.entries(entity.fields).filter(([, { type, merge }]) => !(mergesOf[type.kind] ?? others).includes(merge)),
  'rights are in the notation of DOMAIN §8.1, for known roles': (entity) =>
    [entity.rights, ...Object.values(entity.fields).flatMap((field) => field.rights ?? [])]
      .flatMap((rights) => Object.entries(rights))
      .filter(([role, letters]) => !(roles as readonly string[]).includes(role) || !rightsGrammar.test(letters)),
  'all fields of a facet have the same rights, and none is searched or names the record': (entity) => {
    const fields = Object.entries(entity.fields).filter(([, field]) => field.facet)
    const firstOf = (facet?: string) => fields.find(([, field]) => field.facet === facet)?.[1].rights
    return fields.filter(
      ([name, { facet, rights, search }]) =>
        !rights || JSON.stringify(rights) !== JSON.stringify(firstOf(facet)) || search || entity.title.includes(name)
    )
  },
  'home buckets name fields that hold users, and a record without an account has one': (entity) => {
    const fields: Record<string, Field> = { ...commonFields, ...entity.fields }
    const wrong = (entity.home ?? []).filter((home) => {
      const type = home.kind === 'user' ? fields[home.field]?.type : null
      return home.kind === 'user' && !(type && JSON.stringify(innermost(type)) === '{"kind":"reference","to":"user"}')
    })
    return entity.root === 'none' && !entity.home?.length ? ['no bucket'] : wrong
  },
  'no column name fits two fields': (entity) => {
    const columns = Object.entries(entity.fields)
      .filter(([, field]) => !field.noImport)
      .flatMap(([name, field]) =>
        [...new Set([name, field.label.zh, field.label.en, ...(field.alias ?? [])].map(fold))].map((word) => ({
          word,
          name
        }))
      )
    return columns.filter(({ word, name }) => columns.some((other) => other.word === word && other.name !== name))
  },
  'no field names a column twice, and none that takes no import names one': (entity) =>
    Object.entries(entity.fields).filter(
      ([, { alias, noImport }]) => alias && (new Set(alias).size < alias.length || noImport)
    ),
  'what is computed is no import target': (entity) =>
    Object.entries(entity.fields).filter(([, f]) => entity.importable && f.merge === 'derived' && !f.noImport),
  'a life cycle has its state, its events and its counters, and every guarded field is its own': (entity) => {
    const guarded = Object.keys(entity.fields).filter((name) => entity.fields[name]!.merge === 'guarded')
    const { lifeCycle: cycle } = entity
    if (!cycle) return [...guarded, ...('events' in entity.fields ? ['events'] : [])]
    const { events, [cycle.field]: state } = entity.fields
    const states = state?.type.kind === 'enum' ? Object.keys(state.type.values) : []
    const own = new Set([cycle.field, ...guardedFields(cycle)])
    return [
      ...(events?.required && events.merge === 'append' ? [] : ['events']),
      ...(states.join(',') === Object.keys(cycle.states).join(',') ? [] : ['states']),
      ...guarded.filter((name) => !own.has(name)),
      ...[...own].filter((name) => !guarded.includes(name)),
      ...Object.entries(cycle.counts ?? {}).filter(
        ([field, event]) => entity.fields[field]?.merge !== 'derived' || !Object.hasOwn(cycle.events, event)
      )
    ]
  },
  'a life cycle names states, roles and words that exist': ({ lifeCycle: cycle }) => {
    if (!cycle) return []
    const states = Object.keys(cycle.states)
    const wrong = Object.entries(cycle.events).filter(
      ([, rule]) =>
        !named(rule.label) ||
        ![...states, 'given', 'same'].includes(rule.to) ||
        rule.from.some((from) => from !== null && !states.includes(from)) ||
        rule.who.some((role) => !roles.includes(role)) ||
        // Nobody on a device: then it is the server's.
        (rule.who.length === 0 && !rule.online)
    )
    return [...states.filter((state) => ['given', 'same'].includes(state)), ...wrong]
  },
  'a fact is allowed from every state an intention can make (PROTOCOL "Merge")': (entity) => {
    const steps = Object.values(entity.lifeCycle?.events ?? {})
    const made = steps.filter((s) => s.kind === 'intention' && !['given', 'same'].includes(s.to)).map((s) => s.to)
    const facts = steps.filter((s) => s.kind === 'fact' && s.from.some((from) => from !== null && made.includes(from)))
    return facts.flatMap((fact) => made.filter((state) => state !== fact.to && !fact.from.includes(state)))
  },
  'every state can be reached': ({ lifeCycle: cycle }) => {
    const targets = Object.values(cycle?.events ?? {}).map((rule) => rule.to)
    return targets.includes('given') ? [] : Object.keys(cycle?.states ?? {}).filter((state) => !targets.includes(state))
  }
}

describe.each(Object.entries(rules))('%s', (_, problems) => {
  test.each(entities.map((entity) => [entity.type, entity] as const))('%s', (_type, entity) => {
    expect(problems(entity)).toEqual([])
  })
})

const unmarked = (type: string, names: readonly string[]) => names.filter((name) => !types.get(type)!.fields[name]?.pd)

test('personal data is marked: names and numbers of people, and all of their private facet', () => {
  expect(unmarked('person:private', Object.keys(types.get('person:private')!.fields))).toEqual(['accountId'])
  expect(unmarked('person', ['name', 'nameEn', 'mobiles', 'emails', 'wechat', 'gender', 'birthYear'])).toEqual([])
})

const wordsOf = ([name, field]: [string, Field]) => [name, field.label.zh, field.label.en, ...(field.alias ?? [])]
const targetOf = (type: string, header: string) =>
  Object.entries(types.get(type)!.fields).find((entry) => wordsOf(entry).includes(header))?.[0]

test.each([
  ['account', '公司名称', 'name'],
  ['account', '企业名称', 'name'],
  ['account', '单位名称', 'name'],
  ['account', '简称', 'shortName'],
  ['account', '地区', 'province'],
  ['account', '省份', 'province'],
  ['account', '行业', 'industryCode'],
  ['account', '英文名称', 'nameEn'],
  ['account', '电话', 'phones'],
  ['account', '网址', 'website'],
  ['account', '邮箱', 'emails'],
  ['account', '邮编', 'postcode'],
  ['account', '统一社会信用代码', 'uscc'],
  ['account', 'Name', 'name'],
  ['account', 'Company', 'name'],
  ['account', 'PostalCode', 'postcode'],
  ['account', 'City', 'city'],
  ['person', '姓名', 'name'],
  ['person', '联系人', 'name'],
  ['person', 'FirstName', 'name'],
  ['person', 'LastName', 'name'],
  ['person', 'EmailAddress', 'emails'],
  ['person', 'PhoneNumber', 'mobiles'],
  ['person', '手机', 'mobiles'],
  ['person', '职务', 'title'],
  ['person', '公司名称', 'accountId'],
  ['site', '地址', 'address']
])('%s: the column %s goes to %s', (type, header, field) => {
  expect(targetOf(type, header)).toBe(field)
})
