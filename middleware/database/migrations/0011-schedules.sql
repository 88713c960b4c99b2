-- When a pair is looked at by itself, and which records share an address, so that one opt-out reaches all of them.

alter table pairs
  add column activated_at timestamptz,
  add column poll_ran_at timestamptz,
  add column read_ran_at timestamptz,
  add column next_scan_at timestamptz not null default 'infinity',
  add column resync boolean not null default false,
  add column next_consent_at timestamptz not null default now() + interval '5 minutes',
  add column consent_from timestamptz not null default now(),
  add column consent_cursor text;
comment on column pairs.activated_at is 'When its schedule began: with the first initial sync. Null: it has not begun.';
comment on column pairs.poll_ran_at is 'The last pass over Salesforce that was not a message; read_ran_at the last over the external side.';
comment on column pairs.next_scan_at is 'A comparison of everything is wanted from this instant: its cursor was too old to tell what was deleted.';
comment on column pairs.resync is 'At its next tick everything is synchronized again.';
comment on column pairs.next_consent_at is 'When opt-outs are looked for past what waits: a backlog, a pause, a first sync that was not approved yet.';
comment on column pairs.consent_from is 'Opt-outs in Salesforce before this instant were sent; consent_cursor is how far the external side was read for them.';
update pairs set activated_at = initial_synced_at where initial_synced_at is not null;
grant select (next_consent_at, next_scan_at) on pairs to bothways_system;

create table consent_records (
  org_id int not null,
  address_hmac bytea not null check (length(address_hmac) = 32),
  channel text collate "C" not null,
  pair_id int not null,
  sf_id text collate "C" not null,
  primary key (org_id, address_hmac, channel, pair_id, sf_id)
);
comment on table consent_records is 'Which records were seen with an address: an opt-out of it is about all of them. A record that has another address by now is looked at in vain.';
alter table consent_records enable row level security;
alter table consent_records force row level security;
create policy tenant on consent_records to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on consent_records to bothways;

alter table runs drop constraint runs_cause_check;
alter table runs add constraint runs_cause_check check (cause in ('notifications', 'poll', 'read', 'hints', 'initial', 'plan', 'reconcile', 'refresh', 'drift', 'undo', 'button', 'consent'));
