import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { formatDate, formatMonth, formatWeekday } from './format.ts'
import css from './month-calendar.module.css'
import { useLocale, useWords } from './words.ts'

const isoDay = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)

/** Days before the first, counted from Monday, and days of the month. */
const monthShape = (year: number, month: number) => ({
  lead: (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7,
  count: new Date(Date.UTC(year, month, 0)).getUTCDate()
})

export interface MonthCalendarProps {
  /** ISO date. */
  value: string | null
  today: string
  onPick: (isoDate: string) => void
}

/** One month, Monday first. An aid beside the typed date. */
export function MonthCalendar({ value, today, onPick }: MonthCalendarProps) {
  const w = useWords()
  const locale = useLocale()
  const [shown, setShown] = useState((value ?? today).slice(0, 7))
  const [year, month] = shown.split('-').map(Number) as [number, number]
  const { lead, count } = monthShape(year, month)
  const move = (by: number) => setShown(isoDay(year, month - 1 + by, 1).slice(0, 7))
  return (
    // Pressing the mouse here leaves the focus in the field.
    <div className={css.calendar} onMouseDown={(event) => event.preventDefault()}>
      <div className={css.head}>
        <button type="button" className={css.step} aria-label={w('previousMonth')} onClick={() => move(-1)}>
          <LeftOutlined aria-hidden />
        </button>
        <span aria-live="polite">{formatMonth(shown, locale, true)}</span>
        <button type="button" className={css.step} aria-label={w('nextMonth')} onClick={() => move(1)}>
          <RightOutlined aria-hidden />
        </button>
      </div>
      <div className={css.grid}>
        {[0, 1, 2, 3, 4, 5, 6].map((i) => (
          <span key={i} className={css.weekday}>
            {formatWeekday(isoDay(2024, 0, 1 + i), locale).replace('周', '')}
          </span>
        ))}
        {Array.from({ length: lead }, (_, i) => (
          <span key={`lead${i}`} />
        ))}
        {Array.from({ length: count }, (_, i) => {
          const iso = isoDay(year, month - 1, i + 1)
          return (
            <button
              key={iso}
              type="button"
              className={`${css.day} ${iso === today ? css.today : ''}`}
              aria-pressed={iso === value}
              aria-label={formatDate(iso, locale, { year: true, weekday: true })}
              onClick={() => onPick(iso)}
            >
              {i + 1}
            </button>
          )
        })}
      </div>
    </div>
  )
}
