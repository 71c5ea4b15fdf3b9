import type { Role } from '@fieldfile/protocol'
import { expect, test } from 'vitest'
import { id, me, now, seededDb } from '../../ui/record/testing/seed.ts'
import { file } from './file-query.ts'
import { list, search } from './list-query.ts'
import { rowsOf } from './list-state.ts'
import { alike, author } from './new-account-query.ts'

const chinese = { english: false }
const open = (db = seededDb()) => file.run(db.read(), { id: id('lanyu'), ...chinese })!
const day = 86_400_000

test('a row carries what the list shows: names, visits, tasks, flags', () => {
  const { rows, holds } = list.run(seededDb().read(), chinese)
  expect(holds).toBe(true)
  expect(rows).toHaveLength(6)
  expect(rows.find((row) => row.id === id('lanyu'))).toMatchObject({
    name: '岚屿化工',
    owner: '唐岳',
    mine: true,
    lastVisit: new Date(now - 18 * day).toISOString().replace('08:00', '02:00'),
    nextVisit: '2026-09-15T01:49:00.000Z',
    openTasks: 3,
    firstDue: '2026-09-11T10:00:00.000Z',
    creditHold: false,
    fromServer: false
  })
})

test('names follow the language', () => {
  const { rows } = list.run(seededDb().read(), { english: true })
  expect(rows.find((row) => row.id === id('lanyu'))).toMatchObject({ name: 'Lanyu Chemical', owner: 'Yue Tang' })
})

test('roles without customers of their own are told so, and looked-up rows are marked', () => {
  const db = seededDb({ me: { ...me, roles: ['SVC'] } })
  db.seed([{ type: 'account', id: id('far'), body: { name: '远方' }, origin: 'server' }])
  const { holds, rows } = list.run(db.read(), chinese)
  expect(holds).toBe(false)
  expect(rows.filter((row) => row.fromServer).map(({ name }) => name)).toEqual(['远方'])
})

const idsFor = (text: string) => search.run(seededDb().read(), { text })
test('a customer is found by its people and plants too, each once', () => {
  expect(idsFor('')).toBeNull()
  expect(idsFor('邵铁岩')).toEqual([id('lanyu')])
  expect(idsFor('厂区')).toEqual([id('lanyu')])
  expect(idsFor('nobody')).toEqual([])
})

test('views keep what they say; a search keeps its own order', () => {
  const { rows } = list.run(seededDb().read(), chinese)
  const names = (view: Parameters<typeof rowsOf>[1], found: string[] | null = null) =>
    rowsOf(rows, view, found).map(({ name }) => name)
  expect(names('key')).toEqual(['岚屿化工', '朔禾重机', '沐辰工业品'])
  expect(names('prospects')).toEqual(['霁川制药'])
  expect(names('noVisit')).not.toContain('岚屿化工')
  expect(names('mine')).toEqual(['岚屿化工', '沐辰工业品', '霁川制药'])
  expect(names('all', [id('yunli'), id('lanyu')])).toEqual(['云栎纸业', '岚屿化工'])
})

test('the file of a customer that is not there is null', () => {
  expect(file.run(seededDb().read(), { id: id('nobody'), ...chinese })).toBeNull()
})

test('the file can be posted, and holds everything of the customer', () => {
  const found = open()
  expect(structuredClone(found)).toEqual(found)
  expect(found.sites.map(({ body }) => body['name'])).toEqual(['1 号厂区', '2 号厂区', '总部'])
  expect(found.nextVisit).toMatchObject({ site: '2 号厂区', hosts: ['邵铁岩'], by: '唐岳', preRegHours: 48 })
  expect(found.tasks.map(({ title }) => title)).toEqual(['给选型报告', '国庆备货回执', '更新采购经理资料'])
  expect(found.credit?.body['paymentTermsDays']).toBe(60)
})

test('an industry is shown by its name in the dictionary, else by its code', () => {
  const db = seededDb()
  const of = (english: boolean) => file.run(db.read(), { id: id('lanyu'), english })!.industry
  const { body } = db.read().get('account', id('lanyu'))!
  db.seed([{ type: 'account', id: id('lanyu'), body: { ...body, industryCode: 'C26' } }])
  expect(of(true)).toBe('C26')
  const words = { domain: 'industryCode', code: 'C26', zh: '化学原料和化学制品制造业', en: 'Chemicals' }
  db.seed([{ type: 'dictionaryItem', id: id('c26'), body: words }])
  expect([of(false), of(true)]).toEqual([words.zh, words.en])
})

