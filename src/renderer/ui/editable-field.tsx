import { EditOutlined } from '@ant-design/icons'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { displayValue } from './display.ts'
import css from './editable-field.module.css'
import type { EditorType, ValueContext } from './editor-types.ts'
import { FieldEditor } from './field-editor.tsx'
import { FieldRow, type FieldSourceProps } from './field-row.tsx'
import { useLocale, useWords } from './words.ts'

export interface EditableFieldProps extends FieldSourceProps {
  label: string
  type: EditorType
  value: unknown
  /**
   * Gets the parsed value, null for an emptied field; not called when nothing changed. A returned text says what to
   * enter instead and keeps the editor open.
   */
  onSave: (value: unknown) => string | void | Promise<string | void>
  context?: Partial<ValueContext>
  required?: boolean
  readOnly?: boolean
  /** One grey line while editing. */
  hint?: string
  /** May the fact be doubted? Said beside the field, never blocking. */
  warn?: (value: unknown) => string | undefined
  /** Shown instead of the value written out. */
  children?: ReactNode
}

const localContext = (): ValueContext => ({
  today: new Date().toLocaleDateString('en-CA'),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: 'CNY'
})

/** One fact, edited in place: click or E opens, Enter or leaving saves, Escape restores. */
export function EditableField(props: EditableFieldProps) {
  const { label, type, value, onSave, context, required, readOnly, hint, warn, children, ...source } = props
  const [editing, setEditing] = useState(false)
  const full = { ...localContext(), ...context }
  const locked =
    readOnly || source.state === 'noRight' || source.state === 'locked' || type.kind === 'json' || type.kind === 'list'
  const locale = useLocale()
  const shown = children ?? displayValue(type, value, locale, full)
  const doubt = warn?.(value)
  const show = useRef<HTMLButtonElement>(null)
  const close = (refocus: boolean) => {
    setEditing(false)
    if (refocus) requestAnimationFrame(() => show.current?.focus())
  }

  if (locked)
    return (
      <FieldRow label={label} {...source}>
        {shown || undefined}
      </FieldRow>
    )
  return (
    <FieldRow label={label} {...source}>
      {editing ? (
        <FieldEditor {...{ label, type, value, onSave, context: full, required, hint }} onClose={close} />
      ) : (
        <ShownValue ref={show} label={label} onEdit={() => setEditing(true)}>
          {shown}
        </ShownValue>
      )}
      {doubt && !editing && <div className={`${css.error} ${css.warn}`}>{doubt}</div>}
    </FieldRow>
  )
}

type ShownValueProps = { ref: React.Ref<HTMLButtonElement>; label: string; onEdit: () => void; children: ReactNode }
function ShownValue({ ref, label, onEdit, children }: ShownValueProps) {
  const w = useWords()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'e' || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    onEdit()
  }
  return (
    <button
      ref={ref}
      type="button"
      className={css.show}
      title={`${w('editField', { label })} (E)`}
      onClick={onEdit}
      onKeyDown={onKeyDown}
    >
      <span className={children ? undefined : css.none}>{children || w('empty')}</span>
      <EditOutlined className={css.pen} aria-label={w('editField', { label })} />
    </button>
  )
}
