import type { DemoAccount } from './accounts.ts'
import type { Random } from './random.ts'
import { dateOf, day, midnight, wall, weekday, type DemoRecord, type DemoUser } from './record.ts'
import type { Staff } from './people.ts'

/** Visits a year by class (C-19 defaults); prospects 4. */
const frequency = { A: 18, B: 9, C: 3 } as const
/** Start times of a rep's day, minutes after midnight. */
const slots = [9 * 60, 10 * 60 + 30, 13 * 60, 14 * 60 + 30, 16 * 60]
const weeksBack = 26
const weeksAhead = 2

const objectives = [
  '了解十月检修安排',
  '确认国庆备货',
  '推进机械密封选型',
  '回访上次泄漏',
  '见新采购经理',
  '谈明年框架合同',
  '清点库存',
  '技术交流：状态监测'
]
const summaries = [
  '见设备经理，2 号泵振动偏高，建议检修时换机械密封。',
  '采购确认下月订单量持平，价格无异议。',
  '对方抱怨交期，答应两天内给出改进计划。',
  '库存约够 40 天，暂不补货。',
  '竞品来访过，报价低 5 %，技术上未认可。',
  '讨论框架合同续签，等总经理批。'
]
const chores = [
  '发选型报告',
  '回复交期',
  '寄样品',
  '报返修原因',
  '确认国庆备货回执',
  '补交入厂资料',
  '整理报价',
  '约见总经理'
]

/** Executed visits of the last half year, this week's plan and the two weeks after, with reports and tasks. */
export function makeVisits(
  random: Random,
  staff: Staff,
  accounts: readonly DemoAccount[],
  monday: number,
  now: number
): DemoRecord[] {
  const records: DemoRecord[] = []
  for (const [r, rep] of staff.reps.entries()) {
    const own = accounts.filter((a) => a.rep === r)
    const weights = own.map((a) => (a.abc ? frequency[a.abc] : 4))
    const perWeek = weights.reduce((a, b) => a + b, 0) / 52
    for (let week = -weeksBack; week <= weeksAhead; week++) {
      const count = Math.round(perWeek + random.next() - 0.5)
      const places = random.some(
        [0, 1, 2, 3, 4]
          .flatMap((d) => slots.map((slot) => ({ d, slot })))
          .filter((p) => !(r === 0 && week === 0 && p.d === 1)),
        count
      )
      const visited = weighted(random, own, weights, count)
      for (const [i, account] of visited.entries()) {
        const { d, slot } = places[i]!
        records.push(...visit(random, staff, rep, account, monday + week * 7 * day + d * day, slot, now))
      }
    }
  }
  records.push(...tuesdayOfTang(random, staff, accounts, monday + day, now))
  records.push(...openTasks(random, staff, accounts, now))
  return records
}

/** `count` different accounts, the frequent ones more often. */
function weighted(
  random: Random,
  accounts: readonly DemoAccount[],
  weights: readonly number[],
  count: number
): DemoAccount[] {
  return accounts
    .map((account, i) => ({ account, key: Math.pow(random.next(), 1 / weights[i]!) }))
    .toSorted((a, b) => b.key - a.key)
    .slice(0, count)
    .map((x) => x.account)
}

interface Step {
  event: string
  at: number
  args?: Record<string, unknown>
  reason?: string
}
const eventRows = (random: Random, userId: string, steps: readonly Step[]): Record<string, unknown>[] =>
  steps.map((s) => ({
    id: random.id(s.at),
    event: s.event,
    at: { at: new Date(s.at).toISOString(), zone: 'Asia/Shanghai' },
    byUserId: userId,
    ...(s.reason ? { reason: s.reason } : {}),
    ...(s.args ? { args: s.args } : {})
  }))

