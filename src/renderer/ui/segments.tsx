import { useId, type ReactNode } from 'react'
import css from './segments.module.css'

export interface SegmentOption<V extends string> {
  value: V
  label: ReactNode
  disabled?: boolean
}

export interface SegmentsProps<V extends string> {
  label: string
  options: readonly SegmentOption<V>[]
  /** Nothing is chosen when it is null. */
  value: V | null | undefined
  onChange: (value: V) => void
  /** A choice by pointer, which is meant as final; arrows only move it. */
  onPick?: (value: V) => void
  autoFocus?: boolean
}

/** A choice among up to five, all visible. */
export function Segments<V extends string>({ label, options, value, onChange, onPick, autoFocus }: SegmentsProps<V>) {
  const name = useId()
  const focusAt = Math.max(
    0,
    options.findIndex((o) => o.value === value)
  )
  return (
    <div className={css.segments} role="radiogroup" aria-label={label}>
      {options.map((option, index) => (
        <label key={option.value} className={css.option}>
          <input
            className={css.input}
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            ref={autoFocus && index === focusAt ? focusOnce : undefined}
            onChange={() => onChange(option.value)}
            // A key press on a radio also clicks it, with no count.
            onClick={(event) => event.detail > 0 && onPick?.(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}

const focusOnce = (input: HTMLInputElement | null) => input?.focus()
