import { CloseOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { Kbd } from './kbd.tsx'
import { isTextEntry } from './keys.ts'
import { useToasts, type Toast } from './toasts.ts'
import css from './undo-toast.module.css'
import { useWords } from './words.ts'

const shownMs = 10_000

/** Once in the app, at its end. Shows the newest toast for ten seconds; pointing at it or focusing it holds it. */
export function UndoToast() {
  const toast = useToasts((state) => state.toast)
  return (
    <div className={css.host} role="status">
      {toast && <Shown key={toast.id} toast={toast} />}
    </div>
  )
}

function Shown({ toast }: { toast: Toast }) {
  const w = useWords()
  const { undo, dismiss } = useToasts()
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (held) return
    const timer = setTimeout(dismiss, shownMs)
    return () => clearTimeout(timer)
  }, [held, dismiss])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const chord =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z'
      // In a text field Ctrl Z takes back typing.
      if (!chord || !toast.undo || isTextEntry(event.target)) return
      event.preventDefault()
      undo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [toast, undo])

  return (
    <div
      className={css.toast}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {toast.undo && (
        <button type="button" className={css.action} onClick={undo}>
          {w('undo')} <Kbd>Ctrl Z</Kbd>
        </button>
      )}
      <button type="button" className={`${css.action} ${css.close}`} onClick={dismiss} aria-label={w('dismiss')}>
        <CloseOutlined aria-hidden />
      </button>
    </div>
  )
}
