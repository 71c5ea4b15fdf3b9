import type { TableProps } from 'antd'
import type { DataColumn, DataTableProps } from './data-table.tsx'
import { formatNumber, type Locale } from './format.ts'
import css from './data-table.module.css'

/** All words of the query occur. */
export const matches = (query: string, text: string): boolean => {
  const low = text.toLowerCase()
  return query.split(/\s+/).every((word) => low.includes(word))
}

const plain = (value: string | number | null | undefined, locale: Locale) =>
  typeof value === 'number' ? formatNumber(value, locale) : (value ?? '—')

export function antColumns<T>(
  columns: readonly DataColumn<T>[],
  order: DataTableProps<T>['sort'],
  locale: Locale,
  onOpen?: (row: T) => void
): NonNullable<TableProps<T>['columns']> {
  return columns.map((column, index) => ({
    key: column.key,
    title: column.unit ? `${column.title} (${column.unit})` : column.title,
    width: column.width ?? 120,
    fixed: index === 0 ? ('left' as const) : undefined,
    align: column.numeric ? ('right' as const) : undefined,
    className: column.numeric ? css.numeric : undefined,
    // The rows come sorted; this only shows and asks for the order.
    sorter: column.sortable === false ? undefined : true,
    sortOrder: order?.key === column.key ? order.order : null,
    render: (_: unknown, row: T) => {
      const content = column.render ? column.render(row) : plain(column.value(row), locale)
      return index === 0 ? (
        <span className={css.first}>
          {onOpen ? (
            // Rows are reached by arrows; three thousand tab stops would help nobody.
            <button type="button" className={css.open} tabIndex={-1} data-open onClick={() => onOpen(row)}>
              {content}
            </button>
          ) : (
            <span>{content}</span>
          )}
          {column.flag?.(row)}
        </span>
      ) : (
        content
      )
    }
  }))
}
