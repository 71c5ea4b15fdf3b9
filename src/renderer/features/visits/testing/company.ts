import type { TestUser, Seed } from './real-client.ts'

/** A small invented company. Tuesday 15 September 2026, 08:30 in Shanghai. */
export const now = Date.parse('2026-09-15T00:30:00.000Z')
export const zone = 'Asia/Shanghai'

/** A fixed id from a short name. */
export function id(name: string): string {
  const hex = [...name].map((c) => (c.codePointAt(0)! % 256).toString(16).padStart(2, '0')).join('')
  return `00000000-0000-7000-8000-${hex.padEnd(12, '0').slice(0, 12)}`
}
/** Shanghai wall time. */
export const at = (date: string, time: string) => ({
  at: new Date(`${date}T${time}:00+08:00`).toISOString(),
  zone
})

export const tang: TestUser = { id: id('tang'), name: '唐岳', roles: ['REP'], territoryIds: [id('p1')] }
export const xu: TestUser = { id: id('xu'), name: '许宁', roles: ['DSK'], territoryIds: [id('p1')] }
/** A session names every territory of the region. */
export const li: TestUser = { id: id('li'), name: '李文', roles: ['MGR'], territoryIds: [id('ec'), id('p1')] }

const user = ({ id: userId, name, roles, territoryIds }: TestUser, nameEn: string, more = {}): Seed => ({
  type: 'user',
  id: userId,
  body: { name, nameEn, roles, territoryIds, active: true, ...more }
})

const account = (name: string, zh: string, en: string, abcClass: string | null, city: string, more = {}): Seed => ({
  type: 'account',
  id: id(name),
  body: {
    name: `${zh}有限公司`,
    shortName: zh,
    nameEn: en,
    ...(abcClass ? { abcClass } : {}),
    city,
    ownerUserId: tang.id,
    territoryId: id('p1'),
    customerSince: '2020-03-01',
    events: [event('i', 'register', 'tang', '2026-01-01', '09:00', { args: { to: 'active' } })],
    ...more
  }
})

const weekly = (hours: readonly [number, string, string][]) =>
  hours.map(([weekday, from, to], i) => ({ id: id(`h${i}`), weekday, from, to }))
const everyDay = (from: string, to: string) =>
  weekly([1, 2, 3, 4, 5].map((weekday) => [weekday, from, to] as const as [number, string, string]))

const site = (
  name: string,
  accountName: string,
  zh: string,
  city: string,
  lat: number,
  lon: number,
  more = {}
): Seed => ({
  type: 'site',
  id: id(name),
  body: { accountId: id(accountName), name: zh, kind: 'plant', city, position: { lat, lon }, ...more }
})

const person = (
  name: string,
  accountName: string,
  zh: string,
  en: string,
  position: string,
  title: string,
  mobile?: string
): Seed => ({
  type: 'person',
  id: id(name),
  body: {
    accountId: id(accountName),
    name: zh,
    nameEn: en,
    position,
    title,
    ...(mobile ? { mobiles: [mobile] } : {}),
    events: [event('r', 'register', 'tang', '2026-01-01', '09:00')]
  }
})

let events = 0
export function event(
  _: string,
  name: string,
  by: string,
  date: string,
  time: string,
  more: Record<string, unknown> = {}
) {
  events += 1
  return {
    id: `00000000-0000-7000-9000-${events.toString(16).padStart(12, '0')}`,
    event: name,
    at: at(date, time),
    byUserId: id(by),
    ...more
  }
}

export const plan = (date: string, time: string, durationMin = 60) =>
  event('p', 'plan', 'xu', '2026-09-08', '10:00', { args: { plannedStart: at(date, time), durationMin } })
export const confirm = () => event('c', 'confirm', 'xu', '2026-09-09', '10:00')

export const visit = (
  name: string,
  accountName: string,
  siteName: string,
  steps: object[],
  more: Record<string, unknown> = {}
): Seed => ({
  type: 'visit',
  id: id(name),
  body: {
    accountId: id(accountName),
    siteId: id(siteName),
    ownerUserId: tang.id,
    preparedBy: xu.id,
    purposes: ['routine'],
    events: steps,
    ...more
  }
})

const task = (name: string, accountName: string, title: string, date: string, time: string, more = {}): Seed => ({
  type: 'task',
  id: id(name),
  body: {
    accountId: id(accountName),
    title,
    kind: 'followUp',
    assigneeUserId: tang.id,
    dueAt: at(date, time),
    events: [event('o', 'open', 'tang', '2026-09-01', '09:00')],
    ...more
  }
})

