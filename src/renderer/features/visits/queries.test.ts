import { describe, expect, test } from 'vitest'
import { Memory } from '../../replica/memory.ts'
import { readDb } from '../../replica/read-db.ts'
import { SearchIndex } from '../../replica/search/search-index.ts'
import { emptyMeta } from '../../replica/store.ts'
import { types } from '@fieldfile/protocol/entities/index'
import { candidates, card, planContext, todayQuery, week } from './queries.ts'
import { at, company, confirm, event, id, li, now, plan, tang, visit, xu, zone } from './testing/company.ts'
import { rowsOf, type Seed, type TestUser } from './testing/real-client.ts'
import { nextStop } from './today-query.ts'

function db(user: TestUser = tang, more: readonly Seed[] = [], time = now) {
  const memory = new Memory(types, user.id)
  const rows = rowsOf([...company.filter((seed) => !more.some((m) => m.id === seed.id)), ...more], now)
  memory.load({ rows, outbox: [], refused: [], undo: [], meta: emptyMeta })
  const search = new SearchIndex(types, (type) => memory.ids(type))
  return readDb(
    memory,
    search,
    { ...user, zone },
    () => time,
    () => {}
  )
}
const chinese = { english: false }
const today = (user?: TestUser, args = {}) =>
  todayQuery.run(db(user), { date: null, userId: null, ...chinese, ...args })

const weekOf = (more: readonly Seed[] = []) => week.run(db(tang, more), { monday: null, userId: null, ...chinese })
const found = (text = '') => candidates.run(db(), { userId: tang.id, text, monday: '2026-09-14', ...chinese })
const open = (seeds: readonly Seed[] = [], name = 'v1', user: TestUser = tang) =>
  card.run(db(user, seeds), { id: id(name), reportId: id('report'), ...chinese })!

describe('today', () => {
  test('the stops of the day in order, the next one first, the drive only from what is known', () => {
    const data = today()
    expect(data.stops.map((stop) => stop.account)).toEqual(['岚屿化工', '朔禾重机', '汀洲热电'])
    expect(nextStop(data.stops)?.account).toBe('岚屿化工')
    // C-31: the test vector's way from home along V1, V3, V2 and back.
    expect(data.drive.minutes).toBeCloseTo(328.2, 1)
    expect(data.stops[0]!.access).toMatchObject({ gate: '东门', devices: 'whole', cameraBanned: true })
    expect(data.stops[0]!.hosts[0]).toMatchObject({ name: '邵铁岩', phone: '+8613900000003', gone: false })
  })

  test('alarms: notice of the gate missed, a report overdue, a task overdue', () => {
    expect(today().alarms.map(({ kind }) => kind)).toEqual(['preReg', 'report', 'task'])
    expect(today().alarms[0]).toMatchObject({ account: '汀洲热电', late: true, hours: 48 })
    expect(today().alarms[1]).toMatchObject({ account: '泊宁化纤', hours: 46 })
  })

  test('tasks of the day, late ones too; another day has its own', () => {
    expect(today().tasks.map((task) => [task.title, task.late])).toEqual([
      ['给选型报告', true],
      ['报 6 月返修原因', false],
      ['国庆备货回执', false]
    ])
    expect(today(tang, { date: '2026-09-16' }).tasks).toEqual([])
    expect(today(tang, { date: '2026-09-16' }).nextDay).toBe('2026-09-17')
  })

  test('a desk user looks at the rep they prepare for, a manager at everybody of the territory', () => {
    expect(today(xu)).toMatchObject({ part: 'prepare', person: { name: '唐岳' } })
    expect(today(li)).toMatchObject({ part: 'team', person: null })
    expect(today(li).people.map((p) => p.label)).toEqual(['唐岳'])
    expect(today(li).stops).toHaveLength(3)
    expect(today(li, { userId: tang.id }).person?.name).toBe('唐岳')
  })

  test('names follow the language', () => {
    expect(today(tang, { english: true }).stops[0]!.account).toBe('Lanyu Chemical')
  })
})

