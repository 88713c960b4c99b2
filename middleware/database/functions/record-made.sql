-- Records creates that have nothing to tell but that they were made: links, bases and outcomes of all of them at once, out of
-- pg_temp.made_records, which the caller filled in this transaction. It keeps the promises of record(): the lane is held, the
-- database has the last word on one to one, what is recorded is off the wire, who waited for it is released.
-- Gives the keys of those that it did not record: not announced by this lane, or one of the two linked meanwhile. They are
-- for record() to judge, in the same transaction.
-- p_hopeful: writes all of them without asking whether one was linked meanwhile, for about half the work. If one was, that is a
-- violation of a unique key; if one was not announced, it raises BW002. Then the caller begins a new transaction without it. No
-- block here may catch that: what a subtransaction wrote, written_after() can't tell.
drop function if exists record_made(int, int, smallint, bigint, int, int, bigint);
create or replace function record_made(
  p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_rev int, p_run bigint, p_hopeful boolean)
-- Planned by the rows there are: a plan that was kept from a batch of ten reads thousands row by row.
returns text[] language plpgsql set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  v_keys text[];
  v_sf text[];
  v_ext text[];
  v_left text[];
  v_troubled boolean;
  v_awaited boolean;
  v_made bigint;
  v_landed bigint;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  -- By a list of keys: joined without statistics, every open issue is compared with every record.
  v_troubled := exists (select from issues where org_id = p_org and pair_id = p_pair and state <> 1) and exists (
    select from issues
    where org_id = p_org and pair_id = p_pair and state <> 1
      and record_key = any (array(select key from pg_temp.made_records union all select 'ext:' || ext_id from pg_temp.made_records)));
  -- See record(): who waits for a parent and who links one see each other.
  perform pg_advisory_xact_lock_shared(p_org, p_pair);
  v_awaited := exists (select from waits where org_id = p_org);
  if p_hopeful and not v_troubled then
    -- Their link ids came with them, so that nothing is sought by another key, nor kept between one table and the next.
    insert into links (org_id, pair_id, link_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, ext_stamp, rev, how, run_id)
    overriding system value
    select p_org, p_pair, link_id, sf_id, ext_id, hash_array_extended(salesforce, p_rev), hash_array_extended(external, p_rev),
      stamp::timestamptz, ext_stamp::timestamptz, p_rev, coalesce(how, 'created'), p_run
    from pg_temp.made_records;
    get diagnostics v_made = row_count;
    insert into bases (org_id, pair_id, link_id, salesforce, external, flags)
    select p_org, p_pair, link_id, salesforce, external, flags from pg_temp.made_records;
    insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket)
    select p_org, p_run, p_pair, link_id, sf_id, ext_id, 'created' from pg_temp.made_records;
    -- By a list as well: joined to a table whose statistics are of a moment when it was empty, each is sought among all of them.
    delete from operations o
    where o.org_id = p_org and o.pair_id = p_pair and o.record_key = any (array(select key from pg_temp.made_records))
      and o.lane = p_lane and o.fence = p_fence and o.state = 'sent';
    get diagnostics v_landed = row_count;
    if v_landed <> v_made then
      raise exception '% of % creates were announced', v_landed, v_made using errcode = 'BW002';
    end if;
    if v_awaited then
      select array_agg(key), array_agg(sf_id), array_agg(ext_id) into v_keys, v_sf, v_ext from pg_temp.made_records;
    end if;
  else
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
      insert into links (org_id, pair_id, link_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, ext_stamp, rev, how, run_id)
      overriding system value
      select p_org, p_pair, link_id, sf_id, ext_id, hash_array_extended(salesforce, p_rev), hash_array_extended(external, p_rev),
        stamp::timestamptz, ext_stamp::timestamptz, p_rev, coalesce(how, 'created'), p_run
      from given
      on conflict do nothing
      returning sf_id
    ), ended as materialized (
      select g.* from made m join given g on g.sf_id = m.sf_id
    ), kept as (
      insert into bases (org_id, pair_id, link_id, salesforce, external, flags)
      select p_org, p_pair, link_id, salesforce, external, flags from ended
    ), told as (
      insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket)
      select p_org, p_run, p_pair, link_id, sf_id, ext_id, 'created' from ended
    )
    select coalesce(array_agg(key), '{}'), coalesce(array_agg(sf_id), '{}'), coalesce(array_agg(ext_id), '{}')
    into v_keys, v_sf, v_ext from ended;
    v_made := cardinality(v_keys);

    delete from operations o
    where o.org_id = p_org and o.pair_id = p_pair and o.record_key = any (v_keys) and o.lane = p_lane and o.fence = p_fence;
    if v_troubled and not exists (select from runs where org_id = p_org and run_id = p_run and cause = 'undo') then
      update issues i set state = 1, last_at = now()
      where i.org_id = p_org and i.pair_id = p_pair and i.state <> 1 and i.record_key = any (v_keys);
    end if;
  end if;
  if v_awaited then
    delete from waits w where w.org_id = p_org and w.pair_id = p_pair
      and w.record_key = any (v_keys || (select array_agg('ext:' || e) from unnest(v_ext) as e));
    perform release_waits(p_org, p_connection, p_pair, v_sf || v_ext, '{}');
  end if;
  if v_made > 0 then
    update runs set counters = add_counters(counters, jsonb_build_object('created', v_made))
    where org_id = p_org and run_id = p_run;
  end if;
  if p_hopeful and not v_troubled then
    return '{}';
  end if;
  select coalesce(array_agg(key), '{}') into v_left from pg_temp.made_records where key not in (select unnest(v_keys));
  return v_left;
end $$;
