import { pinyin } from 'pinyin-pro'

/** Made-up companies with a seed, for the quality test and the benchmark of the search. */
export function mulberry32(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const places =
  '上海 北京 广州 深圳 苏州 无锡 常州 南京 杭州 宁波 重庆 成都 武汉 长沙 西安 青岛 大连 沈阳 厦门 长春'.split(' ')
const characters = [
  ...'恒力华润金鼎瑞丰盛达宏远泰和兴业正大光明中天海鑫鹏程万里东方永安广源德龙凤祥云松柏江河山川乐行长重'
]
const trades = '机械 化工 纸业 电子 钢铁 纺织 医药 食品 能源 材料 仪表 泵阀 轴承 电缆 包装'.split(' ')
const english =
  'Hengli Golden Summit Rising Eastern Ocean Cloud Pine River Stone Bright Union Apex Delta Nova Orient Harvest Silver Crown Titan'.split(
    ' '
  )
const englishTrades = 'Machinery Chemical Paper Electronics Steel Textile Pharma Foods Energy Materials'.split(' ')

export interface Company {
  id: string
  code: string
  name: string
  nameEn: string
  phones: string[]
  pinyin: string
  initials: string
}

export function makeCompanies(count: number, random: () => number): Company[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  return Array.from({ length: count }, (_, i) => {
    const name = `${pick(places)}${pick(characters)}${pick(characters)}${pick(characters)}${pick(trades)}有限公司`
    const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true })
    return {
      id: `00000000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
      code: `K${String(i).padStart(6, '0')}`,
      name,
      nameEn: `${pick(english)} ${pick(english)} ${pick(englishTrades)} ${i}`,
      phones: [
        `0${Math.floor(510 + random() * 90)}-${Math.floor(10_000_000 + random() * 89_999_999)}`,
        `1${Math.floor(3e9 + random() * 6e9)}`
      ],
      pinyin: syllables.join(''),
      initials: syllables.map((s) => s[0]).join('')
    }
  })
}

/** One typing error: a letter lost, doubled, swapped with its neighbour, or another one in its place. */
export function typo(text: string, random: () => number): string {
  const letters = [...text]
  const at = 1 + Math.floor(random() * (letters.length - 2))
  const kind = Math.floor(random() * 4)
  if (kind === 0) letters.splice(at, 1)
  else if (kind === 1) letters.splice(at, 0, letters[at]!)
  else if (kind === 2) [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!]
  else letters[at] = letters[at] === 'q' ? 'w' : 'q'
  return letters.join('')
}
