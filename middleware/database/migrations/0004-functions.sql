-- The three statements that decide throughput. Each sets its org, so one round trip is one transaction.

-- Stores notifications; each is kept once, however often it comes. Gives the number of new ones.
create function accept_notifications(p_org int, p_connection int, p_ids text[], p_objects text[], p_records text[])
returns int language plpgsql as $$
declare stored int;
begin
  perform set_config('bothways.org', p_org::text, true);
  insert into inbox (org_id, connection_id, notification_id, object, record_id)
  select p_org, p_connection, n.id, n.object, n.record
  from unnest(p_ids, p_objects, p_records) as n (id, object, record)
  on conflict do nothing;
  get diagnostics stored = row_count;
  return stored;
end $$;

-- Commits, before the call, that these writes go out. Gives the records that are free; the others are on the wire
-- already, create a record that another write is creating, or were recorded meanwhile with a newer state.
create function announce(p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_run bigint, p_operations jsonb)
returns text[] language plpgsql as $$
declare free text[];
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  with sent as (
    insert into operations (org_id, pair_id, record_key, create_key, kind, run_id, connection_id, lane, fence)
    select p_org, p_pair, o.record_key, hashtextextended(o.create_key, 0), o.kind, p_run, p_connection, p_lane, p_fence
    from jsonb_to_recordset(p_operations) as o (record_key text, create_key text, kind text)
    on conflict do nothing
    returning record_key
  )
  select coalesce(array_agg(record_key), '{}') into free from sent;

  -- A second statement, so that it sees what the lane before us committed: whoever read this record before that would now
  -- write an older state over a newer one, or link it a second time.
  with outrun as (
    delete from operations o
    using links l, jsonb_to_recordset(p_operations) as g (record_key text, stamp timestamptz, linked boolean)
    where o.org_id = p_org and o.pair_id = p_pair and o.record_key = g.record_key and o.record_key = any (free)
      and l.org_id = p_org and l.pair_id = p_pair and l.sf_id = g.record_key and l.state < 2
      and (l.sf_stamp > g.stamp or not g.linked)
    returning o.record_key
  )
  select coalesce(array_agg(f), '{}') into free from unnest(free) as f where f not in (select record_key from outrun);
  return free;
end $$;

-- Takes back what this lane announced and will not hear of again: writes of nodes that are gone, or that were not sent.
create function clear_announced(p_org int, p_connection int, p_lane smallint, p_fence bigint)
returns int language plpgsql as $$
declare cleared int;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  delete from operations where org_id = p_org and connection_id = p_connection and lane = p_lane and fence <= p_fence;
  get diagnostics cleared = row_count;
  return cleared;
end $$;

-- A transaction that calls this commits only while the caller's lease is its own.
create function hold_fence(p_org int, p_connection int, p_lane smallint, p_fence bigint)
returns void language plpgsql as $$
begin
  perform set_config('bothways.org', p_org::text, true);
  perform from leases
  where org_id = p_org and connection_id = p_connection and lane = p_lane and fence = p_fence and node is not null
  for share;
  if not found then
    raise exception 'another node holds lane % of connection %', p_lane, p_connection using errcode = 'BW001';
  end if;
end $$;

create function add_counters(a jsonb, b jsonb) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, coalesce((a ->> key)::bigint, 0) + coalesce((b ->> key)::bigint, 0)), '{}')
  from (select jsonb_object_keys(a) union select jsonb_object_keys(b)) as names (key)
$$;

