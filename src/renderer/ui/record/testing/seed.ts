import type { MemoryDbOptions, SeedRecord } from './memory-db.ts'
import { MemoryDb } from './memory-db.ts'

/** A small invented company for tests and pictures. Monday 14 September 2026, 16:00 in Shanghai. */
export const now = Date.parse('2026-09-14T08:00:00Z')
export const zone = 'Asia/Shanghai'
const dayMs = 86_400_000

/** A fixed id from a short name. */
export const id = (name: string): string => {
  const hex = [...name]
    .map((c) => c.codePointAt(0)!.toString(16).padStart(2, '0'))
    .join('')
    .padEnd(12, '0')
    .slice(0, 12)
  return `00000000-0000-7000-8000-${hex}`
}
const at = (days: number, time = '02:00') => ({
  at: `${new Date(now + days * dayMs).toISOString().slice(0, 10)}T${time}:00.000Z`,
  zone
})

const user = (name: string, zh: string, en: string, roles: string[]): SeedRecord => ({
  type: 'user',
  id: id(name),
  body: { name: zh, nameEn: en, roles }
})
const person = (
  name: string,
  zh: string,
  en: string,
  position: string,
  more: Record<string, unknown> = {}
): SeedRecord => ({
  type: 'person',
  id: id(name),
  daysAgo: 40,
  body: { accountId: id('lanyu'), name: zh, nameEn: en, position, status: 'active', ...more }
})
const contact = (
  name: string,
  days: number,
  by: string,
  department: string,
  channel: string,
  body: string,
  people: string[] = []
): SeedRecord => ({
  type: 'interaction',
  id: id(name),
  body: {
    accountId: id('lanyu'),
    at: at(days),
    channel,
    department,
    body,
    userIds: [id(by)],
    personIds: people.map(id)
  }
})

