import {
  BranchesOutlined,
  CheckOutlined,
  DisconnectOutlined,
  ExclamationCircleFilled,
  EyeInvisibleOutlined,
  FieldTimeOutlined,
  LockOutlined
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import css from './field-row.module.css'
import { useWords, type WordKey } from './words.ts'

type FieldState = 'synced' | 'unsent' | 'stale' | 'conflict' | 'refused' | 'locked' | 'noRight' | 'offline'

export interface FieldSourceProps {
  state?: FieldState
  /** The word of the state where the usual one does not say enough: `Only Finance may change it; kept`. */
  lead?: string
  /** Source and age: `ERP · today 06:00`. */
  source?: string
  action?: { label: string; onAct: () => void }
}

type Sign = { icon: ReactNode; lead?: WordKey; tone?: string }
const signs: Readonly<Record<FieldState, Sign>> = {
  synced: { icon: null },
  unsent: { icon: <CheckOutlined aria-hidden />, lead: 'unsent', tone: css.quiet },
  stale: { icon: <FieldTimeOutlined aria-hidden />, lead: 'stale', tone: css.warn },
  conflict: { icon: <BranchesOutlined aria-hidden />, lead: 'conflict', tone: css.conflict },
  refused: { icon: <ExclamationCircleFilled aria-hidden />, lead: 'refused', tone: css.danger },
  locked: { icon: <LockOutlined aria-hidden />, lead: 'locked', tone: css.quiet },
  noRight: { icon: <EyeInvisibleOutlined aria-hidden />, lead: 'noRight', tone: css.quiet },
  offline: { icon: <DisconnectOutlined aria-hidden />, lead: 'offline', tone: css.quiet }
}

/** The grey line under a fact: its state, its source, its age. */
function FieldSource({ state = 'synced', lead, source, action }: FieldSourceProps) {
  const w = useWords()
  const sign = signs[state]
  const word = lead ?? (sign.lead && w(sign.lead))
  if (!word && !source && !action) return null
  return (
    <div className={css.source}>
      {sign.icon && <span className={`${css.sign} ${sign.tone}`}>{sign.icon}</span>}
      {word && <span className={sign.tone}>{word}</span>}
      {word && source && ' · '}
      {source && <span>{source}</span>}
      {action && (
        <span className={sign.tone}>
          {(word || source) && ' · '}
          <button type="button" className={css.action} onClick={action.onAct}>
            {action.label}
          </button>
        </span>
      )}
    </div>
  )
}

export interface FieldRowProps extends FieldSourceProps {
  label: string
  /** Shown as “—” when there is no right to see it or nothing is filled in. */
  children?: ReactNode
}

/** One fact: label, value, and under it what is to know about it. */
export function FieldRow({ label, children, ...source }: FieldRowProps) {
  return (
    <div className={css.row}>
      <div className={css.label}>{label}</div>
      <div className={css.value}>
        {source.state === 'noRight' ? '—' : (children ?? '—')}
        <FieldSource {...source} />
      </div>
    </div>
  )
}
