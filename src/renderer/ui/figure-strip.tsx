import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import css from './figure-strip.module.css'
import { useWords } from './words.ts'

export interface Figure {
  key: string
  label: string
  value: ReactNode
  /** A change, with its sign drawn and spoken. */
  delta?: { text: string; direction: 'up' | 'down' | 'flat'; tone?: 'ok' | 'warn' | 'danger' | 'neutral' }
  /** Words behind the value: `band`, `pays 3 d late`. */
  note?: string
  /** Where it comes from and when: `ERP · today 06:00`. */
  source: string
}

/** At most seven figures. */
export function FigureStrip({ figures }: { figures: readonly Figure[] }) {
  const w = useWords()
  return (
    <dl className={css.strip} aria-label={w('figures')}>
      {figures.slice(0, 7).map((figure) => (
        <div key={figure.key} className={css.figure}>
          <dt className={css.label}>{figure.label}</dt>
          <dd className={css.line}>
            <span className={css.value}>{figure.value}</span>
            {figure.delta && <Delta {...figure.delta} />}
            {figure.note && <span className={css.note}>{figure.note}</span>}
          </dd>
          <dd className={css.source} title={figure.source}>
            {figure.source}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Delta({ text, direction, tone = 'neutral' }: NonNullable<Figure['delta']>) {
  const w = useWords()
  return (
    <span className={`${css.note} ${css[tone] ?? ''}`}>
      {direction === 'up' && <CaretUpFilled aria-hidden />}
      {direction === 'down' && <CaretDownFilled aria-hidden />}
      {direction !== 'flat' && <span className={css.hidden}>{w(direction === 'up' ? 'rising' : 'falling')} </span>}
      {text}
    </span>
  )
}
