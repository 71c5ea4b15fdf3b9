/** A row of an append-only list; a correction names the row it replaces. */
export interface ListRow {
  readonly id: string
  readonly supersedesId?: string | null
}

/** The rows that stand: those no other row replaces, in the order they were added. */
export function currentRows<R extends ListRow>(rows: readonly R[] | null | undefined): R[] {
  const all = rows ?? []
  const replaced = new Set(all.flatMap((row) => row.supersedesId ?? []))
  return all.filter((row) => !replaced.has(row.id))
}

/** What came of each agenda item: its last row wins. */
export function outcomeByItem<R extends ListRow & { readonly item?: string | null }>(
  rows: readonly R[] | null | undefined
): Map<string, R> {
  return new Map(currentRows(rows).flatMap((row) => (row.item ? [[row.item, row] as const] : [])))
}
