import type { ReactNode } from 'react'
import { ToneIcon, type Tone } from '../ui/index.ts'
import css from './app.module.css'

/** One line over the page, with its remedy. */
export function Banner({
  tone,
  text,
  action
}: {
  tone: Tone & ('info' | 'warn' | 'danger')
  text: string
  action?: ReactNode
}) {
  return (
    <div className={`${css.banner} ${css[tone]}`} role={tone === 'info' ? 'status' : 'alert'}>
      <span className={css[`${tone}Icon`]}>
        <ToneIcon tone={tone} />
      </span>
      <span>{text}</span>
      {action}
    </div>
  )
}
