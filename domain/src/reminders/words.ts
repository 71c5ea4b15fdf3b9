export type Language = 'zh-CN' | 'en'

/** The words of reminders. `generic` ones stand on a lock screen and name nobody. */
const table = {
  visitTomorrow: ['明天拜访{account}', 'Visit to {account} tomorrow'],
  visitTomorrowBody: [
    '{date} {time}。看一遍资料，确认入厂预约。',
    '{date} {time}. Go through the briefing and check the registration.'
  ],
  visitTomorrowGeneric: ['明天有拜访', 'A visit tomorrow'],
  visitSoon: ['该出发了：{account}', 'Time to leave: {account}'],
  visitSoonBody: ['{time} 开始，路上约 {minutes} 分钟。', 'Starts at {time}, about {minutes} min on the way.'],
  visitSoonGeneric: ['有拜访即将开始', 'A visit starts soon'],
  taskToday: ['今天到期：{title}', 'Due today: {title}'],
  taskTodayGeneric: ['今天有任务到期', 'A task is due today'],
  taskDue: ['已到期：{title}', 'Due now: {title}'],
  taskDueGeneric: ['有任务到期', 'A task is due'],
  taskBody: ['期限 {date} {time}', 'Due {date} {time}'],
  aCustomer: ['客户', 'a customer']
} as const satisfies Record<string, readonly [string, string]>

export function say(
  language: Language,
  key: keyof typeof table,
  values: Readonly<Record<string, string | number>> = {}
): string {
  const text: string = table[key][language === 'en' ? 1 : 0]
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
