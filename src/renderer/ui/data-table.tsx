import { SearchOutlined } from '@ant-design/icons'
import { Input, Table, type TableProps } from 'antd'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import css from './data-table.module.css'
import { formatNumber } from './format.ts'
import { Kbd } from './kbd.tsx'
import { antColumns, matches } from './table-columns.tsx'
import { useFilterKey, useFillHeight, useRowKeys } from './table-hooks.ts'
import { useNarrow } from './use-narrow.ts'
import { useLocale, useWords } from './words.ts'

export interface DataColumn<T> {
  key: string
  title: string
  /** Behind the title: `万元`, `h`. */
  unit?: string
  /** What is sorted by and, without `render`, shown and filtered. */
  value: (row: T) => string | number | null | undefined
  render?: (row: T) => ReactNode
  /** Flags beside the name, in the first column. */
  flag?: (row: T) => ReactNode
  /** Right, in figures of one width. */
  numeric?: boolean
  width?: number
  sortable?: boolean
  /** Left out where the window is narrow. */
  wideOnly?: boolean
}

export interface DataTableProps<T> {
  /** What the table lists, for those who cannot see it. */
  label: string
  rows: readonly T[]
  rowKey: (row: T) => string
  columns: readonly DataColumn<T>[]
  onOpen?: (row: T) => void
  /** Space: a look without leaving the list. */
  onPeek?: (row: T) => void
  /** Follows the keyboard. */
  onActive?: (row: T) => void
  selected?: readonly string[]
  onSelect?: (keys: string[]) => void
  /** Words to filter by; without it the columns that hold text. `false`: no filter box. */
  filterText?: false | ((row: T) => string)
  filterPlaceholder?: string
  extra?: ReactNode
  /** An EmptyState, for when there is nothing at all. */
  empty?: ReactNode
  sort?: { key: string; order: 'ascend' | 'descend' }
  /** Of the rows, in px. Without it the table reaches down to the end of the window. */
  height?: number
}

/** Rows are virtual from here on. */
const virtualFrom = 100

/** A list of records. ↑↓ move, Enter opens, Space peeks, / filters. */
export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    rows,
    rowKey,
    columns,
    onOpen,
    onPeek,
    onActive,
    selected,
    onSelect,
    filterText,
    extra,
    empty,
    sort,
    height
  } = props
  const w = useWords()
  const locale = useLocale()
  const box = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const filterInput = useFilterKey(filterText !== false)
  const kept = useMemo(() => {
    const q = query.trim().toLowerCase()
    if (q === '' || filterText === false) return rows
    return rows.filter((row) => matches(q, filterText ? filterText(row) : textOf(row, columns)))
  }, [rows, query, filterText, columns])
  const [order, setOrder] = useState(sort)
  const shown = useMemo(() => sorted(kept, columns, order, locale), [kept, columns, order, locale])
  const narrow = useNarrow()
  const fitting = useMemo(() => (narrow ? columns.filter((c) => !c.wideOnly) : columns), [narrow, columns])
  const ant = useMemo(() => antColumns(fitting, order, locale, onOpen), [fitting, order, locale, onOpen])
  const virtual = shown.length > virtualFrom
  const fill = useFillHeight(box, height === undefined)
  const bodyHeight = height ?? fill
  const {
    at,
    moveTo,
    onKeyDown,
    fromFilter,
    table: tableRef
  } = useRowKeys({ rows: shown, rowKey, onOpen, onPeek, onActive, box })

  if (rows.length === 0 && empty) return empty
  const table: TableProps<T> = {
    columns: ant,
    dataSource: shown as T[],
    rowKey,
    size: 'small',
    pagination: false,
    virtual,
    sticky: !virtual && height === undefined,
    scroll: virtual ? { x: widthOf(fitting), y: bodyHeight } : { x: 'max-content', y: height },
    showSorterTooltip: false,
    rowClassName: (_, index) => (index === at ? css.active! : css.rows!),
    onRow: (row, index) => ({ onClick: () => moveTo(index ?? 0), onDoubleClick: () => onOpen?.(row) }),
    onChange: (_page, _filters, sorter) => {
      const by = Array.isArray(sorter) ? sorter[0] : sorter
      setOrder(by?.order ? { key: String(by.columnKey), order: by.order } : undefined)
    },
    rowSelection: onSelect && {
      selectedRowKeys: selected as string[],
      onChange: (next) => onSelect(next.map(String)),
      columnWidth: 44,
      fixed: true,
      getCheckboxProps: (row) => ({ 'aria-label': String(columns[0]?.value(row) ?? '') })
    }
  }
  const n = (count: number) => formatNumber(count, locale)
  const active = shown[at]
  return (
    <div className={css.box}>
      {(filterText !== false || extra) && (
        <div className={css.bar}>
          {filterText !== false && (
            <Input
              ref={filterInput}
              className={css.filter}
              allowClear
              prefix={<SearchOutlined aria-hidden />}
              suffix={<Kbd>/</Kbd>}
              aria-label={w('filter')}
              placeholder={props.filterPlaceholder ?? w('filter')}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => fromFilter(event)}
            />
          )}
          <span className={css.count} role="status">
            {w(shown.length === rows.length ? 'count' : 'countOf', { n: n(shown.length), all: n(rows.length) })}
          </span>
          {extra && <div className={css.extra}>{extra}</div>}
        </div>
      )}
      <div ref={box} className={css.table} role="group" aria-label={label} tabIndex={0} onKeyDown={onKeyDown}>
        <Table<T> {...table} ref={tableRef} />
        <span className={css.hidden} aria-live="polite">
          {active && `${columns[0]?.value(active) ?? ''} ${w('rowAt', { n: n(at + 1), all: n(shown.length) })}`}
        </span>
      </div>
    </div>
  )
}

/** The words of a row; figures would match by accident. */
const textOf = <T,>(row: T, columns: readonly DataColumn<T>[]) =>
  columns
    .map((column) => column.value(row))
    .filter((value) => typeof value === 'string')
    .join(' ')

const widthOf = (columns: readonly DataColumn<never>[]) =>
  columns.reduce((sum, column) => sum + (column.width ?? 120), 0)

function sorted<T>(
  rows: readonly T[],
  columns: readonly DataColumn<T>[],
  by: DataTableProps<T>['sort'],
  locale: string
) {
  const column = by && columns.find((c) => c.key === by.key)
  if (!column) return rows
  const sign = by.order === 'descend' ? -1 : 1
  const collator = new Intl.Collator(locale, { numeric: true })
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .toSorted((a, b) => {
      // What is missing comes last in either order.
      if (a.value == null || b.value == null) return Number(a.value == null) - Number(b.value == null)
      if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value)
      return sign * collator.compare(String(a.value), String(b.value))
    })
    .map(({ row }) => row)
}
