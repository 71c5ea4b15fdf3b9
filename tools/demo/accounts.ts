import { companyName, companyNames, legalForms, personName, trades, type CompanyName } from './names.ts'
import { patches, type City } from './places.ts'
import { inverseNormal, type Random } from './random.ts'
import { dateOf, day, zone, type DemoRecord } from './record.ts'
import type { Staff } from './people.ts'
import { usccOf } from './uscc.ts'

export interface DemoAccount {
  readonly id: string
  readonly name: CompanyName
  readonly rep: number
  readonly city: City
  readonly prospect: boolean
  readonly abc: 'A' | 'B' | 'C' | null
  /** TTM sales in yuan. */
  readonly sales: number
  readonly sites: { id: string; name: string; exZone: boolean; preRegHours: number }[]
  readonly persons: { id: string; name: string; position: string }[]
}

/** The named accounts of DOMAIN §9.2: stem, trade, rep, city and what is special. `rank` is the place by sales. */
const named = [
  { stem: '岚屿', trade: '化工', rep: 0, city: '无锡', rank: 1, sites: 3, exZone: true },
  { stem: '朔禾', trade: '重机', rep: 0, city: '常熟', rank: 12, sites: 1 },
  { stem: '汀洲', trade: '热电', rep: 0, city: '苏州', rank: 96, sites: 1, preRegHours: 48 },
  { stem: '沐辰', trade: '工业品', rep: 1, city: '南京', rank: 25, sites: 1 },
  { stem: '云栎', trade: '纸业', rep: 1, city: '镇江', rank: 40, sites: 1 },
  { stem: '澄砚', trade: '水务', rep: 2, city: '上海', rank: 78, sites: 2 },
  { stem: '柏桦', trade: '食品装备', rep: 3, city: '南通', rank: 104, sites: 1 },
  { stem: '霁川', trade: '制药', rep: 4, city: '杭州', rank: null, sites: 1 },
  { stem: '昱岭', trade: '造船', rep: 5, city: '舟山', rank: 31, sites: 1 },
  { stem: '棠溪', trade: '泵业', rep: 6, city: '合肥', rank: 60, sites: 1 },
  { stem: '砚北', trade: '矿机', rep: 7, city: '济南', rank: 88, sites: 1 }
] as const

const natures = { endUser: 190, oem: 70, distributor: 110, maintenance: 20, epc: 10 } as const
const buying = 340
/** Ex zones ban devices at 46 of the 560 sites. */
const exBans = 46

/** TTM sales of the i-th account by size, yuan: 212 M spread log-normally (DOMAIN §9.1). */
export function salesByRank(): number[] {
  const raw = Array.from({ length: buying }, (_, i) => Math.exp(1.6 * inverseNormal(1 - (i + 0.5) / buying)))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((v) => (212e6 * v) / sum)
}

/** C-07 on sales: the class by the cumulative share before the account. */
export function classes(sales: readonly number[]): ('A' | 'B' | 'C')[] {
  const total = sales.reduce((a, b) => a + b, 0)
  let before = 0
  return sales.map((s) => {
    const share = before / total
    before += s
    return share < 0.8 ? 'A' : share < 0.95 ? 'B' : 'C'
  })
}

const find = (zh: string): City => patches.flatMap((p) => p.cities).find((c) => c.zh === zh)!
const tradeOf = (zh: string) => trades.find((t) => t.zh === zh)!

interface Draft {
  name: CompanyName
  rep: number
  city: City
  rank: number | null
  sites: number
  exZone: boolean
  preRegHours: number
}

