import type { ReactNode } from 'react'
import css from './flag-row.module.css'
import { StatusTag } from './status-tag.tsx'
import { useWords } from './words.ts'

export interface Flag {
  key: string
  tone: 'danger' | 'warn'
  /** What it is about, one word: `Key person`. */
  topic: string
  /** The fact. `<b>` marks what matters. */
  text: ReactNode
  action?: { label: string; onAct: () => void }
}

/** What is wrong, worst first, at most three, each with its one action. */
export function FlagRow({ flags }: { flags: readonly Flag[] }) {
  const w = useWords()
  const worst = flags.toSorted((a, b) => Number(a.tone === 'warn') - Number(b.tone === 'warn')).slice(0, 3)
  if (worst.length === 0) return null
  return (
    <ul className={css.flags} aria-label={w('flags')}>
      {worst.map((flag) => (
        <li key={flag.key} className={`${css.flag} ${css[flag.tone]}`}>
          <StatusTag tone={flag.tone} plain>
            {flag.topic}
          </StatusTag>
          <span className={css.text}>{flag.text}</span>
          {flag.action && (
            <button type="button" className={css.action} onClick={flag.action.onAct}>
              {flag.action.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
