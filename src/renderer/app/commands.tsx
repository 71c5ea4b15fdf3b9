import { GlobalOutlined, LockOutlined, PlusOutlined, QuestionCircleOutlined, SyncOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { lockNow } from '../client/index.ts'
import type { Command } from '../features/search/index.ts'
import { useSettings } from '../features/settings/index.ts'
import type { Locale } from '../ui/index.ts'
import { creations } from './features.ts'
import { navigate } from './history.ts'
import type { navOf } from './nav.tsx'

/** How the entries of the sidebar are found besides their word. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  today: ['Today', '今日', 'jinri', 'jr'],
  accounts: ['Accounts', 'customers', '客户', 'kehu', 'kh'],
  planner: ['Planner', 'calendar', '计划', 'jihua', 'jh'],
  tasks: ['Tasks', 'to do', '待办', '任务', 'daiban', 'db', 'renwu', 'rw'],
  imports: ['Imports', '导入', 'daoru', 'dr'],
  ready: ['Ready to leave', 'offline check', '出发前检查', 'chufaqianjiancha', 'cfqjc', '离线准备'],
  storage: ['Storage', 'backup restore export repair', '存储和备份', 'cunchu', 'cc', 'beifen', 'bf', '导出'],
  sync: ['Sync', 'conflicts', '同步', 'tongbu', 'tb'],
  settings: ['Settings', 'language theme', '设置', 'shezhi', 'sz']
}

interface CommandsInput {
  nav: ReturnType<typeof navOf>
  locale: Locale
  /** A PIN is on. */
  lockable: boolean
  syncNow: () => void
  showKeys: () => void
}

/** The commands of the palette. */
export function useCommands({ nav, locale, lockable, syncNow, showKeys }: CommandsInput): Command[] {
  const { t } = useTranslation('app')
  const { t: search } = useTranslation('search')
  const { change } = useSettings()
  return [
    ...nav.main.map((item, index) => ({ item, kbd: `Ctrl ${index + 1}` })),
    ...[...nav.elsewhere, ...nav.bottom].map((item) => ({ item, kbd: undefined }))
  ]
    .map(({ item, kbd }): Command => ({
      key: item.key,
      group: 'goTo',
      label: t(item.key),
      icon: item.icon,
      kbd,
      keywords: keywords[item.key] ?? [],
      run: () => navigate(item.path)
    }))
    .concat(
      creations.map((creation) => ({
        key: `new:${creation.path}`,
        group: 'create',
        label: search(creation.word),
        icon: <PlusOutlined aria-hidden />,
        keywords: creation.keywords,
        run: () => navigate(creation.path)
      })),
      {
        key: 'syncNow',
        group: 'commands',
        label: search('syncNow'),
        icon: <SyncOutlined aria-hidden />,
        keywords: ['Sync now', '立即同步', 'lijitongbu', 'ljtb'],
        run: syncNow
      },
      ...(lockable
        ? [
            {
              key: 'lockNow',
              group: 'commands' as const,
              label: t('lockNow'),
              icon: <LockOutlined aria-hidden />,
              keywords: ['lock', '锁定', 'suoding', 'sd'],
              run: lockNow
            }
          ]
        : []),
      {
        key: 'keys',
        group: 'commands',
        label: search('keys'),
        icon: <QuestionCircleOutlined aria-hidden />,
        kbd: '?',
        keywords: ['keys shortcuts', '快捷键', 'kuaijiejian', 'kjj'],
        run: showKeys
      },
      {
        key: 'language',
        group: 'commands',
        label: search('language'),
        icon: <GlobalOutlined aria-hidden />,
        keywords: ['language', '语言', 'yuyan', 'yy'],
        run: () => void change({ language: locale === 'en' ? 'zh-CN' : 'en' })
      }
    )
}
