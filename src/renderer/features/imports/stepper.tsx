import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import css from './imports.module.css'

export interface Step {
  key: string
  name: string
  /** Null: not known yet. */
  tone: 'ok' | 'warn' | 'danger' | null
  note: string
}

const icons: Readonly<Record<'ok' | 'warn' | 'danger', { icon: ReactNode; style: string | undefined }>> = {
  ok: { icon: <CheckCircleFilled aria-hidden />, style: css.stepOk },
  warn: { icon: <WarningFilled aria-hidden />, style: css.stepWarn },
  danger: { icon: <ExclamationCircleFilled aria-hidden />, style: css.stepDanger }
}

/** Where one is and what each step still wants. A press goes there; so do the keys 1 to 4. */
export function Stepper({ steps, onGo }: { steps: readonly Step[]; onGo: (key: string) => void }) {
  const { t } = useTranslation('imports')
  return (
    <nav className={css.steps} aria-label={t('steps')}>
      <ol className={css.stepList}>
        {steps.map(({ key, name, tone, note }, i) => (
          <li key={key} className={css.step}>
            <button
              type="button"
              className={css.stepButton}
              title={`${t('stepAt', { n: i + 1 })} (${i + 1})`}
              onClick={() => onGo(key)}
            >
              <span className={`${css.stepIcon} ${tone ? (icons[tone].style ?? '') : ''}`}>
                {tone ? icons[tone].icon : i + 1}
              </span>
              <span className={css.stepName}>
                {i + 1}. {name}
              </span>
              <span className={css.stepNote}>{note}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
