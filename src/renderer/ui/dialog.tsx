import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useCallback, useEffect, useId, useState, type ReactNode } from 'react'
import css from './dialog.module.css'
import { useWords } from './words.ts'

export interface DialogProps {
  open: boolean
  onClose: () => void
  /** Shown, or with `bare` only spoken. */
  title: string
  bare?: boolean
  wide?: boolean
  footer?: ReactNode
  children: ReactNode
}

/** The browser's own modal dialog: it keeps focus, makes the page inert, and needs no inline style. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null
}

function OpenDialog({ onClose, title, bare = false, wide = false, footer, children }: Omit<DialogProps, 'open'>) {
  const w = useWords()
  const id = useId()
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus()
    },
    [before]
  )
  // What is inside mounts after it is open, so that its `autoFocus` counts.
  const open = useCallback((element: HTMLDialogElement | null) => {
    if (element && !element.open) element.showModal()
    setDialog(element)
  }, [])
  return (
    <dialog
      ref={open}
      className={`${css.dialog} ${wide ? css.wide : ''}`}
      aria-labelledby={bare ? undefined : id}
      aria-label={bare ? title : undefined}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog && onClose()}
    >
      {!bare && (
        <div className={css.head}>
          <h2 id={id} className={css.title}>
            {title}
          </h2>
          <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={w('close')} onClick={onClose} />
        </div>
      )}
      {dialog && (bare ? children : <div className={css.body}>{children}</div>)}
      {dialog && footer && <div className={css.foot}>{footer}</div>}
    </dialog>
  )
}