/** 400 accounts, 50 for each rep: 340 that buy and 60 prospects. */
export function makeAccounts(
  random: Random,
  staff: Staff,
  today: number
): { accounts: DemoAccount[]; records: DemoRecord[] } {
  const drafts = spread(random)
  const sales = salesByRank()
  const abc = classes(sales)
  const records: DemoRecord[] = []
  const accounts = drafts.map((draft, i) => {
    const created = today - random.int(200, 3_500) * day
    const id = random.id(created)
    const { name, city } = draft
    const owner = staff.reps[draft.rep]!
    const sold = draft.rank === null ? 0 : sales[draft.rank - 1]!
    const account: DemoAccount = {
      id,
      name,
      rep: draft.rep,
      city,
      prospect: draft.rank === null,
      abc: draft.rank === null ? null : abc[draft.rank - 1]!,
      sales: sold,
      sites: [],
      persons: []
    }
    records.push({
      type: 'account',
      id,
      at: created,
      body: {
        code: `Q${String(i + 1).padStart(5, '0')}`,
        name: name.full,
        shortName: name.short,
        nameEn: name.en,
        uscc: usccOf(i + 1),
        country: 'CN',
        province: city.province,
        city: city.zh,
        postcode: String(Number(city.postcode) + random.int(0, 60)).padStart(6, '0'),
        address: `${city.zh}${random.pick(['高新区', '经开区', '工业园', '港区'])}${random.pick(['锦', '融', '创', '兴', '华', '振'])}${random.pick(['业', '和', '达', '源'])}路 ${random.int(1, 388)} 号`,
        phones: [`+86${city.phone}${random.int(5_000_0000, 8_999_9999)}`],
        foundedYear: random.int(1958, 2019),
        ownership: random.pick(['private', 'private', 'private', 'stateOwned', 'foreign', 'joint', 'listed']),
        customerNature: name.trade.nature,
        industryCode: name.trade.industry,
        employeeCount: Math.round(30 * Math.exp(random.next() * 4)),
        keyAccount: account.abc === 'A',
        customerSince: draft.rank === null ? null : dateOf(created),
        relationshipStage: draft.rank === null ? 'awareness' : random.pick(['exploration', 'expansion', 'commitment']),
        preferredChannels: random.some(['visit', 'phone', 'wechat', 'email'], 2),
        serviceLevel: account.abc === 'A' ? 'platinum' : account.abc === 'B' ? 'gold' : 'standard',
        businessGoals: i === 0 ? '2027 年能耗 −5 %' : null,
        territoryId: staff.territoryOf[draft.rep],
        ownerUserId: owner.id,
        abcClass: account.abc,
        events: [registered(random, created, draft.rank === null ? 'prospect' : 'active', owner.id)],
        source: 'erp'
      }
    })
    records.push({
      type: 'account:credit',
      id,
      at: created,
      body: { accountId: id, paymentTermsDays: random.pick([30, 45, 60, 90]), creditHold: random.chance(0.02) }
    })
    for (let s = 0; s < draft.sites; s++) records.push(site(random, account, draft, s, created))
    return account
  })
  return { accounts, records }
}

/** The event a record's life cycle starts with. */
function registered(random: Random, at: number, to: string, userId: string): Record<string, unknown> {
  return {
    id: random.id(at),
    event: 'register',
    at: { at: new Date(at).toISOString(), zone },
    byUserId: userId,
    args: { to }
  }
}

/** Gives each draft its rep, city and rank: named accounts first, then 50 for each rep. */
function spread(random: Random): Draft[] {
  const first: Draft[] = named.map((n) => ({
    name: companyName(n.stem, tradeOf(n.trade), n.stem === '岚屿' ? '股份有限公司' : random.pick(legalForms)),
    rep: n.rep,
    city: find(n.city),
    rank: n.rank,
    sites: n.sites,
    exZone: 'exZone' in n,
    preRegHours: 'preRegHours' in n ? n.preRegHours : 24
  }))
  const left = { ...natures }
  for (const draft of first) left[draft.name.trade.nature]--
  const rest = random.shuffle(
    Object.entries(left).flatMap(([nature, n]) => Array.from({ length: n }, () => nature as keyof typeof natures))
  )
  const names = companyNames(random, rest, new Set(named.map((n) => n.stem)))
  const takenRanks = new Set(first.map((d) => d.rank))
  const ranks: (number | null)[] = random.shuffle([
    ...Array.from({ length: buying }, (_, i) => i + 1).filter((r) => !takenRanks.has(r)),
    ...Array.from({ length: 60 - first.filter((d) => d.rank === null).length }, () => null)
  ])
  const reps = random.shuffle(
    Array.from({ length: 8 }, (_, rep) =>
      Array.from({ length: 50 - first.filter((d) => d.rep === rep).length }, () => rep)
    ).flat()
  )
  // 560 sites: one for everyone, a second or third for 160 more.
  const extra = 560 - 400 - first.reduce((sum, d) => sum + d.sites - 1, 0)
  const second = new Set(
    random.some(
      names.map((_, i) => i),
      extra
    )
  )
  const others = names.map((name, i) => ({
    name,
    rep: reps[i]!,
    city: random.pick(patches[reps[i]!]!.cities),
    rank: ranks[i]!,
    sites: second.has(i) ? 2 : 1,
    exZone: false,
    preRegHours: random.pick([0, 0, 0, 24, 24, 48])
  }))
  const bans = exBans - first.filter((d) => d.exZone).reduce((sum, d) => sum + d.sites, 0)
  for (const i of random.some(
    others.map((_, k) => k).filter((k) => others[k]!.sites === 1),
    bans
  ))
    others[i]!.exZone = true
  return [...first, ...others]
}