const seedRecords: SeedRecord[] = [
  user('tang', '唐岳', 'Yue Tang', ['REP']),
  user('xu', '许宁', 'Ning Xu', ['DSK']),
  user('han', '韩露', 'Lu Han', ['SVC']),
  user('luo', '罗绮', 'Qi Luo', ['CC']),
  user('wen', '温清', 'Qing Wen', ['MKT']),
  { type: 'territory', id: id('p1'), body: { name: '苏南一区', nameEn: 'South Jiangsu 1' } },
  {
    type: 'account',
    id: id('lanyu'),
    daysAgo: 420,
    fieldDaysAgo: { businessGoals: 0, phones: 420, address: 60 },
    by: id('tang'),
    body: {
      name: '岚屿精细化工有限公司',
      shortName: '岚屿化工',
      nameEn: 'Lanyu Chemical',
      abcClass: 'A',
      portfolioDecision: 'protect',
      lifecycleStatus: 'active',
      customerNature: 'endUser',
      city: '无锡',
      province: '江苏',
      keyAccount: true,
      uscc: '91990000MA0DEM0011',
      phones: ['+8651055500142'],
      address: '无锡市新吴区锡兴路 88 号',
      annualRevenue: { amount: 128_000_000_000, currency: 'CNY' },
      employeeCount: 860,
      businessGoals: '2027 年能耗 −8 %',
      relationshipStage: 'commitment',
      ownerUserId: id('tang'),
      teamUserIds: [id('xu')],
      territoryId: id('p1'),
      customerSince: '2018-03-01'
    }
  },
  {
    type: 'account:credit',
    id: id('lanyu'),
    body: { accountId: id('lanyu'), paymentTermsDays: 60, creditHold: false }
  },
  {
    type: 'site',
    id: id('plant1'),
    body: {
      accountId: id('lanyu'),
      name: '1 号厂区',
      kind: 'plant',
      city: '无锡',
      idRequired: ['idCard'],
      ppe: ['helmet', 'safetyShoes'],
      preRegHours: 24
    }
  },
  {
    type: 'site',
    id: id('plant2'),
    daysAgo: 90,
    body: {
      accountId: id('lanyu'),
      name: '2 号厂区',
      kind: 'plant',
      city: '无锡',
      address: '无锡市新吴区锡兴路 96 号',
      idRequired: ['idCard'],
      ppe: ['helmet', 'safetyShoes', 'flameSuit'],
      cameraBanned: true,
      deviceBannedZone: 'whole',
      preRegHours: 48,
      hostRequired: true,
      inductionRequired: true,
      inductionValidDays: 365,
      gateMinutes: 20,
      gates: [{ id: id('gate1'), gateName: '东门', use: 'visitor', hours: '08:00–17:00' }],
      visitingHours: [
        { id: id('h1'), weekday: 2, from: '09:00', to: '11:30', gateName: '东门' },
        { id: id('h2'), weekday: 4, from: '13:30', to: '16:30' }
      ]
    }
  },
  { type: 'site', id: id('hq'), body: { accountId: id('lanyu'), name: '总部', kind: 'hq', city: '上海' } },
  person('fang', '方岚', 'Lan Fang', 'generalManager', {
    title: '总经理',
    authorityScope: ['approve', 'sign'],
    mobiles: ['+8613900000001']
  }),
  person('zhu', '祝敏之', 'Minzhi Zhu', 'cfo', {
    title: '财务总监',
    authorityScope: ['pay'],
    workPhone: '+8651055500143'
  }),
  person('shao', '邵铁岩', 'Tieyan Shao', 'maintenanceManager', {
    title: '设备经理',
    authorityScope: ['specify', 'recommend'],
    mobiles: ['+8613900000003']
  }),
  person('fei', '费雪晴', 'Xueqing Fei', 'qualityManager', { title: '质量经理', authorityScope: ['inspect'] }),
  person('liang', '梁启衡', 'Qiheng Liang', 'purchasingManager', {
    title: '采购经理',
    status: 'left',
    leftAt: '2026-09-03'
  }),
  {
    type: 'person:private',
    id: id('fang'),
    body: {
      accountId: id('lanyu'),
      birthday: '1975-09-20',
      birthdayCalendar: 'solar',
      hobbies: ['网球', '书法'],
      giftPolicy: 'lowValue'
    }
  },
  {
    type: 'posting',
    id: id('post1'),
    body: {
      accountId: id('lanyu'),
      personId: id('fang'),
      position: 'generalManager',
      title: '总经理',
      main: true,
      from: '2019-04-01'
    }
  },
  contact('i1', -1, 'han', 'service', 'visit', '2 号厂区 P-204 泵振动 7.1 mm/s，建议 10 月检修时换机械密封', ['shao']),
  contact('i2', -4, 'han', 'finance', 'mailIn', '到账 ¥486,200（发票 2607-118），晚 3 天'),
  contact('i3', -10, 'luo', 'callCentre', 'callIn', '陶颖来电：梁启衡已离职，采购邮箱停用，继任者月中到岗'),
  contact('i4', -24, 'wen', 'marketing', 'mailOut', '国庆备货方案已发方岚，未回执', ['fang']),
  contact('i5', -33, 'han', 'service', 'callOut', '法兰垫片尺寸错发，2 天内换货，客户评分 5/5'),
  contact('i6', -112, 'tang', 'sales', 'visit', '与财务总监谈账期', ['zhu']),
  {
    type: 'visit',
    id: id('visit0'),
    body: {
      accountId: id('lanyu'),
      siteId: id('plant2'),
      ownerUserId: id('tang'),
      state: 'reviewed',
      plannedStart: at(-18),
      checkInAt: at(-18),
      metPersonIds: [id('shao')],
      objective: '检修换封方案'
    }
  },
  {
    type: 'visitReport',
    id: id('report0'),
    body: {
      accountId: id('lanyu'),
      visitId: id('visit0'),
      summary: '见邵铁岩、姜一鸣、孟大勇；答应 9月11日前给选型报告'
    }
  },
  {
    type: 'visit',
    id: id('visit1'),
    body: {
      accountId: id('lanyu'),
      siteId: id('plant2'),
      ownerUserId: id('tang'),
      state: 'confirmed',
      plannedStart: at(1, '01:49'),
      durationMin: 90,
      personIds: [id('shao')],
      preRegStatus: 'confirmed',
      objective: '见新采购经理，谈 10 月检修换封'
    }
  },
  {
    type: 'task',
    id: id('task1'),
    body: {
      accountId: id('lanyu'),
      title: '给选型报告',
      status: 'open',
      dueAt: at(-3, '10:00'),
      assigneeUserId: id('han'),
      kind: 'followUp'
    }
  },
  {
    type: 'task',
    id: id('task2'),
    body: {
      accountId: id('lanyu'),
      title: '国庆备货回执',
      status: 'open',
      dueAt: at(0, '10:00'),
      assigneeUserId: id('xu'),
      kind: 'followUp'
    }
  },
  {
    type: 'task',
    id: id('task3'),
    body: {
      accountId: id('lanyu'),
      title: '更新采购经理资料',
      status: 'inProgress',
      dueAt: at(4, '10:00'),
      assigneeUserId: id('tang'),
      kind: 'dataFix'
    }
  },
  ...(
    [
      ['shuohe', '朔禾重机', 'Shuohe Heavy Machinery', 'A', 'oem', '常熟', 'active'],
      ['muchen', '沐辰工业品', 'Muchen Supply', 'A', 'distributor', '苏州', 'active'],
      ['yunli', '云栎纸业', 'Yunli Paper', 'A', 'endUser', '江阴', 'active'],
      ['jichuan', '霁川制药', 'Jichuan Pharma', null, 'endUser', '苏州', 'prospect'],
      ['tangxi', '棠溪泵业', 'Tangxi Pump', 'B', 'oem', '常州', 'dormant']
    ] as const
  ).map(([name, zh, en, abcClass, customerNature, city, lifecycleStatus], index): SeedRecord => ({
    type: 'account',
    id: id(name),
    daysAgo: 200,
    body: {
      name: zh,
      nameEn: en,
      abcClass,
      customerNature,
      city,
      lifecycleStatus,
      ownerUserId: id(index % 2 ? 'xu' : 'tang'),
      phones: [`+865105550020${index}`],
      keyAccount: index < 2,
      doNotContactUntil: name === 'tangxi' ? '2026-10-01' : null
    }
  })),
  {
    type: 'visit',
    id: id('visit2'),
    body: {
      accountId: id('yunli'),
      ownerUserId: id('xu'),
      state: 'closed',
      plannedStart: at(-120),
      checkInAt: at(-120)
    }
  }
]

export const me = { id: id('xu'), name: '许宁', roles: ['DSK'] as const, territoryIds: [id('p1')], zone }

export function seededDb(options: Partial<MemoryDbOptions> = {}): MemoryDb {
  const db = new MemoryDb({ now, me, ...options })
  db.seed(seedRecords)
  return db
}
