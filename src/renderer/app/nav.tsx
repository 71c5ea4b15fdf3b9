import {
  CalendarOutlined,
  CheckSquareOutlined,
  HddOutlined,
  HomeOutlined,
  ImportOutlined,
  RocketOutlined,
  SettingOutlined,
  SyncOutlined,
  TeamOutlined
} from '@ant-design/icons'
import { paths, type Role } from '@fieldfile/protocol'
import type { ReactNode } from 'react'
import type { words } from './words.ts'

interface NavItem {
  /** Also its word. */
  key: keyof typeof words.zh
  path: string
  icon: ReactNode
  /** Without it, every role has it. */
  roles?: readonly Role[]
}

const main: readonly NavItem[] = [
  { key: 'today', path: paths.today, icon: <HomeOutlined aria-hidden /> },
  { key: 'accounts', path: paths.accounts, icon: <TeamOutlined aria-hidden /> },
  { key: 'planner', path: paths.planner, icon: <CalendarOutlined aria-hidden /> },
  { key: 'imports', path: paths.imports, icon: <ImportOutlined aria-hidden />, roles: ['MKT', 'FIN', 'ADM'] }
]
const bottom: readonly NavItem[] = [
  { key: 'sync', path: paths.sync, icon: <SyncOutlined aria-hidden /> },
  { key: 'settings', path: paths.settings, icon: <SettingOutlined aria-hidden /> }
]

/** Screens that are reached by the palette and by links. */
const elsewhere: readonly NavItem[] = [
  { key: 'tasks', path: '/tasks', icon: <CheckSquareOutlined aria-hidden /> },
  { key: 'ready', path: paths.ready, icon: <RocketOutlined aria-hidden /> },
  { key: 'storage', path: paths.storage, icon: <HddOutlined aria-hidden /> }
]

/** The sidebar of a role: only screens that this build has. */
export function navOf(
  roles: readonly Role[],
  built: readonly string[]
): { main: NavItem[]; bottom: NavItem[]; elsewhere: NavItem[] } {
  const shown = (item: NavItem) =>
    built.includes(item.path) && (!item.roles || item.roles.some((role) => roles.includes(role)))
  return { main: main.filter(shown), bottom: bottom.filter(shown), elsewhere: elsewhere.filter(shown) }
}

/** The entry a path belongs to: people and visits are reached from accounts and the planner. */
export function currentNav(path: string): NavItem['key'] | undefined {
  const [, first = ''] = path.split('/')
  const home: Readonly<Record<string, NavItem['key']>> = { people: 'accounts', visits: 'planner' }
  return [...main, ...bottom].find((item) => item.path === `/${first}`)?.key ?? home[first]
}
