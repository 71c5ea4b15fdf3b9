import type { Migration } from '../migrate.ts'

/** PROTOCOL.md, "Server". Every key starts with the tenant. */
export const sync: Migration = {
  id: 10,
  name: 'sync',
  up: `
create table tenant (tenant text primary key, secret text not null, created_at bigint not null);
create table sync_head (tenant text primary key, epoch integer not null, seq bigint not null) with (fillfactor = 50);
create table record (
  tenant text not null,
  type text not null,
  id uuid not null,
  root_id uuid,
  link_id uuid,
  seq bigint not null,
  deleted boolean not null,
  buckets text[] not null,
  body jsonb not null,
  field_meta jsonb not null,
  primary key (tenant, type, id)
) with (fillfactor = 80);
create index record_root on record (tenant, root_id) where root_id is not null;
create index record_link on record (tenant, link_id) where link_id is not null;
create table bucket_entry (
  tenant text not null,
  bucket text not null,
  type text not null,
  id uuid not null,
  root_id uuid,
  seq bigint not null,
  op text not null,
  primary key (tenant, bucket, type, id)
);
create index bucket_entry_seq on bucket_entry (tenant, bucket, seq);
create table bucket_head (
  tenant text not null,
  bucket text not null,
  seq bigint not null,
  live bigint not null,
  gc_floor bigint not null default 0,
  primary key (tenant, bucket)
) with (fillfactor = 50);
create table device (
  tenant text not null,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  last_dseq bigint not null default 0,
  epoch integer not null default 0,
  status text not null default 'active',
  created_at bigint not null,
  last_seen bigint not null,
  primary key (tenant, id)
) with (fillfactor = 50);
create table op_result (
  tenant text not null,
  device uuid not null,
  dseq bigint not null,
  op_id uuid not null,
  hash text not null,
  status text not null,
  seq bigint not null,
  code text,
  field text,
  content text,
  at bigint not null,
  primary key (tenant, device, dseq)
);
create unique index op_result_applied on op_result (tenant, op_id) where status = 'applied';
create table audit (
  tenant text not null,
  id uuid not null,
  at bigint not null,
  user_id uuid,
  device uuid,
  action text not null,
  detail jsonb not null,
  primary key (tenant, id)
);
`
}
