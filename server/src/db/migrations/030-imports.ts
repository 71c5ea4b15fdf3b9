import type { Migration } from '../migrate.ts'

/** Files being imported, and what an import wrote, so that it can be taken back. The batch itself is a record. */
export const imports: Migration = {
  id: 30,
  name: 'imports',
  up: `
create table import_file (
  tenant text not null,
  batch uuid not null,
  user_id uuid not null,
  file_name text not null,
  sha256 text not null,
  bytes bytea not null,
  settings jsonb not null,
  counts jsonb,
  kept jsonb,
  created_at bigint not null,
  primary key (tenant, batch)
);
create index import_file_sha256 on import_file (tenant, sha256);
create table import_effect (
  tenant text not null,
  batch uuid not null,
  type text not null,
  id uuid not null,
  fields text[],
  primary key (tenant, batch, type, id)
);
`
}
