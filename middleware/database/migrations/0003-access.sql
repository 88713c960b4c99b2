-- Who may see what. The service's role sees one org at a time; the system's role sees where work waits, and no data.

do $$
declare t text;
begin
  foreach t in array array['orgs', 'connections', 'revisions', 'pairs', 'leases', 'budget', 'inbox', 'links', 'bases', 'runs',
    'operations', 'outcomes', 'outcome_sets', 'events', 'issues']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    -- nullif: after a transaction that set it, the setting is empty, not null.
    execute format($p$create policy tenant on %I to bothways
      using (org_id = nullif(current_setting('bothways.org', true), '')::int)
      with check (org_id = nullif(current_setting('bothways.org', true), '')::int)$p$, t);
    execute format('grant select, insert, update, delete on %I to bothways', t);
  end loop;
end $$;
grant usage on sequence org_ids to bothways;

create policy lookup on orgs for select to bothways_system using (true);
create policy lookup on connections for select to bothways_system using (true);
create policy lookup on pairs for select to bothways_system using (true);
create policy lookup on inbox for select to bothways_system using (true);
create policy lookup on runs for select to bothways_system using (true);
create policy lookup on leases for select to bothways_system using (true);
grant select (org_id, sf_org_id) on orgs to bothways_system;
grant select (org_id, connection_id, connector, name, state, token_hash) on connections to bothways_system;
grant select (org_id, connection_id, pair_id, next_poll_at) on pairs to bothways_system;
grant select (org_id, connection_id, lane, seq, state, next_at) on inbox to bothways_system;
grant select (org_id, connection_id, lane, cause, state) on runs to bothways_system;
grant select (org_id, connection_id, lane, node, until, not_before) on leases to bothways_system;

-- The lanes with something to do now. The caller's rights apply, so it shows nothing that its reader may not see.
create view due_work with (security_invoker = true) as
select c.org_id, c.connection_id, due.lane
from connections c
cross join lateral (
  select 2::smallint as lane
  where exists (select from inbox i where i.org_id = c.org_id and i.connection_id = c.connection_id and i.state = 0 and i.next_at <= now())
     or exists (select from pairs p where p.org_id = c.org_id and p.connection_id = c.connection_id and p.next_poll_at <= now())
  union all
  select 3::smallint
  where exists (select from runs r where r.org_id = c.org_id and r.connection_id = c.connection_id and r.cause = 'initial' and r.state = 'running')
) due
where c.state = 'active'
  and not exists (
    select from leases l
    where l.org_id = c.org_id and l.connection_id = c.connection_id and l.lane = due.lane
      and (l.until > now() or l.not_before > now())
  );
grant select on due_work to bothways_system;

-- Months of outcomes and events: this one and two ahead. Only the owner may create tables, so it is done on its behalf.
create function ensure_partitions() returns void
language plpgsql security definer set search_path = bothways, pg_temp as $$
declare
  parent text;
  month date;
begin
  perform pg_advisory_xact_lock(hashtext('bothways.partitions'));
  foreach parent in array array['outcomes', 'events'] loop
    for ahead in 0..2 loop
      month := date_trunc('month', now() at time zone 'utc')::date + make_interval(months => ahead);
      execute format(
        'create table if not exists %I partition of %I for values from (%L) to (%L)',
        parent || '_' || to_char(month, 'YYYYMM'), parent,
        month::timestamp at time zone 'utc', (month + interval '1 month') at time zone 'utc'
      );
    end loop;
  end loop;
end $$;
revoke execute on function ensure_partitions() from public;
grant execute on function ensure_partitions() to bothways_system;
