import type { Migration } from '../migrate.ts'

/** A snapshot reads what a bucket holds account by account (PROTOCOL.md, "Server"). */
export const accountOrder: Migration = {
  id: 40,
  name: 'account-order',
  up: `
create index bucket_entry_account on bucket_entry (tenant, bucket, root_id, type, id);
`
}
