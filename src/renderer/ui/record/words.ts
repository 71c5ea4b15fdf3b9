import { useCallback } from 'react'
import type { Locale } from '../format.ts'
import { useLocale } from '../words.ts'

/** The words of the record widgets: [zh, en]. The names of fields and types are in the definitions. */
const words = {
  addField: ['补充 {n} 项未填的资料', 'Add {n} empty facts'],
  addFieldOne: ['补充 1 项未填的资料', 'Add 1 empty fact'],
  change: ['可改：{roles}', 'May change: {roles}'],
  changedMeanwhile: ['{who} {age}改成“{value}”', '{who} changed it to “{value}”, {age}'],
  clearedMeanwhile: ['{who} {age}清空了这一项', '{who} cleared it, {age}'],
  takeTheirs: ['用这个值', 'Use theirs'],
  create: ['新建', 'Create'],
  cancel: ['取消', 'Cancel'],
  decide: ['去选择', 'decide'],
  group: ['其他', 'Other'],
  laterMore: ['其余资料以后再补。', 'The rest can follow later.'],
  computed: ['计算', 'Computed'],
  noRight: ['可见：{roles}', 'May see: {roles}'],
  other: ['另有 {value}', 'other: {value}'],
  refusedValue: ['您填的“{value}”已保留。', 'Your value “{value}” is kept.'],
  required: ['必填', 'required'],
  requiredEmpty: ['填{label}，不能留空', 'Enter {label}; it cannot be empty'],
  server: ['服务器', 'server'],
  someone: ['同事', 'a colleague'],
  REP: ['销售代表', 'sales rep'],
  MGR: ['销售经理', 'sales manager'],
  DSK: ['内勤', 'desk'],
  MKT: ['市场', 'marketing'],
  SVC: ['服务', 'service'],
  CC: ['呼叫中心', 'call centre'],
  FIN: ['财务', 'finance'],
  EXE: ['管理层', 'executives'],
  ADM: ['管理员', 'administrator']
} as const satisfies Record<string, readonly [string, string]>

export type RecordWord = keyof typeof words
export type RecordWords = (key: RecordWord, values?: Readonly<Record<string, string | number>>) => string

export function recordWord(
  locale: Locale,
  key: RecordWord,
  values: Readonly<Record<string, string | number>> = {}
): string {
  const text: string = words[key][locale === 'en' ? 1 : 0]
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function useRecordWords(): RecordWords {
  const locale = useLocale()
  return useCallback((key, values) => recordWord(locale, key, values), [locale])
}
