import { pinyin } from 'pinyin-pro'
import type { Random } from './random.ts'

/** Invented company names: two characters from this list and a trade. */
const characters = [...'岚屿朔禾沐辰云栎澄砚柏桦霁川昱岭棠溪汀洲泊枫珩瑾皓沅璟翊蔚岑芃湛煦衍笙钧铎骁弘毓荟菁霖渌滢']

interface Trade {
  readonly zh: string
  readonly en: string
  readonly nature: 'endUser' | 'oem' | 'distributor' | 'maintenance' | 'epc'
  /** GB/T 4754-2017 group. */
  readonly industry: string
}
const trade = (nature: Trade['nature'], zh: string, en: string, industry: string): Trade => ({
  zh,
  en,
  nature,
  industry
})

export const trades: readonly Trade[] = [
  trade('endUser', '化工', 'Chemical', 'C26'),
  trade('endUser', '纸业', 'Paper', 'C22'),
  trade('endUser', '水务', 'Water', 'D46'),
  trade('endUser', '制药', 'Pharma', 'C27'),
  trade('endUser', '造船', 'Shipyard', 'C37'),
  trade('endUser', '热电', 'Thermal Power', 'D44'),
  trade('endUser', '化纤', 'Fibre', 'C28'),
  trade('endUser', '玻璃', 'Glass', 'C30'),
  trade('endUser', '印染', 'Dyeing', 'C17'),
  trade('endUser', '乳业', 'Dairy', 'C14'),
  trade('endUser', '涂料', 'Coatings', 'C26'),
  trade('endUser', '矿业', 'Mining', 'B10'),
  trade('oem', '重机', 'Heavy Machinery', 'C35'),
  trade('oem', '泵业', 'Pump', 'C34'),
  trade('oem', '阀门', 'Valve', 'C34'),
  trade('oem', '食品装备', 'Food Equipment', 'C35'),
  trade('oem', '矿机', 'Mining Machinery', 'C35'),
  trade('distributor', '工业品', 'Supply', 'F51'),
  trade('distributor', '机电', 'M&E Supply', 'F51'),
  trade('distributor', '密封件', 'Seals Trading', 'F51'),
  trade('maintenance', '检修', 'Maintenance', 'C43'),
  trade('epc', '工程', 'Engineering', 'E48')
]

export const legalForms = ['有限公司', '股份有限公司', '集团有限公司'] as const

const latin = (text: string): string =>
  pinyin(text, { toneType: 'none', type: 'array', v: true })
    .join('')
    .replace(/^./, (c) => c.toUpperCase())

export interface CompanyName {
  short: string
  full: string
  en: string
  trade: Trade
}

/** Different names, each used once. */
export function companyNames(
  random: Random,
  natures: readonly Trade['nature'][],
  taken: ReadonlySet<string>
): CompanyName[] {
  const used = new Set(taken)
  return natures.map((nature) => {
    for (;;) {
      const stem = random.some(characters, 2).join('')
      if (used.has(stem)) continue
      used.add(stem)
      return companyName(stem, random.pick(trades.filter((t) => t.nature === nature)), random.pick(legalForms))
    }
  })
}

export function companyName(stem: string, of: Trade, form: string): CompanyName {
  return { short: stem + of.zh, full: stem + of.zh + form, en: `${latin(stem)} ${of.en}`, trade: of }
}

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文祝费卢'
]
const given = [
  ...'伟敏静磊洋艳勇军杰娟涛超明霞平刚桂兰英华玉梅建国志强海燕春晓红文斌鹏飞宇浩然欣怡佳慧雪晴思源启衡志远立新铁岩敏之一鸣大勇'
]

export function personName(random: Random): { zh: string; en: string; female: boolean } {
  const surname = random.pick(surnames)
  const own = random.some(given, random.chance(0.65) ? 2 : 1).join('')
  return { zh: surname + own, en: englishName(surname + own), female: random.chance(0.34) }
}

/** Given name first, as the English screens show people. */
export function englishName(zh: string): string {
  return `${latin(zh.slice(1))} ${pinyin(zh[0]!, { toneType: 'none', mode: 'surname' }).replace(/^./, (c) => c.toUpperCase())}`
}
