import type { KeyboardEvent, ReactNode } from 'react'
import css from './check-list.module.css'

interface CheckItem {
  key: string
  title: string
  /** Beside the title, grey: whose, about whom. */
  facts?: ReactNode
  /** At the right, already written: `明天`, `3 days late`. */
  due?: string
  tone?: 'danger' | 'warn'
  checked?: boolean
  onOpen?: () => void
}

export interface CheckListProps {
  label: string
  items: readonly CheckItem[]
  /** Ticked, or taken back. */
  onCheck: (key: string, checked: boolean) => void
  disabled?: boolean
}

/** Things to tick off. Space ticks, ↑↓ move, Enter opens. */
export function CheckList({ label, items, onCheck, disabled }: CheckListProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
    const at = boxes.indexOf(event.target as HTMLInputElement)
    if (at < 0) return
    if (step !== 0) {
      event.preventDefault()
      boxes[at + step]?.focus()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      items[at]?.onOpen?.()
    }
  }
  return (
    <ul className={css.list} aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <li key={item.key} className={css.row}>
          <label className={css.check}>
            <input
              type="checkbox"
              className={css.box}
              checked={item.checked ?? false}
              disabled={disabled}
              onChange={(event) => onCheck(item.key, event.target.checked)}
            />
            <span className={item.checked ? css.done : undefined}>{item.title}</span>
          </label>
          {item.facts && <span className={css.facts}>{item.facts}</span>}
          {item.due && <span className={`${css.due} ${item.tone ? css[item.tone] : ''}`}>{item.due}</span>}
        </li>
      ))}
    </ul>
  )
}
