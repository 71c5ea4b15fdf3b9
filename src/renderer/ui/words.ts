import i18next from 'i18next'
import { useCallback, useSyncExternalStore } from 'react'
import type { Locale } from './format.ts'

/** The words that belong to the widgets themselves: [zh, en]. Everything else comes in through props. */
const words = {
  add: ['添加', 'Add'],
  save: ['保存', 'Save'],
  back: ['后退', 'Back'],
  cancel: ['取消', 'Cancel'],
  clear: ['清空', 'Clear'],
  close: ['关闭', 'Close'],
  conflict: ['另有一个值', 'Another value'],
  count: ['{n} 行', '{n} rows'],
  countOf: ['{n} / {all} 行', '{n} of {all} rows'],
  dismiss: ['收起', 'Dismiss'],
  editField: ['修改{label}', 'Edit {label}'],
  empty: ['未填', 'Not filled'],
  filter: ['筛选', 'Filter'],
  flags: ['警示', 'Flags'],
  figures: ['关键数字', 'Key figures'],
  falling: ['下降', 'down'],
  forward: ['前进', 'Forward'],
  keys: ['快捷键', 'Keys'],
  locked: ['已锁定', 'Locked'],
  nextMonth: ['下个月', 'Next month'],
  previousMonth: ['上个月', 'Previous month'],
  calendar: ['日历', 'Calendar'],
  nav: ['主导航', 'Main navigation'],
  no: ['否', 'No'],
  noRight: ['无权查看', 'No right to see this'],
  nothingFound: ['没有找到“{query}”', 'Nothing found for “{query}”'],
  notices: ['提醒', 'Notices'],
  noticesCount: ['提醒，{n} 条', 'Notices, {n}'],
  offline: ['离线', 'Offline'],
  offlineToo: ['离线', 'offline'],
  palette: ['搜索和命令', 'Search and commands'],
  refused: ['被拒，值已保留', 'Refused; value kept'],
  rising: ['上升', 'up'],
  rowAt: ['第 {n} 行，共 {all} 行', 'Row {n} of {all}'],
  search: ['搜索', 'Search'],
  searching: ['正在查找', 'Searching'],
  skip: ['跳到内容', 'Skip to content'],
  stale: ['过期', 'stale'],
  switchLanguage: ['切换语言', 'Switch language'],
  syncConflicts: ['{n} 项待选择', '{n} to decide'],
  synced: ['已同步', 'Synced'],
  syncedAt: ['{at} 同步', '{at}'],
  syncing: ['正在同步', 'Syncing'],
  syncWaiting: ['{n} 项待发', '{n} waiting'],
  typeToConfirm: ['填“{word}”后可继续', 'Type “{word}” to go on'],
  undo: ['撤销', 'Undo'],
  unsent: ['已存本机，待发', 'Saved here, waiting'],
  yes: ['是', 'Yes'],
  zone: ['时区', 'Time zone'],
  askText: ['填文字，最多 {max} 个字', 'Enter up to {max} characters'],
  askFormat: ['按规定格式填', 'Enter it in the required format'],
  askRequired: ['填{label}，不能留空', 'Enter {label}; it cannot be empty'],
  askInteger: [
    '填 {min} 到 {max} 之间的整数，例：{example}',
    'Enter a whole number from {min} to {max}, e.g. {example}'
  ],
  askDecimal: ['填 {min} 到 {max} 之间的数，例：{example}', 'Enter {min} to {max}, e.g. {example}'],
  askMoney: ['填金额，例：300000 或 30万', 'Enter an amount, e.g. 300000 or 300k'],
  askPercent: ['填 0 到 100 之间的百分数，例：71', 'Enter 0 to 100, e.g. 71'],
  askDate: ['填日期，例：2026-09-15', 'Enter a date, e.g. 2026-09-15'],
  askPartialDate: [
    '填月日，可加年，例：09-15 或 1980-09-15',
    'Enter month and day, year if known, e.g. 09-15 or 1980-09-15'
  ],
  askInstant: ['填日期和时间，例：2026-09-15 09:30', 'Enter date and time, e.g. 2026-09-15 09:30'],
  askGeo: ['填纬度, 经度，例：31.57, 120.30', 'Enter latitude, longitude, e.g. 31.57, 120.30'],
  setHint: ['每项按 Enter', 'Enter after each'],
  keepTyping: ['输入几个字查找', 'Type to search']
} as const satisfies Record<string, readonly [string, string]>

export type WordKey = keyof typeof words
export type WordValues = Readonly<Record<string, string | number>>

/** The words of one locale, with `{name}` replaced. */
export function word(locale: Locale, key: WordKey, values?: WordValues): string {
  const text: string = words[key][locale === 'en' ? 1 : 0]
  return values ? text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text
}

const onLanguage = (notify: () => void) => {
  i18next.on('languageChanged', notify)
  return () => i18next.off('languageChanged', notify)
}
const currentLocale = (): Locale => (i18next.language?.startsWith('en') ? 'en' : 'zh-CN')

/** The locale i18next is set to; Chinese until it is set. */
export const useLocale = (): Locale => useSyncExternalStore(onLanguage, currentLocale)

export function useWords(): (key: WordKey, values?: WordValues) => string {
  const locale = useLocale()
  return useCallback((key, values) => word(locale, key, values), [locale])
}
