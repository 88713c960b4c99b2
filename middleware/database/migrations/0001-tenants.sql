-- Orgs, their connections, and what is written about each. Every key starts with org_id, so that rows of one org
-- lie together and row-level security filters by the leading column.

create table orgs (
  org_id int primary key,
  sf_org_id text collate "C" not null unique check (length(sf_org_id) = 18),
  login jsonb not null,
  sealed jsonb not null,
  created_at timestamptz not null default now()
);
comment on table orgs is 'A Salesforce org and how to log in to it; secrets only in sealed.';
create sequence org_ids as int;

create table connections (
  org_id int not null references orgs,
  connection_id int not null,
  connector text not null,
  name text not null,
  state text not null check (state in ('active', 'paused')),
  settings jsonb not null,
  sealed jsonb not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (org_id, connection_id)
);
comment on column connections.token_hash is 'SHA-256 of the token in the intake address.';

create table revisions (
  org_id int not null,
  connection_id int not null,
  rev int not null,
  document jsonb not null,
  author text not null,
  at timestamptz not null default now(),
  primary key (org_id, connection_id, rev),
  foreign key (org_id, connection_id) references connections
);
comment on table revisions is 'The mapping document, never changed: a new mapping is a new revision.';

create table pairs (
  org_id int not null,
  pair_id int not null,
  connection_id int not null,
  name text not null,
  sf_object text not null,
  ext_object text not null,
  rev int not null,
  sf_cursor timestamptz,
  scan_to timestamptz,
  page_stamp timestamptz,
  page_id text collate "C",
  ext_cursor text,
  next_poll_at timestamptz not null default now(),
  initial_synced_at timestamptz,
  primary key (org_id, pair_id),
  unique (org_id, connection_id, name),
  foreign key (org_id, connection_id) references connections
);
comment on column pairs.sf_cursor is 'Every Salesforce change before this instant is recorded; moves only at the end of a pass.';
comment on column pairs.scan_to is 'Upper bound of the pass under way, by Salesforce''s clock; null between passes.';

create table leases (
  org_id int not null,
  connection_id int not null,
  lane smallint not null,
  node text,
  fence bigint not null default 0,
  until timestamptz,
  again boolean not null default false,
  not_before timestamptz,
  trouble text,
  troubles int not null default 0,
  primary key (org_id, connection_id, lane)
);
comment on table leases is 'Who works on a connection''s lane. fence grows with every change of hands; not_before and trouble: the lane rests, and why.';

create table budget (
  org_id int not null,
  scope text not null,
  window_start timestamptz not null,
  used bigint not null,
  limit_used bigint,
  limit_max bigint,
  primary key (org_id, scope, window_start)
);
comment on table budget is 'Calls counted by us (used) beside what the vendor says is used of its maximum, by hour.';
