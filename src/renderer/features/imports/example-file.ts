import { fieldWord, targetOf } from './fields.ts'
import type { Locale } from '../../ui/index.ts'

const columns = [
  'account.name',
  'account.uscc',
  'account.province',
  'account.city',
  'account.industryCode',
  'account.phones',
  'person.name',
  'person.title',
  'person.mobiles',
  'person.emails'
] as const

const rows: Readonly<Record<Locale, readonly (readonly string[])[]>> = {
  'zh-CN': [
    [
      '示例泵业有限公司',
      '',
      '江苏',
      '无锡',
      '通用设备',
      '0510-80000000',
      '张三',
      '设备经理',
      '13800000001',
      'zhang@example.com'
    ],
    ['示例泵业有限公司', '', '江苏', '无锡', '通用设备', '0510-80000000', '李四', '采购经理', '13800000002', ''],
    ['示例化工有限公司', '', '浙江', '宁波', '精细化工', '0574-80000000', '', '', '', '']
  ],
  en: [
    [
      'Example Pumps Ltd',
      '',
      'Jiangsu',
      'Wuxi',
      'Machinery',
      '+86 510 8000 0000',
      'Ann Lee',
      'Maintenance manager',
      '+86 138 0000 0001',
      'ann@example.com'
    ],
    [
      'Example Pumps Ltd',
      '',
      'Jiangsu',
      'Wuxi',
      'Machinery',
      '+86 510 8000 0000',
      'Bob Li',
      'Buyer',
      '+86 138 0000 0002',
      ''
    ],
    ['Example Chemicals Ltd', '', 'Zhejiang', 'Ningbo', 'Chemicals', '+86 574 8000 0000', '', '', '', '']
  ]
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A file to begin with: the columns that are guessed, a company with two contacts, one with none. Excel opens it by its mark. */
export function exampleCsv(locale: Locale): string {
  const header = columns.map((path) => fieldWord(targetOf(path)!, locale))
  return `\uFEFF${[header, ...rows[locale]].map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`
}

/** Saves it through the browser's own download. */
export function saveExample(locale: Locale): void {
  const url = URL.createObjectURL(new Blob([exampleCsv(locale)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = locale === 'en' ? 'fieldfile-example.csv' : 'fieldfile-示例.csv'
  link.click()
  // The download has begun; it reads the address at its own pace.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
