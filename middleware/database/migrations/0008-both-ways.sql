-- What syncing both ways needs: links that know both sides' last state, records that wait, are blocked or unlinked, and hints
-- about records of either side.

drop function announce(int, int, smallint, bigint, int, bigint, jsonb);
drop function clear_announced(int, int, smallint, bigint);
drop function record(int, int, smallint, bigint, jsonb);

alter table links
  add column ext_stamp timestamptz,
  add column created_at timestamptz not null default now(),
  add column retired_into bigint;
comment on column links.state is '0 live, 1 gone in Salesforce, 2 retired (history), 3 gone outside, 4 unlinked by hand: never linked again by a rule.';
comment on column links.retired_into is 'The link that took its place, after a merge or a conversion.';
drop index links_sf;
drop index links_ext;
create unique index links_sf on links (org_id, pair_id, sf_id) where state <> 2;
create unique index links_ext on links (org_id, pair_id, ext_id) where state <> 2;
create index links_retired on links (org_id, pair_id, sf_id) where state = 2;

alter table bases add column flags text not null default '';
comment on column bases.flags is 'One character a line: - nothing, e the external value is a filler, s the Salesforce value is one, w settling. Empty: all -.';

alter table inbox add column side text not null default 'salesforce' check (side in ('salesforce', 'external'));
comment on column inbox.side is 'Which side record_id is an id of.';

alter table pairs
  add column next_read_at timestamptz not null default 'infinity',
  add column ext_synced_at timestamptz;
comment on column pairs.ext_cursor is 'Where the connector reads on; its own text. Null: from the beginning.';
comment on column pairs.next_read_at is 'When the external side is read next.';

alter table runs drop constraint runs_cause_check;
alter table runs add constraint runs_cause_check check (cause in ('notifications', 'poll', 'read', 'hints', 'initial', 'plan', 'reconcile', 'refresh', 'drift', 'undo', 'button'));

alter table operations
  add column state text not null default 'sent' check (state in ('sent', 'uncertain')),
  add column free_at timestamptz;
comment on column operations.state is 'uncertain: its node died or its reply was lost, and the request may still land until free_at.';
comment on column operations.free_at is 'Creates that would make a second record when sent twice are not sent again, nor looked up, before.';

alter table outcomes alter column sf_id drop not null;
create index outcomes_external on outcomes (org_id, ext_id, at) where sf_id is null;

alter table issues alter column sf_id drop not null;
alter table issues add column record_key text collate "C";
-- Forced row-level security hides every row from the owner, who has no policy: nothing would be changed, and the next line fail.
alter table issues no force row level security;
update issues set record_key = sf_id;
alter table issues force row level security;
alter table issues alter column record_key set not null;
comment on column issues.record_key is 'The Salesforce id, or ext: and the external one where no Salesforce record is known.';
comment on column issues.state is '0 open, 1 resolved by a later run, 2 ignored by a person.';
drop index issues_open;
create unique index issues_open on issues (org_id, pair_id, record_key, line, code) where state = 0;

-- A child whose parent has no link yet. Recording the parent's link releases it.
create table waits (
  org_id int not null,
  pair_id int not null,
  record_key text collate "C" not null,
  side text not null,
  record_id text collate "C" not null,
  parent_pair int not null,
  parent_side text not null,
  parent_id text collate "C" not null,
  since timestamptz not null default now(),
  primary key (org_id, pair_id, record_key)
);
create index waits_parent on waits (org_id, parent_pair, parent_side, parent_id);

create table blocked (
  org_id int not null,
  pair_id int not null,
  side text not null,
  record_id text collate "C" not null,
  reason text not null,
  author text not null,
  at timestamptz not null default now(),
  primary key (org_id, pair_id, side, record_id)
);
comment on table blocked is 'Records that somebody took out of the sync.';

create table value_gaps (
  org_id int not null,
  pair_id int not null,
  line text not null,
  side text not null,
  value text not null,
  seen bigint not null default 1,
  last_at timestamptz not null default now(),
  primary key (org_id, pair_id, line, side, value)
);
comment on table value_gaps is 'Values that a line''s value map does not list, as they were seen.';

do $$
declare t text;
begin
  foreach t in array array['waits', 'blocked', 'value_gaps']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I to bothways
      using (org_id = nullif(current_setting('bothways.org', true), '')::int)
      with check (org_id = nullif(current_setting('bothways.org', true), '')::int)$p$, t);
    execute format('grant select, insert, update, delete on %I to bothways', t);
  end loop;
end $$;

grant select (next_read_at) on pairs to bothways_system;

