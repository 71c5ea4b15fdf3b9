import { ExclamationCircleFilled, InfoCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import css from './imports.module.css'

export interface NoticeProps {
  tone: 'danger' | 'warn' | 'info'
  children: ReactNode
  /** Its one action, or two. */
  actions?: ReactNode
}

const icons = {
  danger: <ExclamationCircleFilled aria-hidden />,
  warn: <WarningFilled aria-hidden />,
  info: <InfoCircleFilled aria-hidden />
} as const

/** What is to be known beside the thing it is about. */
export function Notice({ tone, children, actions }: NoticeProps) {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <div className={css.noticeText}>
        {icons[tone]}
        <span>{children}</span>
      </div>
      {actions && <div className={css.buttons}>{actions}</div>}
    </div>
  )
}