-- The one writer of links, bases, outcomes, events and issues. Everything a batch leads to is committed here at once.
-- p_batch: {pair, rev, run, records: [...], done: [inbox seq], checkpoint: {...}}; the shape is RecordBatch in sync/record.ts.
-- Gives what was counted, by bucket.
create function record(p_org int, p_connection int, p_lane smallint, p_fence bigint, p_batch jsonb)
returns jsonb language plpgsql as $$
declare
  v_pair int := (p_batch ->> 'pair')::int;
  v_rev int := (p_batch ->> 'rev')::int;
  v_run bigint := (p_batch ->> 'run')::bigint;
  v_point jsonb := p_batch -> 'checkpoint';
  v_counted jsonb;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);

  with given as materialized (
    select * from jsonb_to_recordset(p_batch -> 'records') as r (
      sf_id text, ext_id text, link_id bigint, stamp timestamptz, state smallint,
      salesforce text[], external text[],
      bucket text, code text, detail jsonb, changes jsonb, issues jsonb, retry jsonb)
  ), made as (
    insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, rev)
    select p_org, v_pair, sf_id, ext_id, hash_array_extended(salesforce, v_rev), hash_array_extended(external, v_rev), stamp, v_rev
    from given where link_id is null and ext_id is not null and salesforce is not null
    on conflict do nothing
    returning link_id, sf_id
  ), touched as (
    update links l
    set sf_stamp = coalesce(g.stamp, l.sf_stamp), state = g.state, rev = case when g.salesforce is null then l.rev else v_rev end,
        sf_hash = case when g.salesforce is null then l.sf_hash else hash_array_extended(g.salesforce, v_rev) end,
        ext_hash = case when g.external is null then l.ext_hash else hash_array_extended(g.external, v_rev) end
    from given g
    where l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id and g.state is not null
  ), judged as materialized (
    select g.*, coalesce(g.link_id, m.link_id) as link,
      -- The database has the last word on one to one: somebody linked this external record meanwhile.
      g.ext_id is not null and g.salesforce is not null and coalesce(g.link_id, m.link_id) is null as refused
    from given g left join made m using (sf_id)
  ), ended as materialized (
    select j.*, case when refused then 'held' else bucket end as final from judged j
  ), kept as (
    insert into bases (org_id, pair_id, link_id, salesforce, external)
    select p_org, v_pair, link, salesforce, external from ended where link is not null and salesforce is not null
    on conflict (org_id, pair_id, link_id) do update set salesforce = excluded.salesforce, external = excluded.external
    where (bases.salesforce, bases.external) is distinct from (excluded.salesforce, excluded.external)
  ), told as (
    insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket, code, detail)
    select p_org, v_run, v_pair, link, sf_id, ext_id, final, case when refused then 'link-taken' else code end, detail
    from ended where final <> 'unchanged'
  ), told_short as (
    insert into outcome_sets (org_id, run_id, bucket, link_ids)
    select p_org, v_run, final, array_agg(link) from ended where final = 'unchanged' and link is not null group by final
  ), written as (
    insert into events (org_id, pair_id, link_id, line, side, value_from, value_to, run_id)
    select p_org, v_pair, e.link, c.line, 'external', c.value_from, c.value_to, v_run
    from ended e, jsonb_to_recordset(e.changes) as c (line text, value_from text, value_to text)
    where e.link is not null
  ), landed as (
    delete from operations o using given g
    where o.org_id = p_org and o.pair_id = v_pair and o.record_key = g.sf_id and o.lane = p_lane and o.fence = p_fence
  ), raised as (
    insert into issues (org_id, connection_id, pair_id, sf_id, ext_id, line, code, message, candidates, run_id)
    select p_org, p_connection, v_pair, e.sf_id, e.ext_id, i.line, i.code, i.message, i.candidates, v_run
    from ended e, jsonb_to_recordset(e.issues) as i (line text, code text, message text, candidates jsonb)
    union all
    select p_org, p_connection, v_pair, e.sf_id, e.ext_id, '', 'link-taken',
      'The external record ' || e.ext_id || ' is linked to another Salesforce record already. Merge the two, or change the value they are matched by.', null, v_run
    from ended e where refused
    on conflict (org_id, pair_id, sf_id, line, code) where state = 0
    do update set seen = issues.seen + 1, last_at = now(), message = excluded.message, candidates = excluded.candidates, run_id = excluded.run_id
  ), settled as (
    -- What this run did not find again is over.
    update issues i set state = 1, last_at = now()
    from ended e
    where i.org_id = p_org and i.pair_id = v_pair and i.sf_id = e.sf_id and i.state = 0
      and not (e.refused and i.code = 'link-taken') and e.final <> 'failed' and e.final <> 'deferred'
      and not exists (
        select from jsonb_to_recordset(e.issues) as n (line text, code text) where n.line = i.line and n.code = i.code)
  ), later as (
    insert into inbox (org_id, connection_id, notification_id, object, record_id, lane, tries, next_at)
    select p_org, p_connection, 'retry:' || v_pair || ':' || e.sf_id, p.sf_object, e.sf_id, p_lane,
      (e.retry ->> 'tries')::smallint, (e.retry ->> 'at')::timestamptz
    from ended e join pairs p on p.org_id = p_org and p.pair_id = v_pair
    where e.retry is not null
    on conflict (org_id, connection_id, notification_id)
    do update set state = 0, tries = excluded.tries, next_at = excluded.next_at
  ), closed as (
    update inbox set state = 1
    where org_id = p_org and connection_id = p_connection and state = 0
      and seq in (select jsonb_array_elements_text(p_batch -> 'done')::bigint)
      and notification_id not in (select 'retry:' || v_pair || ':' || sf_id from given where retry is not null)
  )
  select coalesce(jsonb_object_agg(final, n), '{}') into v_counted
  from (select final, count(*) as n from ended group by final) as c;

  update runs set counters = add_counters(counters, v_counted),
    page_cursor = coalesce(v_point ->> 'runPage', page_cursor),
    state = coalesce(v_point ->> 'runState', state),
    ended_at = case when v_point ->> 'runState' is null then ended_at else now() end
  where org_id = p_org and run_id = v_run;

  if v_point ? 'poll' then
    update pairs set
      sf_cursor = coalesce((v_point -> 'poll' ->> 'cursor')::timestamptz, sf_cursor),
      scan_to = (v_point -> 'poll' ->> 'scanTo')::timestamptz,
      page_stamp = (v_point -> 'poll' ->> 'pageStamp')::timestamptz,
      page_id = v_point -> 'poll' ->> 'pageId',
      next_poll_at = coalesce((v_point -> 'poll' ->> 'nextAt')::timestamptz, next_poll_at)
    where org_id = p_org and pair_id = v_pair;
  end if;
  if v_point ->> 'runState' = 'done' and v_point ? 'initial' then
    update pairs set initial_synced_at = now() where org_id = p_org and pair_id = v_pair;
  end if;
  return v_counted;
end $$;
