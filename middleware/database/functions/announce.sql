-- Commits, before the call, that these writes go out. Gives {free: [record keys], later: {record key: ISO instant}}: the
-- others are on the wire already, create a record that another write is creating, or were recorded meanwhile with a newer
-- state; of creates that may still land it is said when they can be looked up. `free` is null where all of them are.
drop function if exists announce(int, int, smallint, bigint, int, bigint, jsonb);
drop function if exists announce(int, int, smallint, bigint, int, bigint, jsonb, pg_snapshot);
drop function if exists announce(
  int, int, smallint, bigint, int, bigint, text[], text[], text[], text[], bigint[], text[], text[], boolean[],
  timestamptz[], timestamptz[], int[], text[], pg_snapshot, boolean);

-- Whether a row was last written by somebody whom this snapshot did not see yet. An xid is 32 bits of a longer number. A
-- snapshot knows no subtransactions: what this is asked of must never be written in one.
create or replace function written_after(p_xmin xid, p_snapshot pg_snapshot) returns boolean language sql stable as $$
  select p_snapshot is not null
    and not pg_visible_in_snapshot((pg_current_xact_id()::text::bigint - age(p_xmin))::text::xid8, p_snapshot)
$$;

-- One array a column, so that nothing is parsed twice; one that holds nothing may be null. p_sent: one document for all of them.
-- p_as_of: the snapshot that was taken before the records were read. What was recorded later, they don't show.
-- p_hopeful: writes them without asking whether one of them is on the wire already, for less than half the work. If one is,
-- that is a violation of a unique key, and the caller begins again without it.
create or replace function announce(
  p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_run bigint,
  p_keys text[], p_kinds text[], p_sf text[], p_ext text[], p_links bigint[], p_creates text[], p_partners text[], p_seen boolean[],
  p_stamps timestamptz[], p_ext_stamps timestamptz[], p_lands int[], p_sent json, p_as_of pg_snapshot, p_hopeful boolean)
