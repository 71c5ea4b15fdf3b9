import { BranchesOutlined } from '@ant-design/icons'
import type { RecordType } from '@fieldfile/protocol'
import { useState, type FocusEvent, type ReactNode } from 'react'
import { displayValue } from '../display.ts'
import { EditableField } from '../editable-field.tsx'
import { FieldEditor } from '../field-editor.tsx'
import { FieldRow } from '../field-row.tsx'
import { formatAge } from '../format.ts'
import { useLocale } from '../words.ts'
import { fieldSource, lockReason, valueContext } from './field-source.ts'
import { ListField } from './list-field.tsx'
import { isFilled, type RecordContext, type RecordView } from './record-view.ts'
import css from './record.module.css'
import { loose, settle } from './settle.ts'
import { useRecordWords } from './words.ts'

/** `was`: what the editor was opened on, for text, where both sides may stand. */
export type SaveField = (
  field: string,
  value: unknown,
  was?: Record<string, unknown>
) => string | void | Promise<string | void>
export type AppendRow = (field: string, row: Record<string, unknown>) => void | Promise<void>

export interface RecordFieldProps {
  type: RecordType
  view: RecordView
  name: string
  context: RecordContext
  /** Without it the field is only shown. */
  onSave?: SaveField
  onAppend?: AppendRow
  /** The editor is open from the start: the field was just asked for. */
  adding?: boolean
  onClosed?: () => void
  /** Say who may change it, where this person may not. */
  showLock?: boolean
  /** Shown instead of the value written out. */
  children?: ReactNode
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** One field of a record by its definition: value, editor, source and age, state. */
export function RecordField(props: RecordFieldProps) {
  const { type, view, name, context, onSave, onAppend, adding, onClosed, showLock = false, children } = props
  const locale = useLocale()
  const field = type.fields[name]!
  const value = view.body[name]
  const label = locale === 'en' ? field.label.en : field.label.zh
  const hint = field.hint && (locale === 'en' ? field.hint.en : field.hint.zh)
  /** The value that stood there when the editor was opened. */
  const [begun, setBegun] = useState<{ value: unknown } | null>(null)
  const [round, setRound] = useState(0)
  const values = valueContext(field, view, context)
  const source = fieldSource(type, view, name, context, locale)
  const editable = onSave !== undefined && view.editable.includes(name)

  const save = async (next: unknown) => {
    // A field that was only opened is not written over what a colleague wrote meanwhile.
    if (begun && same(next, begun.value)) return undefined
    const settled = settle(name, field, next, context, locale)
    if ('error' in settled) return settled.error
    const was = begun && field.merge === 'text' ? { [name]: begun.value } : undefined
    const refused = await (was ? onSave?.(name, settled.value, was) : onSave?.(name, settled.value))
    // What stands there from now on is one's own.
    if (refused === undefined) setBegun(null)
    return refused
  }
  const onFocus = ({ target }: FocusEvent) => {
    const editing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
    if (!editing) setBegun(null)
    else if (!begun) setBegun({ value })
  }
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (document.hasFocus() && !currentTarget.contains(relatedTarget)) setTimeout(() => setBegun(null), 0)
  }

  if (field.type.kind === 'list')
    return (
      <ListField
        {...{ name, field, label, rows: value, context, view, source }}
        onAppend={onAppend && view.editable.includes(name) ? (row) => onAppend(name, row) : undefined}
      />
    )
  const locked = editable || !showLock ? undefined : lockReason(type, view, name, locale)
  return (
    <div className={css.field} data-field={name} onFocus={onFocus} onBlur={onBlur}>
      {adding && editable ? (
        <FieldRow label={label}>
          <FieldEditor
            {...{ label, type: loose(field.type), value, required: field.required, hint, context: values }}
            onSave={save}
            onClose={() => onClosed?.()}
          />
        </FieldRow>
      ) : (
        <EditableField
          key={round}
          {...{ label, type: loose(field.type), value, required: field.required, hint, context: values }}
          readOnly={!editable}
          onSave={save}
          {...(locked && !source.state ? { state: 'locked' as const, lead: locked, source: source.source } : source)}
        >
          {children}
        </EditableField>
      )}
      {begun && !same(begun.value, value) && (
        <Theirs
          {...{ view, name, context }}
          text={displayValue(field.type, value, locale, values)}
          onTake={() => setRound(round + 1)}
        />
      )}
    </div>
  )
}

interface TheirsProps extends Pick<RecordFieldProps, 'view' | 'name' | 'context'> {
  text: string
  onTake: () => void
}

/** What a colleague wrote into the field while its editor is open. What is being typed stays. */
function Theirs({ view, name, context, text, onTake }: TheirsProps) {
  const w = useRecordWords()
  const locale = useLocale()
  const set = view.set[name]
  const who = (set?.by && view.names[set.by]) || w('someone')
  const age = set ? formatAge(set.at, context.now, locale) : ''
  return (
    <div className={css.theirs} role="status">
      <BranchesOutlined aria-hidden />
      <span>{w(isFilled(view.body[name]) ? 'changedMeanwhile' : 'clearedMeanwhile', { who, age, value: text })}</span>
      <button type="button" className={css.link} onMouseDown={(event) => event.preventDefault()} onClick={onTake}>
        {w('takeTheirs')}
      </button>
    </div>
  )
}
