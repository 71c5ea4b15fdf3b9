import { ExclamationCircleFilled } from '@ant-design/icons'
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from 'react'
import { parseDraft, toDraft } from './draft.ts'
import css from './editable-field.module.css'
import type { EditableFieldProps } from './editable-field.tsx'
import type { ValueContext } from './editor-types.ts'
import { Editor } from './editors.tsx'
import { isComposing } from './keys.ts'
import { useLocale, useWords } from './words.ts'

type FieldEditorProps = Pick<EditableFieldProps, 'label' | 'type' | 'value' | 'onSave' | 'required' | 'hint'> & {
  context: ValueContext
  /** `refocus`: the value takes the focus back. */
  onClose: (refocus: boolean) => void
}

/** The open state of an EditableField: holds the draft, decides when it is saved. */
export function FieldEditor({ label, type, value, onSave, required, hint, context, onClose }: FieldEditorProps) {
  const w = useWords()
  const locale = useLocale()
  const errorId = useId()
  const box = useRef<HTMLDivElement>(null)
  const [draft, setDraft] = useState(() => toDraft(type, value, context))
  const [error, setError] = useState('')
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const done = useRef(false)

  const finish = (refocus: boolean) => {
    done.current = true
    onClose(refocus)
  }
  const commit = async (next: unknown, refocus: boolean) => {
    if (done.current) return
    const parsed = parseDraft(type, next, context, locale)
    // A pattern cannot say what it wants; the hint of the field can.
    if ('error' in parsed) return setError(hint && type.kind === 'string' && type.pattern ? hint : parsed.error)
    if (required && parsed.value === null) return setError(w('askRequired', { label }))
    if (same(parsed.value, value)) return finish(refocus)
    done.current = true
    const refusal = await onSave(parsed.value)
    if (!refusal) return finish(refocus)
    done.current = false
    setError(refusal)
  }
  // A key may lead to another page while this is open: what is complete is saved, as by leaving the field.
  const leave = useEffectEvent(() => {
    clearTimeout(leaving.current)
    const parsed = parseDraft(type, draft, context, locale)
    if (done.current || 'error' in parsed || same(parsed.value, value) || (required && parsed.value === null)) return
    done.current = true
    void onSave(parsed.value)
  })
  useEffect(() => () => leave(), [])
  const change = (next: unknown) => {
    setDraft(next)
    setError('')
  }
  // Lists answer Enter themselves; in long text it is a new line.
  const listLike =
    type.kind === 'set' || type.kind === 'reference' || (type.kind === 'enum' && Object.keys(type.values).length > 5)
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const withCtrl = event.ctrlKey || event.metaKey
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      finish(true)
    } else if (event.key === 'Enter' && (withCtrl || (!listLike && type.kind !== 'text')) && !isButton(event.target)) {
      event.preventDefault()
      event.stopPropagation()
      void commit(draft, true)
    }
  }
  return (
    <div
      ref={box}
      className={css.edit}
      onKeyDownCapture={type.kind === 'text' || !listLike ? undefined : onKeyDown}
      onKeyDown={listLike ? undefined : onKeyDown}
      onFocus={() => clearTimeout(leaving.current)}
      onBlur={() => {
        // The focus may be on its way into a list or calendar of this editor, or the window may have lost it.
        leaving.current = setTimeout(() => document.hasFocus() && void commit(draft, false), 0)
      }}
    >
      <Editor
        {...{ label, type, draft, context }}
        invalid={error !== ''}
        describedBy={error || hint ? errorId : undefined}
        onDraft={change}
        onCommit={(next) => {
          change(next)
          void commit(next, true)
        }}
      />
      {!required && (type.kind === 'boolean' || type.kind === 'enum' || type.kind === 'reference') && value != null && (
        <button type="button" className={css.clear} onClick={() => void commit(null, true)}>
          {w('clear')}
        </button>
      )}
      {(error || hint) && (
        <div id={errorId} className={error ? css.error : css.hint} role={error ? 'alert' : undefined}>
          {error && <ExclamationCircleFilled aria-hidden />}
          {error || hint}
        </div>
      )}
    </div>
  )
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
const isButton = (target: EventTarget) => target instanceof HTMLElement && target.closest('button') !== null