test('[W-08] the timeline joins all departments, newest first; corrected rows are gone', () => {
  const db = seededDb()
  db.seed([
    {
      type: 'interaction',
      id: id('i9'),
      body: {
        accountId: id('lanyu'),
        at: { at: new Date(now).toISOString(), zone: me.zone },
        channel: 'callOut',
        body: '更正',
        userIds: [id('xu')],
        supersedesId: id('i1')
      }
    }
  ])
  db.write([{ kind: 'edit', type: 'task', id: id('task1'), step: { event: 'complete' } }])
  const { timeline } = open(db)
  expect(timeline.map(({ at }) => at)).toEqual(
    timeline
      .map(({ at }) => at)
      .toSorted()
      .toReversed()
  )
  expect(new Set(timeline.map(({ department }) => department))).toEqual(
    new Set(['sales', 'service', 'finance', 'callCentre', 'marketing'])
  )
  expect(timeline.filter(({ kind }) => kind === 'task')).toMatchObject([
    { text: '给选型报告', department: 'service', by: '韩露' }
  ])
  expect(timeline.map((item) => item.id)).not.toContain(id('i1'))
  expect(timeline.find(({ kind }) => kind === 'visit')?.text).toContain('见邵铁岩')
})

test('people met counts visits, not letters, within 180 days', () => {
  // 邵铁岩 (a visit and a service visit) and 祝敏之 (112 days ago); 方岚 got a letter only.
  expect(open().met).toBe(2)
})

test('[C-33] completeness falls with what is missing and old, and names what is worth most', () => {
  const { completeness } = open()
  expect(completeness.score).toBeGreaterThan(0.5)
  expect(completeness.score).toBeLessThan(0.75)
  expect(completeness.worthMost).toHaveLength(5)
  expect(completeness.worthMost.map(({ key }) => key)).toContain('post:purchasingManager')
  const db = seededDb()
  db.write([
    {
      kind: 'create',
      type: 'person',
      values: { accountId: id('lanyu'), name: '新人', position: 'purchasingManager', status: 'active' }
    }
  ])
  expect(open(db).completeness.score).toBeGreaterThan(completeness.score!)
})

test('a new customer may be here already: the same code, or a name that is found', () => {
  const db = seededDb().read()
  expect(alike.run(db, { name: '', uscc: '91990000MA0DEM0011', ...chinese })).toMatchObject([
    { id: id('lanyu'), facts: '无锡 · 唐岳' }
  ])
  expect(alike.run(db, { name: '云栎', uscc: '', ...chinese })).toMatchObject([{ name: '云栎纸业' }])
  expect(alike.run(db, { name: '云', uscc: '', ...chinese })).toEqual([])
})

test('who creates a customer proposes its owner only where they sell', () => {
  expect(author.run(seededDb().read(), chinese)).toMatchObject({ sells: false })
  const rep = { ...me, id: id('tang'), roles: ['REP'] as const }
  expect(author.run(seededDb({ me: rep }).read(), chinese)).toMatchObject({
    sells: true,
    name: '唐岳',
    territoryId: id('p1'),
    territory: '苏南一区'
  })
})

test('who holds a further post here is among its people, by that post, until it ends', () => {
  const db = seededDb()
  const person = { id: id('elsewhere') }
  db.seed([{ type: 'person', id: person.id, body: { name: '谷雨', accountId: id('yunli'), position: 'cto' } }])
  const post = { personId: person.id, accountId: id('lanyu'), position: 'cfo', title: '兼任财务总监' }
  const further = () => open(db).people.find((card) => card.id === person.id)
  expect(further()).toBeUndefined()
  db.seed([{ type: 'posting', id: id('further'), body: post }])
  expect(further()).toMatchObject({ position: 'cfo', title: '兼任财务总监' })
  db.seed([{ type: 'posting', id: id('further'), body: { ...post, to: '2026-01-31' } }])
  expect(further()).toBeUndefined()
})

const withoutCredit = (role: Role) => {
  const db = seededDb({ me: { ...me, roles: [role] } })
  db.write([{ kind: 'delete', type: 'account:credit', id: id('lanyu') }])
  return db
}

test('credit that nobody has recorded yet is empty for who may see it, closed for the others', () => {
  expect(open(withoutCredit('REP')).credit).toMatchObject({ body: {} })
  expect(open(withoutCredit('MKT')).credit).toBeUndefined()
  expect(file.run(withoutCredit('REP').read(), { id: id('yunli'), ...chinese })!.credit).toBeUndefined()
})
