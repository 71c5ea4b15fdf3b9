import type { Hlc } from './hlc.ts'

/** A record's values by field name. */
export type Body = Record<string, unknown>

/** When a field was last set: `ver` is the record's seq at that commit, `hlc` and `device` its author's. */
export interface FieldMeta {
  ver: number
  hlc: Hlc
  device: string
  user?: string
  /** For sets: element key → the version and device that added it. */
  el?: Record<string, { ver: number; device: string }>
}

/** The meta of a record. Fields not named have that of `*`, the creation. */
export type RowMeta = Record<string, FieldMeta>

/** One record as the server keeps it and sends it. */
export interface Row {
  type: string
  id: string
  /** The account it hangs from, or null. */
  rootId: string | null
  seq: number
  deleted: boolean
  body: Body
  meta: RowMeta
}

export const metaOf = (row: Pick<Row, 'meta'>, field: string): FieldMeta | undefined => row.meta[field] ?? row.meta['*']
