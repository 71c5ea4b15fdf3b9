import { Input, type InputRef } from 'antd'
import { useId, type KeyboardEvent, type Ref } from 'react'
import css from './secret-input.module.css'

export interface SecretInputProps {
  ref?: Ref<InputRef>
  label: string
  value: string
  autoFocus?: boolean
  /** A keypad on a touch screen. */
  numeric?: boolean
  /** Chosen now, not remembered. */
  isNew?: boolean
  onText: (text: string) => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** A PIN or a passphrase, hidden unless its eye is pressed. */
export function SecretInput({ label, numeric = false, isNew = false, onText, ...input }: SecretInputProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <Input.Password
        {...input}
        id={id}
        size="large"
        inputMode={numeric ? 'numeric' : undefined}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        onChange={(event) => onText(event.target.value)}
      />
    </div>
  )
}
