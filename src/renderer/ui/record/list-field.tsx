import { PlusOutlined } from '@ant-design/icons'
import type { Field } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { displayValue } from '../display.ts'
import { FieldRow, type FieldSourceProps } from '../field-row.tsx'
import { useLocale, useWords } from '../words.ts'
import { DraftForm } from './draft-form.tsx'
import { valueContext } from './field-source.ts'
import type { RecordContext, RecordView } from './record-view.ts'
import css from './record.module.css'
import { useRecordWords } from './words.ts'

export interface ListFieldProps {
  name: string
  field: Field
  label: string
  rows: unknown
  view: Pick<RecordView, 'names'>
  context: RecordContext
  source?: FieldSourceProps
  onAppend?: (row: Record<string, unknown>) => void | Promise<void>
}

type Row = Record<string, unknown> & { id: string; supersedesId?: string }

/** The rows that stand: those no later row replaces. */
function standingRows(rows: unknown): Row[] {
  const all = (Array.isArray(rows) ? rows : []) as Row[]
  const replaced = new Set(all.map((row) => row.supersedesId))
  return all.filter((row) => !replaced.has(row.id))
}

/** Columns a row can be shown and typed in. */
const columnsOf = (field: Field): Record<string, Field> =>
  field.type.kind === 'list'
    ? Object.fromEntries(
        Object.entries(field.type.of).filter(([, f]) => f.type.kind !== 'list' && f.type.kind !== 'json')
      )
    : {}

/** Rows that are only ever added. A row is replaced by writing its better version. */
export function ListField({ name, field, label, rows, view, context, source, onAppend }: ListFieldProps) {
  const w = useRecordWords()
  const edit = useWords()
  const locale = useLocale()
  const id = useId()
  const [open, setOpen] = useState<Row | 'new' | null>(null)
  const columns = columnsOf(field)
  const standing = standingRows(rows)
  const textOf = (row: Row) =>
    context.rowText?.(name, row) ??
    Object.entries(columns)
      .map(([key, column]) => displayValue(column.type, row[key], locale, valueContext(column, view, context)))
      .filter(Boolean)
      .join(' · ')
  return (
    <div className={css.field}>
      <FieldRow label={label} {...source}>
        {standing.length > 0 && (
          <ul className={css.rows}>
            {standing.map((row) => (
              <li key={row.id}>
                {onAppend ? (
                  <button
                    type="button"
                    className={css.rowButton}
                    title={edit('editField', { label })}
                    onClick={() => setOpen(row)}
                  >
                    {textOf(row)}
                  </button>
                ) : (
                  textOf(row)
                )}
              </li>
            ))}
          </ul>
        )}
        {onAppend && (
          <button type="button" className={css.link} onClick={() => setOpen('new')}>
            <PlusOutlined aria-hidden /> {edit('add')}
          </button>
        )}
      </FieldRow>
      {open && onAppend && (
        <Dialog
          open
          title={label}
          onClose={() => setOpen(null)}
          footer={
            <>
              <Button onClick={() => setOpen(null)}>{w('cancel')}</Button>
              <Button type="primary" htmlType="submit" form={id}>
                {edit('save')}
              </Button>
            </>
          }
        >
          <DraftForm
            id={id}
            fields={columns}
            initial={open === 'new' ? {} : open}
            context={context}
            onSubmit={async (values) => {
              await onAppend(open === 'new' ? values : { ...values, supersedesId: open.id })
              setOpen(null)
            }}
          />
        </Dialog>
      )}
    </div>
  )
}
