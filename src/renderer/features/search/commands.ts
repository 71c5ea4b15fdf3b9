import type { ReactNode } from 'react'

export interface Command {
  key: string
  group: 'goTo' | 'create' | 'commands'
  label: string
  icon?: ReactNode
  kbd?: string
  /** What else it is found by: the other language, pinyin, initials. */
  keywords: readonly string[]
  run: () => void
}

/** Whether every typed word begins a word of the label or the keywords, or stands in a Chinese label. */
export function matches({ label, keywords }: Pick<Command, 'label' | 'keywords'>, text: string): boolean {
  const words = [label, ...keywords].flatMap((one) => one.toLowerCase().split(/[\s·]+/))
  return text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((part) =>
      words.some((word) => word.startsWith(part) || (/\p{Script=Han}/u.test(part) && word.includes(part)))
    )
}
