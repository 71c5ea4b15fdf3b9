import type { Field, RecordType } from '@fieldfile/protocol'
import { useMemo } from 'react'
import { DataTable, type DataColumn, type DataTableProps } from '../data-table.tsx'
import { displayValue } from '../display.ts'
import type { ValueContext } from '../editor-types.ts'
import { wallClock, type Locale } from '../format.ts'
import { useLocale } from '../words.ts'
import type { RecordContext } from './record-view.ts'

/** A record in a table: its body, and the names of what it refers to. */
export interface TableRecord {
  id: string
  body: Readonly<Record<string, unknown>>
  names?: Readonly<Record<string, string>>
}

const numericKinds = new Set(['integer', 'decimal', 'percent', 'money'])
const widths: Partial<Record<Field['type']['kind'], number>> = {
  text: 260,
  boolean: 80,
  integer: 100,
  decimal: 100,
  percent: 90,
  money: 130,
  date: 110,
  partialDate: 110,
  instant: 150
}

/** A column by its definition: numbers right with the unit in the header, dates and enumerations sorted by meaning. */
function recordColumn<R extends TableRecord>(
  name: string,
  field: Field,
  context: RecordContext,
  locale: Locale
): DataColumn<R> {
  const { type } = field
  const today = wallClock(context.now, context.zone).date
  const contextFor = (row: R): ValueContext => ({
    today,
    zone: context.zone,
    currency: context.currency ?? 'CNY',
    nameOf: (id) => row.names?.[id]
  })
  const unit = (type.kind === 'integer' || type.kind === 'decimal') && type.unit
  // The unit stands in the header, so not in every row.
  const shownType = unit ? { ...type, unit: undefined } : type
  return {
    key: name,
    title: locale === 'en' ? field.label.en : field.label.zh,
    unit: unit ? (locale === 'en' ? unit.en : unit.zh) : undefined,
    numeric: numericKinds.has(type.kind),
    width: widths[type.kind] ?? 140,
    value: (row) =>
      sortValue(field, row.body[name], (value) => displayValue(shownType, value, locale, contextFor(row))),
    render: (row) => displayValue(shownType, row.body[name], locale, contextFor(row)) || '—'
  }
}

function sortValue({ type }: Field, value: unknown, show: (value: unknown) => string): string | number | null {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'integer':
    case 'decimal':
    case 'percent':
      return value as number
    case 'money':
      return (value as { amount: number }).amount
    case 'instant':
      return (value as { at: string }).at
    case 'date':
    case 'partialDate':
      return value as string
    case 'enum':
      // In the order of the definition, which is an order of meaning.
      return Object.keys(type.values).indexOf(value as string)
    default:
      return show(value)
  }
}

export interface RecordTableProps<R extends TableRecord> extends Omit<
  DataTableProps<R>,
  'columns' | 'rowKey' | 'filterText'
> {
  type: RecordType
  /** Columns by field name, first the one that names the record. Without it: title, then the required and indexed fields. */
  fields?: readonly string[]
  context: RecordContext
}

const defaultColumns = (type: RecordType): string[] => {
  const title = type.entity.title.find((name) => name in type.fields)
  const rest = Object.keys(type.fields).filter((name) => {
    const field = type.fields[name]!
    return (
      name !== title &&
      name !== 'accountId' &&
      field.type.kind !== 'list' &&
      field.type.kind !== 'json' &&
      (field.required || field.index)
    )
  })
  return [...(title ? [title] : []), ...rest].slice(0, 8)
}

/** Records of a type as a table: columns, sorting and filtering follow the definition. */
export function RecordTable<R extends TableRecord>({ type, fields, context, ...rest }: RecordTableProps<R>) {
  const locale = useLocale()
  const columns = useMemo(
    () =>
      (fields ?? defaultColumns(type))
        .filter((name) => name in type.fields)
        .map((name) => recordColumn<R>(name, type.fields[name]!, context, locale)),
    [type, fields, context, locale]
  )
  const filterText = (row: R) => columns.map((column) => String(column.render?.(row) ?? '')).join(' ')
  return <DataTable<R> {...rest} columns={columns} rowKey={(row) => row.id} filterText={filterText} />
}