function visit(
  random: Random,
  staff: Staff,
  rep: DemoUser,
  account: DemoAccount,
  date: number,
  slot: number,
  now: number
): DemoRecord[] {
  const site = random.pick(account.sites)
  const durationMin = account.abc === 'A' ? 90 : account.abc === 'C' ? 45 : 60
  const start = date + slot * 60_000
  const made = Math.min(start - random.int(3, 12) * day, now - random.int(1, 48) * 3_600_000)
  const past = start < now
  const steps: Step[] = [{ event: 'plan', at: made, args: { plannedStart: wall(date, slot), durationMin } }]
  const persons = random.some(account.persons, Math.min(account.persons.length, random.int(1, 2))).map((p) => p.id)
  // Nobody to meet: called off.
  const cancelled = past && (persons.length === 0 || random.chance(0.07))
  if (cancelled)
    steps.push({
      event: 'cancel',
      at: start - 4 * 3_600_000,
      reason: random.pick(['客户临时停机检修', '对接人出差', '我方路上堵车'])
    })
  else if (past || random.chance(0.5)) steps.push({ event: 'confirm', at: Math.min(start - 2 * day, now - 3_600_000) })
  const id = random.id(made)
  const executed = past && !cancelled
  // Reports of yesterday and today may still be missing.
  const reported = executed && (start < now - 6 * day || (start < now - day && random.chance(0.8)))
  if (executed) {
    const late = random.int(-8, 12) * 60_000
    const [arrived, left] = [start + late, start + late + durationMin * 60_000]
    steps.push(
      { event: 'checkIn', at: arrived, args: { checkInAt: wall(arrived) } },
      { event: 'checkOut', at: left, args: { checkOutAt: wall(left) } }
    )
    if (reported) {
      steps.push({ event: 'submitReport', at: start + (durationMin + random.int(20, 600)) * 60_000 })
      if (start < now - 7 * day) steps.push({ event: 'approve', at: start + random.int(2, 5) * day })
    }
  }
  const byRep = steps.filter((s) => s.event !== 'approve')
  const events = [
    ...eventRows(random, rep.id, byRep),
    ...eventRows(
      random,
      staff.manager.id,
      steps.filter((s) => s.event === 'approve')
    )
  ]
  const out: DemoRecord[] = [
    {
      type: 'visit',
      id,
      at: made,
      body: {
        accountId: account.id,
        siteId: site.id,
        ownerUserId: rep.id,
        purposes: [random.pick(['routine', 'routine', 'technicalService', 'quote', 'stockCheck', 'promotionPlan'])],
        personIds: persons,
        ...(executed ? { metPersonIds: persons } : {}),
        priority: account.abc === 'A' ? 2 : 3,
        originRule: random.pick(['policy', 'policy', 'task', 'manual']),
        objective: random.pick(objectives),
        agenda: [random.pick(objectives), '还有什么让您不满意？'].map((item, i) => ({
          id: random.id(made),
          seq: i + 1,
          item
        })),
        preRegStatus: site.preRegHours > 0 ? (past || random.chance(0.6) ? 'confirmed' : 'toDo') : 'notNeeded',
        events,
        source: 'manual'
      }
    }
  ]
  if (reported) {
    const at = start + (durationMin + 30) * 60_000
    out.unshift({
      type: 'visitReport',
      id: random.id(at),
      at,
      body: {
        visitId: id,
        accountId: account.id,
        summary: random.pick(summaries),
        personContacts: persons.map((personId) => ({ id: random.id(at), personId })),
        openQuestionAsked: random.chance(0.8),
        nextVisitProposal: dateOf(start + 30 * day),
        source: 'visit'
      }
    })
    if (random.chance(0.25)) out.push(task(random, rep, account, at, start + random.int(2, 14) * day, id, now))
  }
  return out
}

/** The day the demo opens on: three stops, the last not yet pre-registered (DOMAIN §9.3 step 1). */
function tuesdayOfTang(
  random: Random,
  staff: Staff,
  accounts: readonly DemoAccount[],
  tuesday: number,
  now: number
): DemoRecord[] {
  const rep = staff.reps[0]!
  const stops = [
    { stem: '岚屿', slot: 9 * 60 + 49, min: 90, objective: '见新采购经理，说明选型报告的新日期', preReg: 'confirmed' },
    { stem: '朔禾', slot: 13 * 60, min: 60, objective: '报 6 月返修原因', preReg: 'notNeeded' },
    { stem: '汀洲', slot: 15 * 60 + 13, min: 60, objective: '确认入厂预约，谈十月检修', preReg: 'toDo' }
  ]
  return stops.flatMap((stop) => {
    const account = accounts.find((a) => a.name.short.startsWith(stop.stem))!
    const made = Math.min(tuesday - 6 * day, now - day)
    const first = visit(random, staff, rep, account, tuesday, stop.slot, Math.min(now, tuesday)).at(-1)
    const plan: Step = {
      event: 'plan',
      at: made,
      args: { plannedStart: wall(tuesday, stop.slot), durationMin: stop.min }
    }
    const steps: Step[] = stop.preReg === 'toDo' ? [plan] : [plan, { event: 'confirm', at: made + day / 2 }]
    return [
      {
        ...first!,
        id: random.id(made),
        at: made,
        body: {
          ...first!.body,
          objective: stop.objective,
          preRegStatus: stop.preReg,
          priority: 1,
          events: eventRows(random, rep.id, steps)
        }
      }
    ]
  })
}

