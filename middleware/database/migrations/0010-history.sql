-- What became of every record, kept long enough to be asked, and what a person answered.

alter table runs
  add column author text,
  add column undoes bigint;
comment on column runs.author is 'Who asked for it; null when the engine did by itself.';
comment on column runs.undoes is 'The run whose writes it takes back.';

alter table links
  add column how text,
  add column run_id bigint;
create index links_retired_ext on links (org_id, pair_id, ext_id) where state = 2;
comment on column links.how is 'Why the two are one: the match rule in words, created, by hand, merged, converted.';
comment on column links.run_id is 'The run that linked them; null of a link made by hand.';

alter table events
  add column kind text not null default 'written',
  add column how text,
  add column actor text,
  add column source_at timestamptz,
  alter column run_id drop not null;
comment on column events.kind is 'written: value_to over value_from on that side. Of the link itself, with an empty line: linked, merged, converted, unlinked, gone, restored, ended. accepted, retried: what a person said about a line.';
comment on column events.source_at is 'When the other side''s record was modified, whose value was written.';
comment on column events.actor is 'Who did it by hand; null when a run did.';

-- In the order they were told, so that pages go on where the last one ended.
create sequence outcome_seq;
grant usage on sequence outcome_seq to bothways;
alter table outcomes add column seq bigint not null default nextval('outcome_seq');
drop index outcomes_run;
create index outcomes_run on outcomes (org_id, run_id, bucket, seq);

alter table outcome_sets add column at timestamptz not null default now();

alter table issues
  add column choices jsonb,
  add column closed_by text;
comment on column issues.choices is 'Of a conflict: what each side holds, one of which a person accepts.';
comment on column issues.closed_by is 'Who ignored it.';
-- An ignored issue is the same issue when it is seen again.
drop index issues_open;
create unique index issues_open on issues (org_id, pair_id, record_key, line, code) where state <> 1;

create table answers (
  org_id int not null,
  answer_id bigint generated always as identity,
  pair_id int not null,
  record_key text collate "C" not null,
  line text not null,
  take text not null check (take in ('salesforce', 'external')),
  salesforce text,
  external text,
  author text not null,
  at timestamptz not null default now(),
  primary key (org_id, answer_id)
);
create unique index answers_line on answers (org_id, pair_id, record_key, line);
comment on table answers is 'Which side a person accepted in a conflict, and what both held then. The next merge of the record uses it up, committed with what it led to; when a value moved since it counts for nothing.';

alter table answers enable row level security;
alter table answers force row level security;
create policy tenant on answers to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on answers to bothways;

-- Months that are over for longer than this many days. Only the owner may drop tables. A reader that holds one makes it wait
-- for the next time rather than everybody behind it.
create function drop_partitions(p_days int) returns text[]
language plpgsql security definer set search_path = bothways, pg_temp as $$
declare
  part record;
  dropped text[] := '{}';
begin
  if p_days < 1 then raise exception 'history is kept for at least a day'; end if;
  perform pg_advisory_xact_lock(hashtext('bothways.partitions'));
  perform set_config('lock_timeout', '2s', true);
  for part in
    select c.relname as name, to_date(right(c.relname, 6), 'YYYYMM') as month
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('outcomes'::regclass, 'events'::regclass) and c.relname ~ '_\d{6}$'
  loop
    if (part.month + interval '1 month') at time zone 'utc' < now() - make_interval(days => p_days) then
      execute format('drop table %I', part.name);
      dropped := dropped || part.name::text;
    end if;
  end loop;
  return dropped;
end $$;
revoke execute on function drop_partitions(int) from public;
grant execute on function drop_partitions(int) to bothways_system;
