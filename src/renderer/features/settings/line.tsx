import type { ReactNode } from 'react'
import css from './settings-screen.module.css'

/** One setting: its label, its value, and what is to know about it. */
export function Line({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={css.line}>
      <div className={css.label}>{label}</div>
      <div className={css.value}>
        {children}
        {hint && <div className={css.hint}>{hint}</div>}
      </div>
    </div>
  )
}