export const company: readonly Seed[] = [
  { type: 'territory', id: id('ec'), body: { name: '华东', nameEn: 'East China' } },
  { type: 'territory', id: id('p1'), body: { name: '苏南', nameEn: 'South Jiangsu', parentId: id('ec') } },
  user(tang, 'Yue Tang', { homePosition: { lat: 31.772, lon: 119.946 } }),
  user(xu, 'Ning Xu', { preparesForUserIds: [tang.id] }),
  user(li, 'Wen Li'),
  account('lanyu', '岚屿化工', 'Lanyu Chemical', 'A', '无锡', { portfolioDecision: 'protect' }),
  account('shuohe', '朔禾重机', 'Shuohe Machinery', 'A', '常熟'),
  account('tingzh', '汀洲热电', 'Tingzhou Thermal', 'B', '苏州'),
  account('boning', '泊宁化纤', 'Boning Fibre', 'B', '江阴'),
  account('tangyu', '棠越泵业', 'Tangyue Pump Works', 'A', '常熟'),
  account('muxi', '沐曦制药', 'Muxi Pharma', 'A', '苏州'),
  account('qiyan', '启研玻璃', 'Qiyan Glass', 'B', '无锡'),
  account('jinwei', '锦味食品', 'Jinwei Foods', 'B', '昆山'),
  account('luheng', '陆衡钢丝', 'Luheng Steel Wire', 'B', '张家港'),
  account('qiaoyi', '桥音涂料', 'Qiaoyin Coatings', 'C', '无锡'),
  site('s1', 'lanyu', '2 号厂区', '无锡', 31.495, 120.41, {
    gates: [
      { id: id('g1'), gateName: '东门', use: 'visitor', hours: '08:00–17:00', position: { lat: 31.495, lon: 120.41 } }
    ],
    preRegHours: 48,
    idRequired: ['idCard'],
    ppe: ['helmet', 'safetyShoes', 'flameSuit'],
    hostRequired: true,
    gateMinutes: 20,
    cameraBanned: true,
    deviceBannedZone: 'whole',
    networkQuality: 'none',
    visitingHours: everyDay('09:00', '11:30')
  }),
  site('s3', 'shuohe', '一厂', '常熟', 31.655, 120.75, { visitingHours: everyDay('13:00', '16:30'), gateMinutes: 10 }),
  site('s2', 'tingzh', '热电厂', '苏州', 31.385, 120.64, {
    visitingHours: everyDay('13:20', '16:50'),
    preRegHours: 48,
    gateMinutes: 15,
    idRequired: ['idCard', 'inviteLetter']
  }),
  site('s4', 'boning', '主厂区', '江阴', 31.92, 120.28),
  site('s5', 'tangyu', '总厂', '常熟', 31.65, 120.74),
  site('s6', 'muxi', '园区厂', '苏州', 31.3, 120.6, { visitingHours: everyDay('09:00', '11:30') }),
  site('s7', 'qiyan', '浮法线', '无锡', 31.5, 120.3),
  site('s8', 'jinwei', '工厂', '昆山', 31.38, 120.95, { preRegHours: 24 }),
  site('s9', 'luheng', '工厂', '张家港', 31.87, 120.55),
  person('shao', 'lanyu', '邵铁岩', 'Tieyan Shao', 'maintenanceManager', '设备经理', '+8613900000003'),
  person('fang', 'lanyu', '方岚', 'Lan Fang', 'generalManager', '总经理'),
  person('lu', 'tingzh', '卢志远', 'Zhiyuan Lu', 'hse', '安环主管', '+8613900000007'),
  visit('v1', 'lanyu', 's1', [plan('2026-09-15', '09:49', 90), confirm()], {
    personIds: [id('shao')],
    preRegStatus: 'confirmed',
    objective: '见新采购经理，说明选型报告的新日期',
    purposes: ['routine', 'technicalService'],
    agenda: [
      { id: id('a1'), seq: 1, item: '说明选型报告的新日期', status: 'open' },
      { id: id('a2'), seq: 2, item: '问十月检修备件清单', status: 'open' }
    ]
  }),
  visit('v2', 'shuohe', 's3', [plan('2026-09-15', '13:00'), confirm()], {
    preRegStatus: 'notNeeded',
    objective: '报 6 月返修原因'
  }),
  visit('v3', 'tingzh', 's2', [plan('2026-09-15', '15:13')], { personIds: [id('lu')], preRegStatus: 'toDo' }),
  visit('v4', 'muxi', 's6', [plan('2026-09-17', '09:30'), confirm()], {}),
  visit('v5', 'qiyan', 's7', [plan('2026-09-17', '10:00')], {}),
  visit('v6', 'luheng', 's9', [plan('2026-09-18', '14:30')], {}),
  visit(
    'v0',
    'boning',
    's4',
    [
      plan('2026-09-13', '09:00'),
      event('i', 'checkIn', 'tang', '2026-09-13', '09:02', { args: { checkInAt: at('2026-09-13', '09:02') } }),
      event('o', 'checkOut', 'tang', '2026-09-13', '10:05', { args: { checkOutAt: at('2026-09-13', '10:05') } })
    ],
    { metPersonIds: [] }
  ),
  visit(
    'vm',
    'shuohe',
    's3',
    [
      plan('2026-09-14', '13:30'),
      event('i', 'checkIn', 'tang', '2026-09-14', '13:32', { args: { checkInAt: at('2026-09-14', '13:32') } }),
      event('o', 'checkOut', 'tang', '2026-09-14', '14:30', { args: { checkOutAt: at('2026-09-14', '14:30') } }),
      event('s', 'submitReport', 'tang', '2026-09-14', '15:00')
    ],
    {}
  ),
  {
    type: 'visitReport',
    id: id('rm'),
    body: {
      accountId: id('shuohe'),
      visitId: id('vm'),
      summary: '六月返修原因已说明，对方接受。',
      openQuestionAsked: true,
      openQuestionAnswer: '没有'
    }
  },
  task('t1', 'lanyu', '给选型报告', '2026-09-11', '17:00'),
  task('t2', 'shuohe', '报 6 月返修原因', '2026-09-15', '17:00'),
  task('t3', 'lanyu', '国庆备货回执', '2026-09-15', '18:00')
]
