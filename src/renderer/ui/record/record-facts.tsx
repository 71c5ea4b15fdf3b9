import type { RecordType } from '@fieldfile/protocol'
import type { ReactNode } from 'react'
import { RecordField, type AppendRow, type SaveField } from './record-field.tsx'
import type { RecordContext, RecordView } from './record-view.ts'

export interface RecordFactsProps {
  type: RecordType
  view: RecordView
  /** The fields that are worth seeing at once, in this order. */
  fields: readonly string[]
  context: RecordContext
  onSave?: SaveField
  onAppend?: AppendRow
  showLock?: boolean
  show?: Readonly<Record<string, (value: unknown) => ReactNode>>
}

/** A few chosen facts of a record, edited in place. What the definition no longer has is left out. */
export function RecordFacts({ type, fields, show, view, ...rest }: RecordFactsProps) {
  return (
    <div>
      {fields
        .filter((name) => name in type.fields)
        .map((name) => (
          <RecordField key={name} type={type} view={view} name={name} {...rest}>
            {show?.[name]?.(view.body[name])}
          </RecordField>
        ))}
    </div>
  )
}
