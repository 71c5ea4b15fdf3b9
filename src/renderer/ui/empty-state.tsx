import { InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import css from './empty-state.module.css'

export interface EmptyStateProps {
  /** What is not there: `No deals yet`. */
  title: string
  /** How it gets filled: `Add one from a visit, or press N.` */
  how: string
  action?: { label: string; onAct: () => void }
  icon?: ReactNode
}

export function EmptyState({ title, how, action, icon = <InboxOutlined aria-hidden /> }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      <span className={css.icon}>{icon}</span>
      <div className={css.words}>
        <div className={css.title}>{title}</div>
        <div className={css.how}>{how}</div>
      </div>
      {action && <Button onClick={action.onAct}>{action.label}</Button>}
    </div>
  )
}