function task(
  random: Random,
  user: DemoUser,
  account: DemoAccount,
  at: number,
  due: number,
  originId: string | null,
  now: number
): DemoRecord {
  const done = due < now - 9 * day || (due < now && random.chance(0.8))
  return {
    type: 'task',
    id: random.id(at),
    at,
    body: {
      accountId: account.id,
      title: random.pick(chores),
      kind: 'followUp',
      dueAt: wall(Date.parse(`${dateOf(due)}T00:00:00Z`) - 8 * 3_600_000, 17 * 60),
      assigneeUserId: user.id,
      priority: random.int(1, 3),
      ...(originId ? { originId } : {}),
      events: eventRows(random, user.id, [
        { event: 'open', at },
        ...(done ? [{ event: 'complete', at: Math.min(due, now - 1000) }] : [])
      ]),
      source: 'visit'
    }
  }
}

/** Open tasks around today for the reps and every other department. */
function openTasks(random: Random, staff: Staff, accounts: readonly DemoAccount[], now: number): DemoRecord[] {
  const out: DemoRecord[] = []
  for (const [r, rep] of staff.reps.entries()) {
    const own = accounts.filter((a) => a.rep === r)
    for (let i = 0; i < 14; i++)
      out.push(
        task(random, rep, random.pick(own), now - random.int(2, 15) * day, now + random.int(0, 10) * day, null, now)
      )
    for (let i = 0; i < 2; i++) {
      const late = task(random, rep, random.pick(own), now - 20 * day, now - random.int(1, 4) * day, null, 0)
      out.push(late)
    }
  }
  for (const user of [...staff.departments.service, ...staff.departments.callCentre, ...staff.departments.finance]) {
    for (let i = 0; i < 5; i++)
      out.push(
        task(random, user, random.pick(accounts), now - random.int(1, 9) * day, now + random.int(0, 7) * day, null, now)
      )
  }
  return out
}

type Channel = 'callIn' | 'callOut' | 'mailIn' | 'mailOut' | 'letter' | 'wechat'
/** What was said, and the ways it may have been said. */
const talk: Record<string, readonly (readonly [string, readonly Channel[]])[]> = {
  sales: [
    ['问机械密封交期，已答两周', ['callIn', 'mailIn']],
    ['约下周拜访', ['callOut', 'wechat']],
    ['催报价，已发', ['callIn', 'mailIn']]
  ],
  marketing: [
    ['国庆备货方案已发，未回执', ['mailOut', 'wechat']],
    ['寄新版样本一套', ['letter']],
    ['邀请参加密封技术座谈会', ['mailOut', 'callOut']]
  ],
  service: [
    ['2 号泵振动 7.1 mm/s，建议检修时换机械密封', ['mailOut', 'callOut']],
    ['法兰垫片尺寸错发，两天内换货', ['callIn', 'mailIn']],
    ['装机 30 天回访，运行正常', ['callOut']]
  ],
  callCentre: [
    ['来电问发票抬头', ['callIn']],
    ['来电改送货地址', ['callIn']],
    ['来电：采购邮箱停用，继任者月中到岗', ['callIn']]
  ],
  finance: [
    ['到账，晚 3 天', ['mailIn']],
    ['对账单已寄，无异议', ['letter', 'mailOut']],
    ['质保金到期，请付', ['mailOut', 'callOut']]
  ]
}

/** Contacts of all departments, so that every file has a timeline. */
export function makeInteractions(
  random: Random,
  staff: Staff,
  accounts: readonly DemoAccount[],
  now: number,
  count: number
): DemoRecord[] {
  const departments = Object.keys(talk)
  return Array.from({ length: count }, () => {
    const account = random.pick(accounts)
    const department = random.pick(departments)
    let date = midnight(dateOf(now - random.int(1, 180) * day))
    if (weekday(date) > 4) date -= 2 * day
    const at = date + random.int(8 * 60 + 30, 17 * 60 + 30) * 60_000
    const users =
      department === 'sales' ? [staff.reps[account.rep]!] : staff.departments[department as keyof Staff['departments']]
    const [subject, channels] = random.pick(talk[department]!)
    const channel = random.pick(channels)
    return {
      type: 'interaction',
      id: random.id(at),
      at,
      body: {
        accountId: account.id,
        at: { at: new Date(at).toISOString(), zone: 'Asia/Shanghai' },
        channel,
        direction: channel.endsWith('In') ? 'inbound' : 'outbound',
        department,
        personIds: account.persons.length > 0 ? [random.pick(account.persons).id] : [],
        userIds: [random.pick(users).id],
        subject,
        outcome: 'done',
        source: department === 'callCentre' ? 'callCentre' : 'manual'
      }
    }
  })
}
