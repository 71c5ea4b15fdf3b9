/** Files as people bring them, made by the test that needs them. */

export interface CompanyRow {
  name: string
  province: string
  phone: string
}

/** Two characters each; no two companies share a name, initials or number with another. */
const stems =
  '岚屿 朔禾 云栎 沐辰 澄砚 柏桦 霁川 昱岭 棠溪 洲泊 枫珩 瑾皓 沅璟 翊蔚 岑芃 湛煦 笙钧 铎骁 弘毓 荟菁'.split(' ')
const trades = ['化工', '纸业', '水务'] as const

export interface CompanyFileOptions {
  /** Provinces of the territory that gets the first half of the companies, and of the one that gets the rest. */
  first: readonly string[]
  second: readonly string[]
}

/** Sixty companies, half of them in each of two groups of provinces. */
export function companies({ first, second }: CompanyFileOptions): CompanyRow[] {
  return trades.flatMap((trade, t) =>
    stems.map((stem, s) => {
      const group = s < stems.length / 2 ? first : second
      return {
        name: `${stem}${trade}有限公司`,
        province: group[s % group.length]!,
        phone: `0512-66${String(t + 1)}${String(s).padStart(2, '0')}7${s % 10}${t}`
      }
    })
  )
}

export const companyHeader = ['公司名称', '省份', '电话', '成立日期', '拓展思路'] as const
/** The column no field is called like: a person says where it goes. */
export const byHand = companyHeader[4]
export const thought = (row: number): string => `第 ${row} 家，先看泵房`

const lines = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
/** Excel's CSV starts with a byte order mark. */
const bytes = (text: string): Buffer => Buffer.from(`\uFEFF${text}`)

/** The companies, and behind them a row with letters for a phone and one with a cell too many. */
export function companyFile(rows: readonly CompanyRow[], badProvince: string): Buffer {
  const good = rows.map(({ name, province, phone }, i) => [name, province, phone, '2009-03-18', thought(i + 1)])
  return bytes(
    lines([
      companyHeader,
      ...good,
      ['错号机电有限公司', badProvince, '无电话可查 ext', '2011-01-02', ''],
      ['多格密封件有限公司', badProvince, '0512-66990000', '2011-01-02', '', '多出来的一格']
    ])
  )
}

/** Shops with their people: several rows a shop, the names in two columns. */
export function shopFile(shops: readonly string[], contactsEach: number): Buffer {
  const first = ['Ann', 'John', 'Mary', 'Peter', 'Susan']
  const last = ['Arthur', 'Blanco', 'Carson', 'Diaz', 'Ellis', 'Frank', 'Grimes', 'Huang']
  const rows = shops.flatMap((shop, s) =>
    Array.from({ length: contactsEach }, (_, c) => [
      String(300 + s),
      shop,
      c === 0 ? 'Owner' : 'Purchasing Manager',
      first[(s + c) % first.length]!,
      last[(s * contactsEach + c) % last.length]!,
      `149-555-01${String(s * contactsEach + c).padStart(2, '0')}`
    ])
  )
  return bytes(lines([['BusinessEntityID', 'Name', 'ContactType', 'FirstName', 'LastName', 'PhoneNumber'], ...rows]))
}
