import { BranchesOutlined, CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import css from './status-tag.module.css'

export type Tone = 'danger' | 'warn' | 'ok' | 'info' | 'conflict' | 'neutral'

const icons: Readonly<Record<Tone, ReactNode>> = {
  danger: <ExclamationCircleFilled aria-hidden />,
  warn: <WarningFilled aria-hidden />,
  ok: <CheckCircleFilled aria-hidden />,
  conflict: <BranchesOutlined aria-hidden />,
  info: null,
  neutral: null
}

export interface StatusTagProps {
  tone: Tone
  children: ReactNode
  /** Replaces the icon of the tone. */
  icon?: ReactNode
  /** Without a background: inside a coloured box or a line of text. */
  plain?: boolean
}

export function StatusTag({ tone, children, icon, plain = false }: StatusTagProps) {
  return (
    <span className={`${css.tag} ${css[tone]} ${plain ? css.plain : ''}`}>
      {icon ?? icons[tone]}
      <span>{children}</span>
    </span>
  )
}

export const ToneIcon = ({ tone }: { tone: Tone }) => icons[tone]

/** The class of an account: A stands out, B and C recede. */
export function ClassBadge({ value, label }: { value: string; label?: string }) {
  const rank = value === 'A' ? css.first : value === 'B' ? css.second : ''
  return (
    <span className={`${css.class} ${rank}`} title={label}>
      {value}
    </span>
  )
}
