-- Records creates that have nothing to tell but that they were made: links, bases and outcomes of all of them at once, out of
-- pg_temp.made_records, which the caller filled in this transaction. It keeps the promises of record(): the lane is held, the
-- database has the last word on one to one, what is recorded is off the wire, who waited for it is released.
-- Gives the keys of those that it did not record: not announced by this lane, or one of the two linked meanwhile. They are
-- for record() to judge, in the same transaction.
create or replace function record_made(p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_rev int, p_run bigint)
-- Planned by the rows there are: a plan that was kept from a batch of ten reads thousands row by row.
returns text[] language plpgsql set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  v_keys text[];
  v_sf text[];
  v_ext text[];
  v_left text[];
  v_troubled boolean;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  v_troubled := exists (select from issues where org_id = p_org and pair_id = p_pair and state <> 1);
  -- See record(): who waits for a parent and who links one see each other.
  perform pg_advisory_xact_lock_shared(p_org, p_pair);
  with announced as materialized (
    select o.record_key from operations o
    where o.org_id = p_org and o.pair_id = p_pair and o.lane = p_lane and o.fence = p_fence and o.state = 'sent'
  ), given as materialized (
    select * from pg_temp.made_records g where (g.key in (select record_key from announced)) is true
      -- What was said of the record outside before it had a link may have been news: record() has it looked at again.
      and not (v_troubled and exists (
        select from issues i
        where i.org_id = p_org and i.pair_id = p_pair and i.record_key = 'ext:' || g.ext_id and i.state <> 1))
  ), made as (
    insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, ext_stamp, rev, how, run_id)
    select p_org, p_pair, sf_id, ext_id, hash_array_extended(salesforce, p_rev), hash_array_extended(external, p_rev), stamp, ext_stamp, p_rev,
      coalesce(how, 'created'), p_run
    from given
    on conflict do nothing
    returning link_id, sf_id
  ), ended as materialized (
    select m.link_id, g.* from made m join given g on g.sf_id = m.sf_id
  ), kept as (
    insert into bases (org_id, pair_id, link_id, salesforce, external, flags)
    select p_org, p_pair, link_id, salesforce, external, flags from ended
  ), told as (
    insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket)
    select p_org, p_run, p_pair, link_id, sf_id, ext_id, 'created' from ended
  )
  select coalesce(array_agg(key), '{}'), coalesce(array_agg(sf_id), '{}'), coalesce(array_agg(ext_id), '{}')
  into v_keys, v_sf, v_ext from ended;

  delete from operations o
  where o.org_id = p_org and o.pair_id = p_pair and o.record_key = any (v_keys) and o.lane = p_lane and o.fence = p_fence;
  if v_troubled and not exists (select from runs where org_id = p_org and run_id = p_run and cause = 'undo') then
    update issues i set state = 1, last_at = now()
    where i.org_id = p_org and i.pair_id = p_pair and i.state <> 1 and i.record_key = any (v_keys);
  end if;
  if exists (select from waits where org_id = p_org) then
    delete from waits w where w.org_id = p_org and w.pair_id = p_pair
      and w.record_key = any (v_keys || (select array_agg('ext:' || e) from unnest(v_ext) as e));
    perform release_waits(p_org, p_connection, p_pair, v_sf || v_ext, '{}');
  end if;
  if cardinality(v_keys) > 0 then
    update runs set counters = add_counters(counters, jsonb_build_object('created', cardinality(v_keys)))
    where org_id = p_org and run_id = p_run;
  end if;
  select coalesce(array_agg(key), '{}') into v_left from pg_temp.made_records where key <> all (v_keys);
  return v_left;
end $$;