describe('the week', () => {
  test('this week unless another is asked; load is visits and the way', () => {
    const data = weekOf()
    expect(data.monday).toBe('2026-09-14')
    const tuesday = data.days[1]!
    expect(tuesday.visits.map((v) => v.durationMin)).toEqual([90, 60, 60])
    expect(tuesday.load).toBe(210 + 328)
  })

  test('overlaps are marked on both, a cancelled visit holds no time', () => {
    const thursday = weekOf().days[3]!
    expect(thursday.visits.map((v) => v.overlaps)).toEqual([['启研玻璃'], ['沐曦制药']])
    const cancelled = visit('v5', 'qiyan', 's7', [
      plan('2026-09-17', '10:00'),
      event('x', 'cancel', 'tang', '2026-09-14', '10:00', { reason: '出差' })
    ])
    expect(weekOf([cancelled]).days[3]!.visits.map((v) => v.overlaps)).toEqual([[]])
  })
})

describe('who should be visited', () => {
  test('customers without a planned visit, the most overdue first (C-19)', () => {
    expect(found().rows.map((row) => row.name)).toEqual(['棠越泵业', '锦味食品', '桥音涂料', '泊宁化纤'])
    expect(found().rows[3]).toMatchObject({ siteId: id('s4'), durationMin: 60 })
  })

  test('a search finds any customer by pinyin or by somebody who works there, and says when it is placed', () => {
    expect(found('lanyu').rows.map((row) => row.name)).toContain('岚屿化工')
    expect(found('luzhiyuan').rows.map((row) => row.name)).toContain('汀洲热电')
    expect(found('岚屿').rows[0]!.placed?.start).toBe(at('2026-09-15', '09:49').at)
  })

  test('the form knows sites, people and the usual length', () => {
    const context = planContext.run(db(), { accountId: id('lanyu'), ...chinese })!
    expect(context.durationMin).toBe(90)
    expect(context.sites[0]).toMatchObject({ label: '2 号厂区', preRegHours: 48 })
    expect(context.persons.map((p) => p.name)).toEqual(['邵铁岩', '方岚'])
  })
})

describe('the card', () => {
  test('says what is missing in the report, and what may be done', () => {
    expect(open().missing).toEqual(['metPersons', 'agenda', 'summary', 'openQuestion', 'nextStep'])
    expect(open().offered.toSorted()).toEqual(['cancel', 'checkIn', 'move', 'refuse'])
    expect(open([], 'v1', xu).offered.toSorted()).toEqual(['cancel', 'move'])
    expect(open([], 'vm').missing).not.toContain('openQuestion')
  })

  test('[5.3] the manager cancelled after we had checked in: the visit stands, and the history says so', () => {
    const steps = [
      plan('2026-09-15', '09:49', 90),
      confirm(),
      event('i', 'checkIn', 'tang', '2026-09-15', '09:48'),
      event('x', 'cancel', 'li', '2026-09-15', '10:05', { reason: '改期' })
    ]
    const data = open([visit('v1', 'lanyu', 's1', steps)])
    expect(data.row.state).toBe('checkedIn')
    expect(data.history.at(-1)).toMatchObject({
      by: '李文',
      verdict: 'overruled',
      overruledBy: { event: 'checkIn', at: at('2026-09-15', '09:48').at }
    })
  })

  test('a check-in far from every gate is flagged with its distance', () => {
    const far = event('i', 'checkIn', 'tang', '2026-09-15', '09:48', { position: { lat: 31.4, lon: 120.41 } })
    expect(open([visit('v1', 'lanyu', 's1', [plan('2026-09-15', '09:49'), far])])).toMatchObject({
      far: true,
      distanceM: 10_564
    })
  })

  test('commitments without a task are named, so that submitting makes it once', () => {
    const report: Seed = {
      type: 'visitReport',
      id: id('report'),
      body: {
        accountId: id('lanyu'),
        visitId: id('v1'),
        commitmentsOurs: [
          { id: id('c1'), text: '给选型报告', due: '2026-09-18', taskId: id('t1') },
          { id: id('c2'), text: '寄样' },
          { id: id('c3'), text: '撤回的', taskId: id('gone') }
        ]
      }
    }
    const data = open([report])
    expect(data.withoutTask.map((c) => c.text)).toEqual(['寄样'])
    expect(data.promises.map((p) => p.text)).toEqual(['给选型报告', '寄样'])
  })

  test('a visit that is not here is null', () => {
    expect(card.run(db(), { id: id('none'), reportId: '', ...chinese })).toBeNull()
  })
})
