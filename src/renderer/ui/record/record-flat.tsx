import { useState } from 'react'
import { RecordField } from './record-field.tsx'
import { AddField, mayFill, type RecordFormProps } from './record-form.tsx'
import { groupsOf, isFilled, type RecordView } from './record-view.ts'
import css from './record.module.css'

/** All fields of a small record in one list without panels: what is known, and one button for the rest. */
export function RecordFlat({
  type,
  view,
  hide,
  groups,
  context,
  onSave,
  onAppend,
  show
}: RecordFormProps & { view: RecordView }) {
  const [adding, setAdding] = useState<string | null>(null)
  const fields = groupsOf(type, hide)
    .filter(({ key }) => !groups || (key !== null && groups.includes(key)))
    .flatMap((group) => group.fields)
  const filled = fields.filter((name) => isFilled(view.body[name]) || view.refused[name] || view.conflicts[name])
  const missing = fields.filter((name) => !filled.includes(name) && mayFill(type, view, name, onSave, onAppend))
  const shown = fields.filter((name) => filled.includes(name) || name === adding)
  return (
    <div>
      <div className={css.flat}>
        {shown.map((name) => (
          <RecordField
            key={name}
            {...{ type, view, name, context, onSave, onAppend }}
            adding={name === adding}
            onClosed={() => setAdding(null)}
          >
            {show?.[name]?.(view.body[name])}
          </RecordField>
        ))}
      </div>
      {missing.length > 0 && <AddField type={type} names={missing} onAdd={setAdding} />}
    </div>
  )
}
