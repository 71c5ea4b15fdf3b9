import type { DueItem, Settings } from '@fieldfile/protocol/ipc'
import { paths } from '@fieldfile/protocol/paths'
import { wordsOf } from '../desktop/words.ts'

/** What a notification says and where a click on it leads. */
export interface Notice {
  title: string
  body: string
  path: string
  urgent: boolean
}

type TextSettings = Pick<Settings, 'plainNotifications' | 'language'>

/** Names appear on a lock screen only where the person asked for it. */
export function noticeOf(item: DueItem, { plainNotifications, language }: TextSettings): Notice {
  const { appName } = wordsOf(language)
  const [title, body] = plainNotifications ? [item.title, item.body] : [appName, item.generic]
  return { title, body, path: item.path, urgent: item.level === 'alarm' }
}

export function digestOf(items: DueItem[], { language }: TextSettings): Notice {
  const words = wordsOf(language)
  const urgent = items.some(({ level }) => level === 'alarm')
  return { title: words.appName, body: words.digest(items.length), path: paths.today, urgent }
}
