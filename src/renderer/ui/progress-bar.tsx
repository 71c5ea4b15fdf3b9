import css from './progress-bar.module.css'

export interface ProgressBarProps {
  /** 0…1; more fills the bar. */
  value: number
  label: string
  tone?: 'link' | 'danger' | 'neutral'
  /** Where the goal stands, 0…1. */
  mark?: number
}

const percent = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 100)

export function ProgressBar({ value, label, tone = 'link', mark }: ProgressBarProps) {
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(value)}
    >
      <div className={`${css.fill} ${css[tone] ?? ''}`} style={{ width: `${percent(value)}%` }} />
      {mark !== undefined && <div className={css.mark} style={{ left: `${percent(mark)}%` }} />}
    </div>
  )
}
