-- Full scans of one side: rows lie in an unlogged table staging.s_<run>_<side>, and what may be believed of them here.
-- COPY refuses tables with row-level security, so schema staging has none; the service's role alone may read it.

create table scans (
  org_id int not null,
  run_id bigint not null,
  side text not null check (side in ('salesforce', 'external')),
  pair_id int not null,
  rev int not null,
  table_name text collate "C" not null,
  fields text[] not null,
  repeats boolean not null default false,
  state text not null default 'staging' check (state in ('staging', 'sealed', 'compared', 'void', 'done')),
  source text collate "C",
  columns text[],
  pages int not null default 0,
  page_cursor text collate "C",
  staged_rows bigint not null default 0,
  expected_rows bigint,
  last_n bigint,
  different_rows bigint,
  missing_rows bigint,
  unchanged_rows bigint,
  began_at timestamptz not null default now(),
  sealed_at timestamptz,
  primary key (org_id, run_id, side)
);
comment on table scans is 'What an unlogged staging table must hold to be believed: a database crash empties it, and then it looks like a complete, empty scan.';
comment on column scans.fields is 'Names of the columns f1 … fn: Salesforce field paths, or the names of mapped lines.';
comment on column scans.columns is 'Which of them the source brought; null before the first page. The others are unknown, never blank.';
comment on column scans.source is 'What the pages come from: the id of a bulk query.';
comment on column scans.repeats is 'Pages overlap, so a record may be staged twice; the last one counts.';
comment on column scans.last_n is 'The last row when it was sealed; unlogged tables are emptied as a whole or not at all.';

alter table scans enable row level security;
alter table scans force row level security;
create policy tenant on scans to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on scans to bothways;

-- The sweeper asks, across orgs, whose run is over.
create policy lookup on scans for select to bothways_system using (true);
grant select (org_id, run_id, side, state, table_name) on scans to bothways_system;
grant select (run_id) on runs to bothways_system;

-- A link made or changed while a scan runs can be missing from it without being gone.
alter table links add touched_at timestamptz not null default now();
comment on column links.touched_at is 'When the link was made or last changed, kept by a trigger: whoever writes links can not forget it.';
create function touch() returns trigger language plpgsql as $$
begin
  new.touched_at := now();
  return new;
end $$;
create trigger links_touched before update on links for each row execute function touch();
