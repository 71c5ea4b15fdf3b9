import { useId, type ReactNode } from 'react'
import css from './page.module.css'

export interface PageProps {
  /** Left out where the page starts with a RecordHeader, which has the title. */
  title?: ReactNode
  subtitle?: ReactNode
  /** Actions and figures at the right of the title row. One filled button a page. */
  extra?: ReactNode
  /** Over both columns, under the title row: a RecordHeader, tabs. */
  top?: ReactNode
  /** The side column, 336 px. */
  aside?: ReactNode
  children: ReactNode
}

export function Page({ title, subtitle, extra, top, aside, children }: PageProps) {
  return (
    <div className={css.page}>
      {(title || extra) && (
        <header className={css.head}>
          {title && <h1 className={css.title}>{title}</h1>}
          {subtitle && <div className={css.subtitle}>{subtitle}</div>}
          {extra && <div className={css.extra}>{extra}</div>}
        </header>
      )}
      {top}
      {aside ? (
        <div className={css.columns}>
          <div className={css.main}>{children}</div>
          <aside className={css.aside}>{aside}</aside>
        </div>
      ) : (
        <div className={css.main}>{children}</div>
      )}
    </div>
  )
}

export interface PanelProps {
  title?: ReactNode
  extra?: ReactNode
  footer?: ReactNode
  /** The body has no padding: tables, maps. */
  flush?: boolean
  /** The one panel that says what is next: an edge in the link colour. */
  next?: boolean
  children: ReactNode
}

export function Panel({ title, extra, footer, flush = false, next = false, children }: PanelProps) {
  const id = useId()
  const head = Boolean(title || extra)
  return (
    <section className={`${css.panel} ${next ? css.next : ''}`} aria-labelledby={title ? id : undefined}>
      {head && (
        <div className={css.panelHead}>
          {title && (
            <h2 id={id} className={css.panelTitle}>
              {title}
            </h2>
          )}
          {extra && <div className={css.panelExtra}>{extra}</div>}
        </div>
      )}
      <div className={`${css.body} ${head ? '' : css.bare} ${flush ? css.flush : ''}`}>{children}</div>
      {footer && <div className={css.foot}>{footer}</div>}
    </section>
  )
}
