import type { Body, RowMeta } from '@fieldfile/protocol'
import type { ColumnType } from 'kysely'

type Json<T> = ColumnType<T, string, string>

export interface RecordTable {
  tenant: string
  type: string
  id: string
  root_id: string | null
  /** What a posting or a report is about: the person, the visit. */
  link_id: string | null
  seq: number
  deleted: boolean
  /** The buckets it is in: the `put` entries of `bucket_entry`. */
  buckets: string[]
  body: Json<Body>
  field_meta: Json<RowMeta>
}

export interface DeviceTable {
  tenant: string
  id: string
  user_id: string
  name: string
  last_dseq: number
  /** The epoch in which `last_dseq` was counted: after a restore the first dseq is taken as it comes. */
  epoch: number
  status: 'active' | 'revoked'
  created_at: number
  last_seen: number
}

export interface OpResultTable {
  tenant: string
  device: string
  dseq: number
  op_id: string
  hash: string
  status: 'applied' | 'duplicate' | 'refused'
  seq: number
  code: string | null
  field: string | null
  /** The op itself when it was refused, so that it can be got back (rule I3). */
  content: string | null
  at: number
}

export interface RefreshTable {
  tenant: string
  hash: string
  family: string
  device: string
  user_id: string
  issued_at: number
  expires_at: number
  used_at: number | null
}

/** Times are milliseconds since 1970. */
export interface Tables {
  tenant: { tenant: string; secret: string; created_at: number }
  sync_head: { tenant: string; epoch: number; seq: number }
  record: RecordTable
  bucket_entry: {
    tenant: string
    bucket: string
    type: string
    id: string
    root_id: string | null
    seq: number
    op: 'put' | 'drop'
  }
  bucket_head: { tenant: string; bucket: string; seq: number; live: number; gc_floor: number }
  device: DeviceTable
  op_result: OpResultTable
  audit: {
    tenant: string
    id: string
    at: number
    user_id: string | null
    device: string | null
    action: string
    detail: Json<Record<string, unknown>>
  }
  credential: { tenant: string; user_id: string; login: string; hash: string; disabled: boolean; changed_at: number }
  session_family: { tenant: string; family: string; user_id: string; device: string; revoked_at: number | null }
  refresh_token: RefreshTable
  sign_in_attempt: { tenant: string; key: string; failures: number; until: number }
  report_definition: { name: string; hash: string }
}
