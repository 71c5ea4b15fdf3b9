import type { Migration } from '../migrate.ts'

/** Who may sign in. The profile of a user is an ordinary record of type `user`. */
export const identity: Migration = {
  id: 20,
  name: 'identity',
  up: `
create table credential (
  tenant text not null,
  user_id uuid not null,
  login text not null,
  hash text not null,
  disabled boolean not null default false,
  changed_at bigint not null,
  primary key (tenant, user_id)
);
create unique index credential_login on credential (tenant, login);
create table session_family (
  tenant text not null,
  family uuid not null,
  user_id uuid not null,
  device uuid not null,
  revoked_at bigint,
  primary key (tenant, family)
);
create index session_family_device on session_family (tenant, device);
create table refresh_token (
  tenant text not null,
  hash text not null,
  family uuid not null,
  device uuid not null,
  user_id uuid not null,
  issued_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  primary key (tenant, hash)
);
create index refresh_token_family on refresh_token (tenant, family);
create table sign_in_attempt (
  tenant text not null,
  key text not null,
  failures integer not null,
  until bigint not null,
  primary key (tenant, key)
);
create table report_definition (name text primary key, hash text not null);
`
}
