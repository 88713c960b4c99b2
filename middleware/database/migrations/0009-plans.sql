-- Plans: runs that stop before anything is written, and wait for a person.

alter table runs drop constraint runs_state_check;
alter table runs add constraint runs_state_check check (state in
  ('running', 'planned', 'stopped', 'approved', 'applying', 'done', 'failed', 'expired', 'cancelled'));
comment on column runs.state is 'Of a plan: running while both sides are read, planned or (by a guard rail) stopped until somebody approves, then applying.';
alter table runs
  add column rev int,
  add column seen bigint not null default 0,
  add column planned jsonb not null default '{}',
  add column tally jsonb not null default '{}',
  add column calls jsonb,
  add column guard jsonb,
  add column content_hash text collate "C",
  add column expires_at timestamptz,
  add column approved_by text,
  add column approved_at timestamptz,
  add column applied_seq bigint not null default 0,
  add column poll_from timestamptz,
  add column follows bigint;
comment on column runs.rev is 'Of a plan: the mapping revision it was made with, and is applied with or not at all.';
comment on column runs.planned is 'Of a plan: records by "kind/bucket/code".';
comment on column runs.tally is 'Of a plan: what guard rails and costs are reckoned by.';
comment on column runs.calls is 'Of a plan: calls that applying it is expected to take, by side.';
comment on column runs.guard is 'Of a plan: why guard rails stopped it.';
comment on column runs.content_hash is 'Of a plan: SHA-256 of its operations and counts; who approves names it.';
comment on column runs.applied_seq is 'Operations up to this one are carried out and recorded.';
comment on column runs.poll_from is 'Of a plan: what changed in Salesforce from this instant on is found by polling, once it is carried out.';
comment on column runs.follows is 'The plan whose superseded operations this one plans again.';
create unique index runs_planning on runs (org_id, pair_id) where cause = 'plan' and state = 'running';
-- One plan of a connection is carried out at a time.
create unique index runs_applying on runs (org_id, connection_id) where cause = 'plan' and state in ('approved', 'applying');
create index runs_open on runs (org_id, connection_id) where state in ('running', 'planned', 'stopped', 'approved', 'applying');

create table plan_operations (
  org_id int not null,
  run_id bigint not null,
  seq bigint not null,
  pair_id int not null,
  record_key text collate "C" not null,
  side text not null check (side in ('salesforce', 'external')),
  sf_id text collate "C",
  ext_id text collate "C",
  link_id bigint,
  sides text not null check (sides in ('none', 'salesforce', 'external', 'both')),
  kind text not null check (kind in ('create', 'update', 'delete', 'link', 'unlink', 'skip', 'wait', 'held')),
  bucket text not null,
  code text,
  create_key bigint,
  lines jsonb,
  issues jsonb,
  sf_hash bigint,
  ext_hash bigint,
  state text check (state in ('superseded', 'pending', 'again')),
  primary key (org_id, run_id, seq)
);
comment on table plan_operations is 'What a plan says of each record: what is written where, or why nothing is.';
comment on column plan_operations.side is 'The side the record was read on, by whose id it is read again.';
comment on column plan_operations.lines is 'Values to be written: line, side, from, to. Null: by reference, computed when shown.';
comment on column plan_operations.sf_hash is 'What was seen of the record on each side; null where it was not read.';
comment on column plan_operations.state is 'Null: as the run''s applied_seq says. superseded: changed since; again: planned again by the plan that follows. pending: of such a plan. No other lane writes a record that is superseded or pending.';
create unique index plan_operations_record on plan_operations (org_id, run_id, record_key);
create index plan_operations_create on plan_operations (org_id, run_id, create_key) where create_key is not null;
create index plan_operations_kind on plan_operations (org_id, run_id, kind, seq);
create index plan_operations_superseded on plan_operations (org_id, run_id, seq) where state = 'superseded';
create index plan_operations_held_sf on plan_operations (org_id, pair_id, sf_id) where state in ('pending', 'superseded');
create index plan_operations_held_ext on plan_operations (org_id, pair_id, ext_id) where state in ('pending', 'superseded');

alter table plan_operations enable row level security;
alter table plan_operations force row level security;
create policy tenant on plan_operations to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on plan_operations to bothways;

-- Who begins with an approved plan is not written to before.
alter table pairs add column writes_from timestamptz;
comment on column pairs.writes_from is 'Since when the pair may write. Where the connection''s rules ask for no plan, it may at once.';
update pairs set writes_from = now() where sf_cursor is not null;
