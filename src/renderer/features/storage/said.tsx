import type { ReactNode } from 'react'
import { ToneIcon } from '../../ui/index.ts'
import css from './storage.module.css'

/** A sentence that says how something stands; it may be long. */
export function Said({ tone, children }: { tone: 'ok' | 'warn' | 'danger'; children: ReactNode }) {
  return (
    <p className={css.said}>
      <span className={css[tone]}>
        <ToneIcon tone={tone} />
      </span>
      <span>{children}</span>
    </p>
  )
}
