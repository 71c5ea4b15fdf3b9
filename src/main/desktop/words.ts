import type { NetState, Settings } from '@fieldfile/protocol/ipc'

/** Every word that main itself shows: tray, menus, notifications. */
export interface Words {
  appName: string
  open: string
  syncNow: string
  quit: string
  edit: string
  window: string
  digest(count: number): string
  phases: Record<NetState['phase'] | 'signedOut', string>
}

const zh: Words = {
  appName: 'Fieldfile',
  open: '打开 Fieldfile',
  syncNow: '立即同步',
  quit: '退出',
  edit: '编辑',
  window: '窗口',
  digest: (count) => `有 ${count} 项提醒，打开查看`,
  phases: {
    signedOut: '未登录',
    offline: '没有网络，可以照常工作',
    idle: '已同步',
    syncing: '正在同步',
    waiting: '稍后自动重试',
    blocked: '同步受阻，打开查看'
  }
}

const en: Words = {
  appName: 'Fieldfile',
  open: 'Open Fieldfile',
  syncNow: 'Sync now',
  quit: 'Quit',
  edit: 'Edit',
  window: 'Window',
  digest: (count) => `${count} reminders are due. Open to see them.`,
  phases: {
    signedOut: 'Signed out',
    offline: 'No network. Keep working',
    idle: 'In sync',
    syncing: 'Syncing',
    waiting: 'Trying again shortly',
    blocked: 'Sync is blocked. Open to see why'
  }
}

export const wordsOf = (language: Settings['language']): Words => (language === 'en' ? en : zh)