function site(random: Random, account: DemoAccount, draft: Draft, index: number, at: number): DemoRecord {
  const id = random.id(at)
  const { city } = account
  const name = draft.sites === 1 ? `${city.zh}厂区` : `${index + 1} 号厂区`
  account.sites.push({ id, name, exZone: draft.exZone, preRegHours: draft.preRegHours })
  const position = {
    lat: round(city.lat + (random.next() - 0.5) * 0.16),
    lon: round(city.lon + (random.next() - 0.5) * 0.2)
  }
  const gate = (gateName: string, use: string): Record<string, unknown> => ({
    id: random.id(at),
    gateName,
    use,
    position,
    hours: '07:30–17:30'
  })
  const twoGates = random.chance(1 / 7)
  return {
    type: 'site',
    id,
    at,
    body: {
      accountId: account.id,
      name,
      kind: account.name.trade.nature === 'distributor' ? 'warehouse' : 'plant',
      address: `${city.zh}${random.pick(['北', '南', '东', '西'])}${random.pick(['环', '港', '园', '江'])}路 ${random.int(1, 600)} 号`,
      city: city.zh,
      postcode: city.postcode,
      position,
      gates: twoGates ? [gate('东门', 'visitor'), gate('北门', 'truck')] : [gate('东门', 'visitor')],
      preRegHours: draft.preRegHours,
      idRequired: ['idCard'],
      hostRequired: random.chance(0.6),
      ppe: draft.exZone
        ? ['helmet', 'safetyShoes', 'flameSuit']
        : random.some(['helmet', 'safetyShoes', 'goggles', 'earPlug'], random.int(0, 2)),
      inductionRequired: draft.exZone,
      gateMinutes: random.pick([10, 15, 20]),
      cameraBanned: draft.exZone || random.chance(0.15),
      deviceBannedZone: draft.exZone ? 'whole' : 'none',
      networkQuality: random.pick(['none', 'weak', 'weak', 'good']),
      visitingHours: [0, 1, 2, 3, 4].map((d) => ({ id: random.id(at), weekday: d + 1, from: '09:00', to: '16:50' })),
      source: 'erp'
    }
  }
}
const round = (x: number): number => Math.round(x * 1e5) / 1e5

const seedPositions = [
  'purchasingManager',
  'cfo',
  'salesManager',
  'distributionManager',
  'generalManager',
  'chairman'
] as const
const otherPositions = [
  'productionManager',
  'maintenanceManager',
  'qualityManager',
  'technicalManager',
  'warehouseKeeper',
  'hse'
] as const
const titles: Record<string, string> = {
  purchasingManager: '采购经理',
  cfo: '财务总监',
  salesManager: '销售经理',
  distributionManager: '配送经理',
  generalManager: '总经理',
  chairman: '董事长',
  productionManager: '生产经理',
  maintenanceManager: '设备经理',
  qualityManager: '质量经理',
  technicalManager: '技术经理',
  warehouseKeeper: '仓库主管',
  hse: '安环主管'
}

/** 1,900 persons; of the six posts the seed names, about 61 % are filled. */
export function makePersons(
  random: Random,
  staff: Staff,
  accounts: readonly DemoAccount[],
  today: number
): DemoRecord[] {
  const records: DemoRecord[] = []
  const total = 1_900
  const seats = accounts.flatMap((account) =>
    seedPositions.filter(() => random.chance(0.61)).map((position) => ({ account, position: position as string }))
  )
  while (seats.length < total) seats.push({ account: random.pick(accounts), position: random.pick(otherPositions) })
  for (const { account, position } of seats.slice(0, total)) {
    const at = today - random.int(30, 1_400) * day
    const id = random.id(at)
    const { zh, en, female } = personName(random)
    const owner = staff.reps[account.rep]!.id
    account.persons.push({ id, name: zh, position })
    records.push({
      type: 'person',
      id,
      at,
      body: {
        accountId: account.id,
        name: zh,
        nameEn: en,
        gender: female ? 'f' : 'm',
        title: titles[position],
        position,
        mobiles: [`+861${random.pick([38, 39, 58, 86, 77])}${random.int(1000_0000, 9999_9999)}`],
        emails: random.chance(0.5) ? [`${en.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.invalid`] : [],
        siteId: random.pick(account.sites).id,
        authorityScope:
          position === 'generalManager' || position === 'chairman'
            ? ['approve', 'sign']
            : position === 'cfo'
              ? ['pay']
              : ['recommend'],
        events: [registered(random, at, 'active', owner)],
        source: 'import'
      }
    })
    records.push({
      type: 'posting',
      id: random.id(at),
      at,
      body: { personId: id, accountId: account.id, position, main: true, from: dateOf(at) }
    })
    if (random.chance(0.35)) {
      records.push({
        type: 'person:private',
        id,
        at,
        body: {
          accountId: account.id,
          personality: random.pick(['analytical', 'driver', 'amiable', 'expressive']),
          birthday: `--${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
          birthdayCalendar: random.chance(0.3) ? 'lunar' : 'solar',
          hobbies: random.some(['钓鱼', '羽毛球', '书法', '围棋', '登山', '乒乓球', '摄影', '茶'], random.int(1, 2)),
          giftPolicy: random.pick(['none', 'lowValue', 'unknown'])
        }
      })
    }
  }
  return records
}
