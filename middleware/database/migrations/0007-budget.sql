-- What the admin says of a connection's calls and times, and the limits of vendors that all nodes keep together.

alter table connections add column rules jsonb not null default '{}';
comment on column connections.rules is 'Cap, reserve, quiet hours, zone and schedule, as sync/rules.ts reads them; what is missing has its default.';

create table call_slots (
  org_id int not null,
  scope text collate "C" not null,
  node text collate "C" not null,
  held int not null,
  until timestamptz not null,
  primary key (org_id, scope, node)
);
comment on table call_slots is 'How many calls at a time a node may have under way where a vendor limits them; free again at until, should the node be gone.';
alter table call_slots enable row level security;
alter table call_slots force row level security;
create policy tenant on call_slots to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on call_slots to bothways;

-- One node at a time decides on a scope: a sum over rows can't be guarded by a row's lock.
create function hold_scope(p_org int, p_scope text) returns void language plpgsql as $$
begin
  perform set_config('bothways.org', p_org::text, true);
  perform pg_advisory_xact_lock(hashtextextended('bothways.budget ' || p_org || ' ' || p_scope, 0));
end $$;

-- Leases up to p_wanted calls, so that in any p_per_ms never more than p_max are made. They are good until the end of their
-- slice (leftMs). A slice counts for two slices longer than the vendor counts it: calls leased at its end arrive later.
-- waitMs, where nothing was granted: until the oldest slice comes free.
create function lease_calls(p_org int, p_scope text, p_wanted int, p_max int, p_per_ms bigint, p_slice_ms bigint)
returns jsonb language plpgsql as $$
declare
  v_now bigint;
  v_slice bigint;
  v_kept_ms bigint := p_per_ms + 2 * p_slice_ms;
  v_used bigint;
  v_oldest timestamptz;
  v_granted int;
begin
  perform hold_scope(p_org, p_scope);
  -- After the lock: who waited for it is in another slice, perhaps.
  v_now := epoch_ms(clock_timestamp());
  v_slice := v_now - v_now % p_slice_ms;
  delete from budget where org_id = p_org and scope = p_scope and window_start <= to_timestamp((v_slice - v_kept_ms) / 1000.0);
  select coalesce(sum(used), 0), min(window_start) filter (where used > 0) into v_used, v_oldest
  from budget where org_id = p_org and scope = p_scope;
  v_granted := greatest(0, least(p_wanted, p_max - v_used));
  if v_granted > 0 then
    insert into budget (org_id, scope, window_start, used) values (p_org, p_scope, to_timestamp(v_slice / 1000.0), v_granted)
    on conflict (org_id, scope, window_start) do update set used = budget.used + excluded.used;
  end if;
  return jsonb_build_object('granted', v_granted, 'slice', v_slice, 'leftMs', v_slice + p_slice_ms - v_now,
    'waitMs', case when v_granted > 0 then 0 else greatest(p_slice_ms, coalesce(epoch_ms(v_oldest) + v_kept_ms - v_now, p_per_ms)) end);
end $$;

-- Calls that were leased in this slice and not made.
create function return_calls(p_org int, p_scope text, p_slice bigint, p_calls int) returns void language plpgsql as $$
begin
  perform hold_scope(p_org, p_scope);
  update budget set used = greatest(0, used - p_calls)
  where org_id = p_org and scope = p_scope and window_start = to_timestamp(p_slice / 1000.0);
end $$;

-- Gives the node up to p_wanted of the scope's p_max slots for p_ms, of all together never more than p_max. Nodes that want
-- slots at once share them evenly; p_busy are in use and stay. Wanting none gives them back.
create function take_slots(p_org int, p_scope text, p_node text, p_wanted int, p_busy int, p_max int, p_ms bigint)
returns int language plpgsql as $$
declare
  v_others int;
  v_nodes int;
  v_held int;
begin
  perform hold_scope(p_org, p_scope);
  delete from call_slots
  where org_id = p_org and scope = p_scope and (until <= clock_timestamp() or (node = p_node and p_wanted = 0 and p_busy = 0));
  if p_wanted = 0 and p_busy = 0 then
    return 0;
  end if;
  select coalesce(sum(held), 0), count(*) + 1 into v_others, v_nodes
  from call_slots where org_id = p_org and scope = p_scope and node <> p_node;
  v_held := least(greatest(p_busy, least(p_wanted, ceil(p_max::numeric / v_nodes)::int)), greatest(0, p_max - v_others));
  insert into call_slots (org_id, scope, node, held, until)
  values (p_org, p_scope, p_node, v_held, clock_timestamp() + p_ms * interval '1 ms')
  on conflict (org_id, scope, node) do update set held = excluded.held, until = excluded.until;
  return v_held;
end $$;

-- Counts up to p_wanted records of a day, of which p_cap are allowed (null: any number); gives how many may go now.
create function take_records(p_org int, p_scope text, p_day timestamptz, p_wanted int, p_cap int)
returns int language plpgsql as $$
declare
  v_used bigint;
  v_granted int;
begin
  perform set_config('bothways.org', p_org::text, true);
  insert into budget (org_id, scope, window_start, used) values (p_org, p_scope, p_day, 0) on conflict do nothing;
  select used into v_used from budget where org_id = p_org and scope = p_scope and window_start = p_day for update;
  v_granted := case when p_cap is null then p_wanted else greatest(0, least(p_wanted, p_cap - v_used)) end;
  update budget set used = used + v_granted, limit_max = p_cap
  where org_id = p_org and scope = p_scope and window_start = p_day;
  return v_granted;
end $$;
