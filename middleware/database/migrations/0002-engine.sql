-- What the engine remembers: hints that wait, pairs of records, their last known values, and what became of them.

create table inbox (
  org_id int not null,
  connection_id int not null,
  notification_id text collate "C" not null,
  seq bigint generated always as identity,
  object text not null,
  record_id text collate "C",
  lane smallint not null default 2,
  state smallint not null default 0,
  tries smallint not null default 0,
  next_at timestamptz not null default now(),
  at timestamptz not null default now(),
  primary key (org_id, connection_id, notification_id)
);
comment on table inbox is 'Hints that a record may have changed: notifications by their Id, retries and pressed buttons by a made-up one. state 0 waits, 1 is done.';
create index inbox_waiting on inbox (org_id, connection_id, lane, next_at) where state = 0;

create table links (
  org_id int not null,
  pair_id int not null,
  link_id bigint generated always as identity,
  sf_id text collate "C" not null,
  ext_id text collate "C" not null,
  sf_hash bigint,
  ext_hash bigint,
  sf_stamp timestamptz,
  rev int not null,
  state smallint not null default 0,
  primary key (org_id, pair_id, link_id)
);
comment on column links.state is '0 both sides exist, 1 deleted in Salesforce, 2 retired.';
create unique index links_sf on links (org_id, pair_id, sf_id) where state < 2;
create unique index links_ext on links (org_id, pair_id, ext_id) where state < 2;

create table bases (
  org_id int not null,
  pair_id int not null,
  link_id bigint not null,
  salesforce text[] not null,
  external text[] not null,
  primary key (org_id, pair_id, link_id)
) with (fillfactor = 85);
comment on table bases is 'Per mapped line of revision links.rev: the canonical value each side was last known to hold.';

create table runs (
  org_id int not null,
  run_id bigint generated always as identity,
  connection_id int not null,
  pair_id int not null,
  lane smallint not null,
  cause text not null check (cause in ('notifications', 'poll', 'initial')),
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  page_cursor text collate "C",
  total bigint,
  counters jsonb not null default '{}',
  error text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (org_id, run_id)
);
create unique index runs_initial on runs (org_id, pair_id) where cause = 'initial' and state = 'running';
create index runs_recent on runs (org_id, connection_id, run_id desc);

create table operations (
  org_id int not null,
  pair_id int not null,
  record_key text collate "C" not null,
  create_key bigint,
  kind text not null,
  run_id bigint not null,
  connection_id int not null,
  lane smallint not null,
  fence bigint not null,
  sent_at timestamptz not null default now(),
  primary key (org_id, pair_id, record_key)
);
comment on table operations is 'Writes on the wire: committed before the call, removed by record(). One per record, one per unique value of a record to be created.';
create unique index operations_create on operations (org_id, pair_id, create_key) where create_key is not null;

create table outcomes (
  org_id int not null,
  at timestamptz not null default now(),
  run_id bigint not null,
  pair_id int not null,
  link_id bigint,
  sf_id text collate "C" not null,
  ext_id text collate "C",
  bucket text not null,
  code text,
  detail jsonb
) partition by range (at);
create index outcomes_run on outcomes (org_id, run_id, bucket);
create index outcomes_record on outcomes (org_id, sf_id, at);

create table outcome_sets (
  org_id int not null,
  run_id bigint not null,
  chunk bigint generated always as identity,
  bucket text not null,
  link_ids bigint[] not null,
  primary key (org_id, run_id, chunk)
);
comment on table outcome_sets is 'Records of a run with nothing to tell but their bucket: 8 bytes each in place of a row.';

create table events (
  org_id int not null,
  at timestamptz not null default now(),
  pair_id int not null,
  link_id bigint not null,
  line text not null,
  side text not null,
  value_from text,
  value_to text,
  run_id bigint not null
) partition by range (at);
create index events_record on events (org_id, link_id, at);
comment on table events is 'Every value written, field by field: answers "why is this value here?".';

create table issues (
  org_id int not null,
  issue_id bigint generated always as identity,
  connection_id int not null,
  pair_id int not null,
  sf_id text collate "C" not null,
  ext_id text collate "C",
  line text not null default '',
  code text not null,
  message text not null,
  candidates jsonb,
  state smallint not null default 0,
  seen int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  run_id bigint not null,
  primary key (org_id, issue_id)
);
comment on column issues.state is '0 open, 1 resolved by a later run.';
create unique index issues_open on issues (org_id, pair_id, sf_id, line, code) where state = 0;
create index issues_connection on issues (org_id, connection_id, issue_id) where state = 0;
