-- Records skips of records without a link that have nothing to tell but why: outcomes of all of them at once. It keeps the
-- promises of record(): the lane is held, and what is known of a record is not passed over.
-- Gives the keys of those that it did not record: something of them is on the wire, or open, or one of the two was linked after
-- p_as_of. They are for record() to judge, in the same transaction; as are all of them while somebody waits for a record.
create or replace function record_skipped(
  p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_run bigint,
  p_keys text[], p_sf text[], p_ext text[], p_codes text[], p_as_of pg_snapshot)
-- Planned by the rows there are.
returns text[] language plpgsql set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  v_names text[] := p_keys || array(select 'ext:' || e from unnest(p_ext) as e where e is not null);
  v_known text[];
  v_sf text[];
  v_ext text[];
  v_left text[];
  v_told bigint;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  -- See record(): who waits for a parent and who tells of one see each other.
  perform pg_advisory_xact_lock_shared(p_org, p_pair);
  if exists (select from waits where org_id = p_org) then
    return p_keys;
  end if;
  -- By lists: joined without statistics, everything there is would be compared with every record.
  v_known := array(
    select o.record_key from operations o where o.org_id = p_org and o.pair_id = p_pair and o.record_key = any (v_names)
    union all
    select i.record_key from issues i where i.org_id = p_org and i.pair_id = p_pair and i.state <> 1 and i.record_key = any (v_names));
  -- Record by record: a list would read every link while there are no statistics.
  v_sf := array(
    select l.sf_id from unnest(p_sf) as g (sf_id) cross join lateral (
      select l.sf_id, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.sf_id = g.sf_id and l.state <> 2 limit 1) l
    where written_after(l.written, p_as_of));
  v_ext := array(
    select l.ext_id from unnest(p_ext) as g (ext_id) cross join lateral (
      select l.ext_id, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.ext_id = g.ext_id and l.state <> 2 limit 1) l
    where g.ext_id is not null and written_after(l.written, p_as_of));
  v_left := array(
    select g.key from unnest(p_keys, p_sf, p_ext) as g (key, sf_id, ext_id)
    where g.key = any (v_known) or 'ext:' || g.ext_id = any (v_known) or g.sf_id = any (v_sf) or g.ext_id = any (v_ext));

  insert into outcomes (org_id, run_id, pair_id, sf_id, ext_id, bucket, code)
  select p_org, p_run, p_pair, g.sf_id, g.ext_id, 'skipped', g.code
  from unnest(p_keys, p_sf, p_ext, p_codes) as g (key, sf_id, ext_id, code) where g.key <> all (v_left);
  get diagnostics v_told = row_count;
  update runs set counters = add_counters(counters, jsonb_build_object('skipped', v_told)) where org_id = p_org and run_id = p_run and v_told > 0;
  return v_left;
end $$;