-- Planned once a session, perhaps while the tables are still empty: a scan of a whole table would then be kept for ever.
returns jsonb language plpgsql set enable_seqscan = off as $$
declare
  v_free text[] := p_keys;
  v_partners_free text[] := '{}';
  v_put text[];
  v_gone operations[];
  v_outrun text[];
  v_all boolean;
  v_later jsonb;
  v_sent json[] := array(
    select case when json_typeof(one) <> 'null' then one end from json_array_elements(p_sent) with ordinality as s (one, n) order by n);
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  -- A create of this very record whose time is over: whoever announces it again has looked it up. Whoever read before it was
  -- uncertain knows nothing of it and waits its turn. Of one of another record the unique value is free then; what that record
  -- was made with stays known. What was announced as one, under both names, is over as one. Mostly there is none.
  if exists (select from operations where org_id = p_org and pair_id = p_pair and state = 'uncertain' and free_at <= now()) then
    with gone as (
      delete from operations o
      where o.org_id = p_org and o.pair_id = p_pair and o.state = 'uncertain' and o.free_at <= now() and not written_after(o.xmin, p_as_of)
        and (o.record_key in (select unnest(p_keys)) or exists (
          select from unnest(p_keys, p_partners, p_seen) as p (key, partner, seen)
          where p.partner = o.record_key and (p.seen or o.kind = 'link' and exists (
            select from operations t
            where t.org_id = p_org and t.pair_id = p_pair and t.record_key = p.key and t.state = 'uncertain' and t.free_at <= now()
              and t.lane = o.lane and t.fence = o.fence and t.sent_at = o.sent_at and not written_after(t.xmin, p_as_of)))))
      returning o
    )
    select array_agg(o) into v_gone from gone;
    update operations o set create_key = null
    where o.org_id = p_org and o.pair_id = p_pair and o.state = 'uncertain' and o.free_at <= now() and not written_after(o.xmin, p_as_of)
      and o.create_key in (select hashtextextended(c, 0) from unnest(p_creates) as c);
  end if;

  if p_hopeful then
    insert into operations (org_id, pair_id, record_key, create_key, kind, run_id, connection_id, lane, fence, free_at, sent)
    select p_org, p_pair, g.key, hashtextextended(g.create_key, 0), g.kind, p_run, p_connection, p_lane, p_fence,
      now() + g.lands_ms * interval '1 ms', g.sent
    from unnest(p_keys, p_creates, p_kinds, p_lands, v_sent) as g (key, create_key, kind, lands_ms, sent);
    v_all := true;
  else
    with sent as (
      insert into operations (org_id, pair_id, record_key, create_key, kind, run_id, connection_id, lane, fence, free_at, sent)
      select p_org, p_pair, g.key, hashtextextended(g.create_key, 0), g.kind, p_run, p_connection, p_lane, p_fence,
        now() + g.lands_ms * interval '1 ms', g.sent
      from unnest(p_keys, p_creates, p_kinds, p_lands, v_sent) as g (key, create_key, kind, lands_ms, sent)
      on conflict do nothing
      returning record_key
    )
    select coalesce(array_agg(record_key), '{}') into v_free from sent;
    v_all := cardinality(v_free) = cardinality(p_keys);
  end if;
  if p_partners is not null then
    -- Who makes a link writes about two records: the one outside may be on the wire under its own name. Where a create without an
    -- answer made one of them, both names go on to know what with.
    with partners as (
      insert into operations (org_id, pair_id, record_key, kind, run_id, connection_id, lane, fence, sent)
      select p_org, p_pair, g.key, 'link', p_run, p_connection, p_lane, p_fence, case when g.kind = 'made' then g.sent end
      from unnest(p_partners, p_kinds, v_sent) as g (key, kind, sent) where g.key is not null
      on conflict do nothing
      returning record_key
    )
    select coalesce(array_agg(record_key), '{}') into v_partners_free from partners;
    v_all := v_all and cardinality(v_partners_free) = (select count(g) from unnest(p_partners) as g);
  end if;

  -- A second statement, so that it sees what the lane before us committed: whoever read this record before that would now
  -- write an older state over a newer one, or link it a second time. Each side by its own index, record by record: an OR over
  -- both, a list, or a join without statistics, would read every link for every operation.
  select array_agg(key) into v_outrun from (
    select g.key from unnest(p_keys, p_sf, p_links, p_stamps) as g (key, sf_id, link_id, stamp)
    cross join lateral (
      select l.link_id, l.sf_stamp, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.sf_id = g.sf_id and l.state <> 2 limit 1) l
    where g.sf_id is not null and (l.sf_stamp > g.stamp or l.link_id is distinct from g.link_id or written_after(l.written, p_as_of))
    union all
    select g.key from unnest(p_keys, p_ext, p_links, p_ext_stamps) as g (key, ext_id, link_id, stamp)
    cross join lateral (
      select l.link_id, l.ext_stamp, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.ext_id = g.ext_id and l.state <> 2 limit 1) l
    where g.ext_id is not null and (l.ext_stamp > g.stamp or l.link_id is distinct from g.link_id or written_after(l.written, p_as_of))
  ) as faster;
  if v_all and v_outrun is null then
    return jsonb_build_object('free', null, 'later', '{}'::jsonb);
  end if;

  v_put := v_free || v_partners_free;
  select coalesce(array_agg(g.key), '{}') into v_free from unnest(p_keys, p_partners) as g (key, partner)
  where g.key in (select unnest(v_free)) and g.key not in (select unnest(v_outrun))
    and (g.partner is null or g.partner in (select unnest(v_partners_free)));

  -- Half an announcement is none.
  delete from operations o using unnest(v_put) as put (key)
  where o.org_id = p_org and o.pair_id = p_pair and o.record_key = put.key and put.key not in (
    select unnest(array[g.key, coalesce(g.partner, g.key)])
    from unnest(p_keys, p_partners) as g (key, partner) where g.key in (select unnest(v_free)));

  -- What a write was made with stays known as long as no other takes its place.
  insert into operations (org_id, pair_id, record_key, kind, run_id, connection_id, lane, fence, sent_at, state, free_at, sent)
  select o.org_id, o.pair_id, o.record_key, o.kind, o.run_id, o.connection_id, o.lane, o.fence, o.sent_at, o.state, o.free_at, o.sent
  from unnest(v_gone) as o
  where o.record_key in (
    select unnest(array[g.key, g.partner]) from unnest(p_keys, p_partners) as g (key, partner)
    where g.key <> all (v_free) and g.key <> all (coalesce(v_outrun, '{}')))
  on conflict do nothing;

  select coalesce(jsonb_object_agg(g.key, o.free_at), '{}') into v_later
  from (
    select key, key as name from unnest(p_keys) as key
    union all
    select key, partner from unnest(p_keys, p_partners) as g (key, partner) where partner is not null
  ) as g
  cross join lateral (
    select o.free_at from operations o
    where o.org_id = p_org and o.pair_id = p_pair and o.record_key = g.name and o.state = 'uncertain' and o.free_at > now() limit 1) o;
  return jsonb_build_object('free', to_jsonb(v_free), 'later', v_later);
end $$;

-- Takes back what this lane announced and will not hear of again: writes of nodes that are gone, or that were not sent.
-- A create that would make a second record when sent twice stays, uncertain, as long as the first may still land.
create or replace function clear_announced(p_org int, p_connection int, p_lane smallint, p_fence bigint)
returns int language plpgsql as $$
declare cleared int;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  -- So do writes of two-way lines, with what they sent: if they landed, nobody may take it for an edit.
  update operations set state = 'uncertain', free_at = coalesce(free_at, now())
  where org_id = p_org and connection_id = p_connection and lane = p_lane and fence <= p_fence and state = 'sent'
    and (free_at is not null or sent is not null);
  delete from operations
  where org_id = p_org and connection_id = p_connection and lane = p_lane and fence <= p_fence
    and (free_at is null or (state = 'uncertain' and free_at < now() - interval '1 day'));
  get diagnostics cleared = row_count;
  return cleared;
end $$;
