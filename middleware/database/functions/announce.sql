-- Commits, before the call, that these writes go out. Gives {free: [record keys], later: {record key: ISO instant}}: the
-- others are on the wire already, create a record that another write is creating, or were recorded meanwhile with a newer
-- state; of creates that may still land it is said when they can be looked up.
drop function if exists announce(int, int, smallint, bigint, int, bigint, jsonb);

-- Whether a row was last written by somebody whom this snapshot did not see yet. An xid is 32 bits of a longer number.
create or replace function written_after(p_xmin xid, p_snapshot pg_snapshot) returns boolean language sql stable as $$
  select p_snapshot is not null
    and not pg_visible_in_snapshot((pg_current_xact_id()::text::bigint - age(p_xmin))::text::xid8, p_snapshot)
$$;

-- p_as_of: the snapshot that was taken before the records were read. What was recorded later, they don't show.
create or replace function announce(
  p_org int, p_connection int, p_lane smallint, p_fence bigint, p_pair int, p_run bigint, p_operations jsonb, p_as_of pg_snapshot default null)
-- Planned once a session, perhaps while the tables are still empty: a scan of a whole table would then be kept for ever.
returns jsonb language plpgsql set enable_seqscan = off as $$
declare
  free text[];
  partners_free text[];
  put text[];
  later jsonb;
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  -- A create of this very record, or with its unique value, whose time is over: whoever announces it again has looked it up.
  -- Whoever read before it was uncertain knows nothing of it and waits its turn.
  delete from operations o using jsonb_to_recordset(p_operations) as g (record_key text, create_key text, partner_key text, partner_seen boolean)
  where o.org_id = p_org and o.pair_id = p_pair
    and (o.record_key = g.record_key or o.create_key = hashtextextended(g.create_key, 0) or (g.partner_seen and o.record_key = g.partner_key))
    and o.state = 'uncertain' and o.free_at <= now() and not written_after(o.xmin, p_as_of);
  with sent as (
    insert into operations (org_id, pair_id, record_key, create_key, kind, run_id, connection_id, lane, fence, free_at, sent)
    select p_org, p_pair, g.record_key, hashtextextended(g.create_key, 0), g.kind, p_run, p_connection, p_lane, p_fence,
      now() + g.lands_ms * interval '1 ms', nullif(g.sent, 'null'::jsonb)
    from jsonb_to_recordset(p_operations) as g (record_key text, create_key text, kind text, lands_ms int, sent jsonb)
    on conflict do nothing
    returning record_key
  ), partners as (
    -- Who makes a link writes about two records: the one outside may be on the wire under its own name.
    insert into operations (org_id, pair_id, record_key, kind, run_id, connection_id, lane, fence)
    select p_org, p_pair, g.partner_key, 'link', p_run, p_connection, p_lane, p_fence
    from jsonb_to_recordset(p_operations) as g (partner_key text)
    where g.partner_key is not null
    on conflict do nothing
    returning record_key
  )
  select coalesce((select array_agg(record_key) from sent), '{}'), coalesce((select array_agg(record_key) from partners), '{}')
  into free, partners_free;
  put := free || partners_free;

  -- A second statement, so that it sees what the lane before us committed: whoever read this record before that would now
  -- write an older state over a newer one, or link it a second time.
  with given as materialized (
    select * from jsonb_to_recordset(p_operations) as g (record_key text, sf_id text, ext_id text, stamp timestamptz, ext_stamp timestamptz, link_id bigint, partner_key text)
  ), faster as (
    -- Each side by its own index, record by record: an OR over both, or a join without statistics, would read every link for
    -- every operation.
    select g.record_key from given g cross join lateral (
      select l.link_id, l.sf_stamp, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.sf_id = g.sf_id and l.state <> 2 limit 1) l
    where l.sf_stamp > g.stamp or l.link_id is distinct from g.link_id or written_after(l.written, p_as_of)
    union
    select g.record_key from given g cross join lateral (
      select l.link_id, l.ext_stamp, l.xmin as written from links l
      where l.org_id = p_org and l.pair_id = p_pair and l.ext_id = g.ext_id and l.state <> 2 limit 1) l
    where l.ext_stamp > g.ext_stamp or l.link_id is distinct from g.link_id or written_after(l.written, p_as_of)
  )
  select coalesce(array_agg(g.record_key), '{}') into free from given g
  where g.record_key = any (free) and g.record_key not in (select record_key from faster)
    and (g.partner_key is null or g.partner_key = any (partners_free));

  -- Half an announcement is none.
  if cardinality(free) < jsonb_array_length(p_operations) then
    delete from operations o
    where o.org_id = p_org and o.pair_id = p_pair and o.record_key = any (put) and o.record_key not in (
      select unnest(array[g.record_key, coalesce(g.partner_key, g.record_key)])
      from jsonb_to_recordset(p_operations) as g (record_key text, partner_key text) where g.record_key = any (free));
  end if;

  select coalesce(jsonb_object_agg(g.record_key, o.free_at), '{}') into later
  from operations o, jsonb_to_recordset(p_operations) as g (record_key text, partner_key text)
  where o.org_id = p_org and o.pair_id = p_pair and o.record_key in (g.record_key, g.partner_key)
    and o.state = 'uncertain' and o.free_at > now();
  return jsonb_build_object('free', to_jsonb(free), 'later', later);
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
