import type { ReactNode } from 'react'
import css from './timeline.module.css'
import { StatusTag, type Tone } from './status-tag.tsx'

export interface TimelineEntry {
  key: string
  /** Already formatted: `13 Sep`. */
  date: string
  icon: ReactNode
  /** The department or kind: `Service`. */
  kind: string
  by?: string
  text: ReactNode
  tag?: { tone: Tone; text: string }
  /** How it is known: `measured`, `stated`. */
  basis?: string
  onOpen?: () => void
}

/** What happened, newest first. */
export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label?: string }) {
  return (
    <ol className={css.list} aria-label={label}>
      {entries.map((entry) => (
        <TimelineRow key={entry.key} entry={entry} />
      ))}
    </ol>
  )
}

function TimelineRow({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={css.row}>
      <span className={css.date}>{entry.date}</span>
      <span className={css.icon} aria-hidden>
        {entry.icon}
      </span>
      <span>
        <span className={css.kind}>{entry.kind}</span>
        {entry.by && <div className={css.by}>{entry.by}</div>}
      </span>
      <span className={css.text}>
        {entry.onOpen ? (
          <button type="button" className={css.open} onClick={entry.onOpen}>
            {entry.text}
          </button>
        ) : (
          entry.text
        )}
      </span>
      <span>{entry.tag && <StatusTag tone={entry.tag.tone}>{entry.tag.text}</StatusTag>}</span>
      <span className={css.basis}>{entry.basis}</span>
    </li>
  )
}
