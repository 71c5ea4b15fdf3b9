import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { FigureStrip, type Figure } from './figure-strip.tsx'
import { FlagRow, type Flag } from './flag-row.tsx'
import css from './record-header.module.css'
import { ClassBadge, StatusTag, type Tone } from './status-tag.tsx'

export interface RecordTab {
  key: string
  label: string
  count?: number
}

export interface RecordHeaderProps {
  title: string
  /** A, B or C. */
  classBadge?: string
  status?: { tone: Tone; text: string }
  /** One line of facts, joined by ` · `. */
  facts?: readonly string[]
  actions?: ReactNode
  flags?: readonly Flag[]
  figures?: readonly Figure[]
  tabs?: readonly RecordTab[]
  tab?: string
  onTab?: (key: string) => void
}

/** Where am I, what is wrong, what next, in three seconds. */
export function RecordHeader(props: RecordHeaderProps) {
  const { title, classBadge, status, facts = [], actions, flags = [], figures = [], tabs = [], tab, onTab } = props
  return (
    <header className={css.header}>
      <div className={css.head}>
        <div className={css.row}>
          <div className={css.what}>
            <h1 className={css.title}>{title}</h1>
            {classBadge && <ClassBadge value={classBadge} />}
            {status && <StatusTag tone={status.tone}>{status.text}</StatusTag>}
            {facts.length > 0 && <div className={css.facts}>{facts.join(' · ')}</div>}
          </div>
          {actions && <div className={css.actions}>{actions}</div>}
        </div>
        <FlagRow flags={flags} />
      </div>
      {figures.length > 0 && (
        <div className={css.figures}>
          <FigureStrip figures={figures} />
        </div>
      )}
      {tabs.length > 0 && (
        <div className={css.tabs}>
          <PageTabs tabs={tabs} tab={tab} onTab={onTab} />
        </div>
      )}
    </header>
  )
}

/** A row of tabs that switches the page under it; what it shows is the caller's. */
export function PageTabs({
  tabs,
  tab,
  onTab
}: Pick<RecordHeaderProps, 'tab' | 'onTab'> & { tabs: readonly RecordTab[] }) {
  return (
    <Tabs
      activeKey={tab}
      onChange={onTab}
      items={tabs.map(({ key, label, count }) => ({ key, label: count === undefined ? label : `${label} ${count}` }))}
    />
  )
}
