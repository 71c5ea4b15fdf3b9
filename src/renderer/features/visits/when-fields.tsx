import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, instantAt, readDate, readTime, useLocale } from '../../ui/index.ts'
import css from './forms.module.css'

/** What is typed about the time of a visit. */
export interface When {
  date: string
  time: string
  duration: string
}
export interface ReadWhen {
  start: { at: string; zone: string }
  date: string
  time: string
  durationMin: number
}

const minDuration = 5
const maxDuration = 1440
const readDuration = (text: string): number | null => {
  const n = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
  return n >= minDuration && n <= maxDuration ? n : null
}

/** The instant and length that are meant, or null while a part cannot be read. An end before the start cannot be said. */
export function readWhen(when: When, today: string, zone: string): ReadWhen | null {
  const date = readDate(when.date, today)
  const time = readTime(when.time)
  const durationMin = readDuration(when.duration)
  if (!date || !time || durationMin === null) return null
  return { date, time, durationMin, start: { at: instantAt(date, time, zone), zone } }
}

interface WhenFieldsProps {
  when: When
  today: string
  onChange: (when: When) => void
  autoFocus?: boolean
}

const lengths = ['30', '45', '60', '90', '120'] as const

/** Day, start and length. What cannot be read says what to enter. */
export function WhenFields({ when, today, onChange, autoFocus = false }: WhenFieldsProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const date = readDate(when.date, today)
  const bad = {
    date: date === null,
    time: readTime(when.time) === null,
    duration: readDuration(when.duration) === null
  }
  const field = (key: keyof When, label: string, ask: string, more?: string) => (
    <div className={css.field}>
      <label htmlFor={`${id}${key}`} className={css.label}>
        {label}
      </label>
      <Input
        id={`${id}${key}`}
        autoFocus={autoFocus && key === 'date'}
        autoComplete="off"
        inputMode={key === 'duration' ? 'numeric' : undefined}
        value={when[key]}
        status={bad[key] ? 'error' : undefined}
        aria-invalid={bad[key] || undefined}
        aria-describedby={`${id}${key}h`}
        onChange={(event) => onChange({ ...when, [key]: event.target.value })}
      />
      <p id={`${id}${key}h`} className={bad[key] ? css.error : css.hint}>
        {bad[key] ? ask : more}
      </p>
    </div>
  )
  return (
    <>
      <div className={css.row}>
        {field('date', t('date'), t('askDate'), date ? formatDate(date, locale, { weekday: true, today }) : '')}
        {field('time', t('startTime'), t('askTime'))}
        {field('duration', t('durationMin'), t('askDuration'))}
      </div>
      <div className={css.chips} role="group" aria-label={t('usualLengths')}>
        {lengths.map((length) => (
          <button
            key={length}
            type="button"
            className={css.chip}
            aria-pressed={when.duration.trim() === length}
            onClick={() => onChange({ ...when, duration: length })}
          >
            {t('minutes', { count: Number(length) })}
          </button>
        ))}
      </div>
    </>
  )
}
