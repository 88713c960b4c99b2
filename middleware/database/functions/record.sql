-- The one writer of links, bases, outcomes, events and issues. Everything a batch leads to is committed here at once.
-- p_batch: {pair, rev, run, records: [...], awaited: [pair], done: [inbox seq], checkpoint: {...}}; the shape is RecordBatch in database/record.ts.
-- p_marks, p_channels, p_marked: the addresses of the batch's records, and whether they are hoped to be new, for note_consent().
-- Gives what was counted, by bucket.
drop function if exists record(int, int, smallint, bigint, jsonb);
create or replace function record(
  p_org int, p_connection int, p_lane smallint, p_fence bigint, p_batch jsonb,
  p_marks bytea[], p_channels text[], p_marked text[], p_hopeful boolean)
-- Planned once a session, perhaps while the tables are still empty: a scan of a whole table would then be kept for ever.
returns jsonb language plpgsql set enable_seqscan = off as $$
declare
  v_pair int := (p_batch ->> 'pair')::int;
  v_rev int := (p_batch ->> 'rev')::int;
  v_run bigint := (p_batch ->> 'run')::bigint;
  v_point jsonb := p_batch -> 'checkpoint';
  -- A retry of an opt-out is no retry of the whole record, which may wait beside it.
  v_retry text := case when p_lane = 0 then 'consent:' else 'retry:' end;
  v_counted jsonb := '{}';
  v_stale jsonb;
  v_retired bigint[];
  -- The consent lane and what takes a run back look at part of a record, so they find nothing settled, nor waited for.
  v_part boolean := p_lane = 0;
  -- Only the checkpoint is new, or all records of the batch are recorded already.
  v_empty boolean := p_batch -> 'records' = '[]' and p_batch -> 'done' = '[]';
begin
  perform hold_fence(p_org, p_connection, p_lane, p_fence);
  v_part := v_part or exists (select from runs where org_id = p_org and run_id = v_run and undoes is not null);

  -- Who waits for a parent and who links one see each other, whichever commits first. In the order of pairs, so that two
  -- batches never wait for one another.
  perform case when bool_or(awaits) then pg_advisory_xact_lock(p_org, pair) else pg_advisory_xact_lock_shared(p_org, pair) end
  from (
    select v_pair as pair, false as awaits
    union all
    select jsonb_array_elements_text(p_batch -> 'awaited')::int, true
  ) as locks group by pair order by pair;

  -- What nobody announced was decided from a reading that is older than what the link holds now, or than the link itself: it
  -- is read again, from both sides. Each side by its own index.
  if p_batch ? 'asOf' and not v_empty then
    -- What is on the wire is sought in a list, not record by record: how many there are is never what the statistics say.
    with sent as materialized (
      select o.record_key, o.lane = p_lane and o.fence = p_fence as ours,
        o.state = 'sent' or written_after(o.xmin, (p_batch ->> 'asOf')::pg_snapshot) as flies
      from operations o where o.org_id = p_org and o.pair_id = v_pair
    ), given as materialized (
      select * from jsonb_to_recordset(p_batch -> 'records') as g (key text, link_id bigint, sf_id text, ext_id text, retry jsonb)
      where g.key not in (select record_key from sent where ours)
    ), newer as (
      -- Record by record: while there are no statistics a join would read every link for each of them.
      select g.key, l.sf_id from given g cross join lateral (
        select l.sf_id, l.xmin as written from links l where l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id limit 1) l
      where written_after(l.written, (p_batch ->> 'asOf')::pg_snapshot)
      union
      select g.key, l.sf_id from given g cross join lateral (
        select l.sf_id, l.xmin as written from links l where l.org_id = p_org and l.pair_id = v_pair and l.sf_id = g.sf_id and l.state <> 2 limit 1) l
      where g.link_id is null and written_after(l.written, (p_batch ->> 'asOf')::pg_snapshot)
      union
      select g.key, l.sf_id from given g cross join lateral (
        select l.sf_id, l.xmin as written from links l where l.org_id = p_org and l.pair_id = v_pair and l.ext_id = g.ext_id and l.state <> 2 limit 1) l
      where g.link_id is null and written_after(l.written, (p_batch ->> 'asOf')::pg_snapshot)
      union
      -- Nor does it hold that there is nothing to write while another lane writes to the record, or may have meanwhile.
      select g.key, g.sf_id from given g
      where coalesce(g.retry, 'null') = 'null' and (g.key in (select record_key from sent where flies and not ours)
        -- Nor that two are one, while a create of the one outside is on its way to make the other.
        or g.link_id is null and g.sf_id is not null and 'ext:' || g.ext_id in (select record_key from sent where flies and not ours)) is true
    )
    select jsonb_object_agg(key, sf_id) into v_stale from newer;
  end if;
  if v_stale is not null then
    select p_batch || jsonb_build_object('records', jsonb_agg(
      case when v_stale ? (r ->> 'key')
        then r || jsonb_build_object('bucket', 'deferred', 'code', null, 'state', null, 'salesforce', null, 'external', null,
          'changes', '[]'::jsonb, 'issues', '[]'::jsonb, 'waits', null, 'moves', null, 'answered', '[]'::jsonb,
          'retry', jsonb_build_object('side', case when v_stale ->> (r ->> 'key') is null then 'external' else 'salesforce' end,
            'id', coalesce(v_stale ->> (r ->> 'key'), r ->> 'ext_id'), 'tries', 1, 'at', now()))
        else r end))
    into p_batch from jsonb_array_elements(p_batch -> 'records') as r;
  end if;

  -- First, and by itself, so that the link that takes a retired one's place finds its ids free.
  select array_agg(g.link_id) into v_retired
  from jsonb_to_recordset(p_batch -> 'records') as g (link_id bigint, state smallint) where g.state = 2 and g.link_id is not null;
  if v_retired is not null then
    with retired as (
      update links l set state = 2
      from jsonb_to_recordset(p_batch -> 'records') as g (link_id bigint, state smallint, code text, detail jsonb, moves jsonb)
      where l.org_id = p_org and l.pair_id = v_pair and l.link_id = any (v_retired) and l.link_id = g.link_id and g.state = 2 and l.state <> 2
      returning l.link_id, l.sf_id, g.code, coalesce(g.moves ->> 'sf_id', g.detail ->> 'mergedInto') as into_id
    )
    insert into events (org_id, pair_id, link_id, kind, line, side, value_from, value_to, how, run_id)
    select p_org, v_pair, link_id, case when code in ('merged', 'converted') then code else 'ended' end, '',
      case when code = 'gone-outside' then 'external' else 'salesforce' end, sf_id, into_id, code, v_run
    from retired;
  end if;

  if not v_empty then
    with given as materialized (
      select * from jsonb_to_recordset(p_batch -> 'records') as r (
        key text, sf_id text, ext_id text, link_id bigint, stamp timestamptz, ext_stamp timestamptz, state smallint,
        salesforce text[], external text[], flags text,
        bucket text, code text, detail jsonb, changes jsonb, issues jsonb, gaps jsonb, retry jsonb, waits jsonb, moves jsonb,
        how text, answered bigint[])
    ), made as (
      insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, sf_stamp, ext_stamp, rev, how, run_id)
      select p_org, v_pair, sf_id, ext_id, hash_array_extended(salesforce, v_rev), hash_array_extended(external, v_rev), stamp, ext_stamp, v_rev,
        coalesce(how, bucket), v_run
      from given where link_id is null and sf_id is not null and ext_id is not null and salesforce is not null
      on conflict do nothing
      returning link_id, sf_id, ext_id
    ), renamed as materialized (
      select g.key, g.link_id, g.sf_id, g.ext_id, l.sf_id as old_sf, l.ext_id as old_ext
      from given g join links l on l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id
      where g.state is not null and g.state <> 2 and (g.sf_id, g.ext_id) is distinct from (l.sf_id, l.ext_id)
    ), barred as materialized (
      select r.key from renamed r
      where exists (select from links o where o.org_id = p_org and o.pair_id = v_pair and o.state <> 2 and o.link_id <> r.link_id and o.sf_id = r.sf_id)
        or exists (select from links o where o.org_id = p_org and o.pair_id = v_pair and o.state <> 2 and o.link_id <> r.link_id and o.ext_id = r.ext_id)
    ), lived as (
      -- What the link went through: its state and its ids as they were before this statement, against what they become.
      insert into events (org_id, pair_id, link_id, kind, line, side, value_from, value_to, how, run_id)
      select p_org, v_pair, l.link_id,
        case when l.sf_id <> g.sf_id then 'merged' when g.state = 4 then 'unlinked' when g.state = 0 then 'restored' else 'gone' end, '',
        case when g.state = 3 or (l.state = 3 and g.state = 0) then 'external' else 'salesforce' end,
        case when l.sf_id <> g.sf_id then l.sf_id when l.ext_id <> g.ext_id then l.ext_id end,
        case when l.sf_id <> g.sf_id then g.sf_id when l.ext_id <> g.ext_id then g.ext_id end, g.code, v_run
      from given g join links l on l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id
      where g.state is not null and g.state <> 2 and (l.state <> g.state or l.sf_id <> g.sf_id or l.ext_id <> g.ext_id)
        and g.key not in (select key from barred)
    ), left_behind as (
      -- Late news of the id that a link had before finds the link.
      insert into links (org_id, pair_id, sf_id, ext_id, rev, state, retired_into)
      select p_org, v_pair, old_sf, old_ext, 0, 2, link_id from renamed where key not in (select key from barred)
    ), touched as (
      update links l
      set sf_stamp = coalesce(g.stamp, l.sf_stamp), ext_stamp = coalesce(g.ext_stamp, l.ext_stamp), state = g.state,
          sf_id = coalesce(g.sf_id, l.sf_id), ext_id = coalesce(g.ext_id, l.ext_id),
          rev = case when g.salesforce is null then l.rev else v_rev end,
          sf_hash = case when g.salesforce is null then l.sf_hash else hash_array_extended(g.salesforce, v_rev) end,
          ext_hash = case when g.external is null then l.ext_hash else hash_array_extended(g.external, v_rev) end
      from given g
      where l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id and g.state is not null and g.state <> 2
        and g.key not in (select key from barred)
    ), judged as materialized (
      select g.*, coalesce(g.link_id, m.link_id) as link,
        -- The database has the last word on one to one: somebody linked one of the two meanwhile.
        g.sf_id is not null and g.ext_id is not null and g.salesforce is not null and coalesce(g.link_id, m.link_id) is null as refused
      from given g left join made m on m.sf_id = g.sf_id
    ), ended as materialized (
      select j.*, case when refused then 'held' else bucket end as final from judged j
    ), kept as (
      insert into bases (org_id, pair_id, link_id, salesforce, external, flags)
      select p_org, v_pair, link, salesforce, external, coalesce(flags, '') from ended where link is not null and salesforce is not null and not refused
      on conflict (org_id, pair_id, link_id) do update set salesforce = excluded.salesforce, external = excluded.external, flags = excluded.flags
      where (bases.salesforce, bases.external, bases.flags) is distinct from (excluded.salesforce, excluded.external, excluded.flags)
    ), told as (
      insert into outcomes (org_id, run_id, pair_id, link_id, sf_id, ext_id, bucket, code, detail)
      select p_org, v_run, v_pair, link, sf_id, ext_id, final, case when refused then 'link-taken' else code end, detail
      from ended where final <> 'unchanged'
    ), told_short as (
      insert into outcome_sets (org_id, run_id, bucket, link_ids)
      select p_org, v_run, final, array_agg(link) from ended where final = 'unchanged' and link is not null group by final
    ), written as (
      insert into events (org_id, pair_id, link_id, line, side, value_from, value_to, source_at, run_id)
      select p_org, v_pair, e.link, c.line, c.side, c.value_from, c.value_to,
        case when c.side = 'external' then e.stamp else e.ext_stamp end, v_run
      from ended e, jsonb_to_recordset(e.changes) as c (line text, side text, value_from text, value_to text)
      where e.link is not null
    ), landed as (
      delete from operations o using given g
      where o.org_id = p_org and o.pair_id = v_pair and o.record_key = g.key
        and ((o.lane = p_lane and o.fence = p_fence)
          -- Of a record that is gone, what a create without an answer made of it was looked for, and is not there.
          or (o.state = 'uncertain' and o.free_at <= now()
            and (g.salesforce is not null or g.link_id is null and g.code in ('deleted-in-salesforce', 'gone-outside'))))
    ), landed_partners as (
      delete from operations o using given g
      where o.org_id = p_org and o.pair_id = v_pair and g.link_id is null and o.record_key = 'ext:' || g.ext_id
        and (o.kind = 'link' and o.lane = p_lane and o.fence = p_fence
          or o.state = 'uncertain' and o.free_at <= now() and g.sf_id is not null and g.salesforce is not null)
    ), raised as (
      insert into issues (org_id, connection_id, pair_id, record_key, sf_id, ext_id, line, code, message, candidates, choices, run_id)
      select p_org, p_connection, v_pair, e.key, e.sf_id, e.ext_id, i.line, i.code, i.message, i.candidates, i.choices, v_run
      from ended e, jsonb_to_recordset(e.issues) as i (line text, code text, message text, candidates jsonb, choices jsonb)
      union all
      select p_org, p_connection, v_pair, e.key, e.sf_id, e.ext_id, '', 'link-taken',
        'One of the two is linked to another record already: Salesforce ' || e.sf_id || ', external ' || e.ext_id
          || '. Merge the two, or change the value they are matched by.', null, null, v_run
      from ended e where refused
      on conflict (org_id, pair_id, record_key, line, code) where state <> 1
      do update set seen = issues.seen + 1, last_at = now(), message = excluded.message, candidates = excluded.candidates,
        choices = excluded.choices, run_id = excluded.run_id,
        sf_id = coalesce(excluded.sf_id, issues.sf_id), ext_id = coalesce(excluded.ext_id, issues.ext_id),
        -- What a person ignored stays ignored until it says something else.
        state = case when issues.state = 2 and issues.message = excluded.message then 2 else 0 end
    ), settled as (
      -- What this run did not find again is over, also what was said of the record before it had a Salesforce id.
      update issues i set state = 1, last_at = now()
      from (
        select key as name, * from ended
        union all
        select 'ext:' || ext_id, * from ended where link is not null and ext_id is not null and key <> 'ext:' || ext_id
      ) e
      where i.org_id = p_org and i.pair_id = v_pair and i.state <> 1 and i.record_key = e.name
        and not (e.refused and i.code = 'link-taken') and e.final not in ('failed', 'deferred', 'waiting', 'superseded')
        and not v_part
        and not exists (
          select from jsonb_to_recordset(e.issues) as n (line text, code text) where n.line = i.line and n.code = i.code)
    ), used as (
      -- An answer is used up by the merge that saw it, unless the write it led to is tried again.
      delete from answers a using ended e
      where a.org_id = p_org and a.answer_id = any (e.answered) and e.final not in ('failed', 'deferred', 'waiting', 'rejected', 'superseded')
        and not v_part
    ), noticed as (
      insert into value_gaps as v (org_id, pair_id, line, side, value, seen)
      select p_org, v_pair, g.line, g.side, g.value, count(*)
      from ended e, jsonb_to_recordset(e.gaps) as g (line text, side text, value text) group by g.line, g.side, g.value
      on conflict (org_id, pair_id, line, side, value) do update set seen = v.seen + excluded.seen, last_at = now()
    ), waiting as (
      insert into waits (org_id, pair_id, record_key, side, record_id, parent_pair, parent_side, parent_id)
      select p_org, v_pair, e.key, w.side, w.record_id, w.parent_pair, w.parent_side, w.parent_id
      from ended e, jsonb_to_record(e.waits) as w (side text, record_id text, parent_pair int, parent_side text, parent_id text)
      where e.waits is not null
      on conflict (org_id, pair_id, record_key) do update
        set parent_pair = excluded.parent_pair, parent_side = excluded.parent_side, parent_id = excluded.parent_id
    ), waited as (
      delete from waits w using ended e
      where w.org_id = p_org and w.pair_id = v_pair and e.final not in ('failed', 'deferred') and not v_part
        and (w.record_key = e.key and e.waits is null or e.sf_id is not null and w.record_key = 'ext:' || e.ext_id)
    ), moved as (
      -- A converted lead's partner outside now belongs to the contact: linked there without a base, as at first sight.
      insert into links (org_id, pair_id, sf_id, ext_id, sf_hash, ext_hash, rev, how, run_id)
      select p_org, m.pair, m.sf_id, e.ext_id, null, null, 0, 'converted', v_run
      from ended e, jsonb_to_record(e.moves) as m (pair int, sf_id text) where e.moves is not null
      on conflict do nothing
      returning pair_id, sf_id, link_id
    ), succeeded as (
      update links l set retired_into = m.link_id
      from ended e join moved m on m.pair_id = (e.moves ->> 'pair')::int and m.sf_id = e.moves ->> 'sf_id'
      where l.org_id = p_org and l.pair_id = v_pair and l.link_id = e.link
    ), later as (
      insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane, tries, next_at)
      select p_org, p_connection, v_retry || v_pair || ':' || e.key,
        case when e.retry ->> 'side' = 'external' then p.ext_object else p.sf_object end, e.retry ->> 'side', e.retry ->> 'id', p_lane,
        (e.retry ->> 'tries')::smallint, (e.retry ->> 'at')::timestamptz
      from ended e join pairs p on p.org_id = p_org and p.pair_id = v_pair
      where e.retry is not null
      union all
      -- What was said of the record outside before it had a link may have been news.
      select p_org, p_connection, 'linked:' || v_pair || ':' || e.key, p.ext_object, 'external', e.ext_id, 2, 1, now()
      from ended e join made m on m.sf_id = e.sf_id join pairs p on p.org_id = p_org and p.pair_id = v_pair
      where exists (
        select from issues i where i.org_id = p_org and i.pair_id = v_pair and i.record_key = 'ext:' || e.ext_id and i.state <> 1)
      union all
      select p_org, p_connection, 'moved:' || m.pair_id || ':' || m.sf_id, p.sf_object, 'salesforce', m.sf_id, 2, 0, now()
      from moved m join pairs p on p.org_id = p_org and p.pair_id = m.pair_id
      on conflict (org_id, connection_id, notification_id)
      -- The next look may start from the other side.
      do update set object = excluded.object, side = excluded.side, record_id = excluded.record_id, state = 0, tries = excluded.tries,
        next_at = excluded.next_at, lane = excluded.lane, seq = default
    ), closed as (
      update inbox set state = 1
      where org_id = p_org and connection_id = p_connection and state = 0
        and seq in (select jsonb_array_elements_text(p_batch -> 'done')::bigint)
        and notification_id not in (select v_retry || v_pair || ':' || key from given where retry is not null)
    )
    select coalesce(jsonb_object_agg(final, n), '{}') into v_counted
    from (select final, count(*) as n from ended group by final) as c;
  end if;

  -- A second statement, since the winner's link may have been another loser's until the one before.
  if p_batch @? '$.records[*].detail.mergedInto' then
    update links l set retired_into = w.link_id
    from jsonb_to_recordset(p_batch -> 'records') as g (link_id bigint, state smallint, detail jsonb), links w
    where g.state = 2 and l.org_id = p_org and l.pair_id = v_pair and l.link_id = g.link_id
      and w.org_id = p_org and w.pair_id = v_pair and w.sf_id = g.detail ->> 'mergedInto' and w.state <> 2;
  end if;

  if exists (select from waits where org_id = p_org) then
    perform release_waits(p_org, p_connection, v_pair,
      array_agg(id) filter (where id is not null), array_agg(key) filter (where waits is not null))
    from (
      select key, waits, unnest(array[sf_id, ext_id]) as id
      from jsonb_to_recordset(p_batch -> 'records') as r (key text, sf_id text, ext_id text, waits jsonb)
    ) as ids;
  end if;

  update runs set counters = add_counters(add_counters(counters, v_counted), coalesce(v_point -> 'counts', '{}')),
    tally = add_counters(tally, coalesce(v_point -> 'drift', '{}')),
    page_cursor = coalesce(v_point ->> 'runPage', page_cursor),
    state = coalesce(v_point ->> 'runState', state),
    ended_at = case when v_point ->> 'runState' is null then ended_at else now() end
  where org_id = p_org and run_id = v_run;

  if p_batch ? 'consent' then
    perform note_consent(p_org, v_pair, p_batch -> 'consent', p_marks, p_channels, p_marked, p_hopeful);
  end if;
  if v_point ? 'plan' then
    update runs set applied_seq = (v_point -> 'plan' ->> 'seq')::bigint, state = 'applying' where org_id = p_org and run_id = v_run;
    update plan_operations set state = case when seq in (select jsonb_array_elements_text(v_point -> 'plan' -> 'superseded')::bigint) then 'superseded' end
    where org_id = p_org and run_id = v_run and seq <= (v_point -> 'plan' ->> 'seq')::bigint
      and (state = 'pending' or seq in (select jsonb_array_elements_text(v_point -> 'plan' -> 'superseded')::bigint));
  end if;
  if v_point ? 'poll' then
    update pairs set
      sf_cursor = coalesce((v_point -> 'poll' ->> 'cursor')::timestamptz, sf_cursor),
      scan_to = (v_point -> 'poll' ->> 'scanTo')::timestamptz,
      page_stamp = (v_point -> 'poll' ->> 'pageStamp')::timestamptz,
      page_id = v_point -> 'poll' ->> 'pageId',
      -- A tick that somebody set meanwhile is for what this pass read before that.
      next_poll_at = case when next_poll_at = (v_point -> 'poll' ->> 'tick')::timestamptz
        then coalesce((v_point -> 'poll' ->> 'nextAt')::timestamptz, next_poll_at) else next_poll_at end,
      poll_tick = case when v_point -> 'poll' ->> 'scanTo' is not null then (v_point -> 'poll' ->> 'tick')::timestamptz end,
      poll_ran_at = case when v_point -> 'poll' ->> 'nextAt' is null then poll_ran_at else now() end
    where org_id = p_org and pair_id = v_pair;
  end if;
  if v_point ? 'read' then
    update pairs set
      ext_cursor = v_point -> 'read' ->> 'cursor',
      next_read_at = case when next_read_at = (v_point -> 'read' ->> 'tick')::timestamptz
        -- Of a comparison of everything no tick is known: one that is due by now is not its own.
        or not v_point -> 'read' ? 'tick' and next_read_at > now()
        then coalesce((v_point -> 'read' ->> 'nextAt')::timestamptz, next_read_at) else next_read_at end,
      read_tick = case when v_point -> 'read' ->> 'nextAt' is null then (v_point -> 'read' ->> 'tick')::timestamptz end,
      read_ran_at = case when v_point -> 'read' ->> 'nextAt' is null then read_ran_at else now() end,
      ext_synced_at = case when v_point -> 'read' ->> 'nextAt' is null then ext_synced_at else now() end
    where org_id = p_org and pair_id = v_pair;
  end if;
  if v_point ->> 'runState' = 'done' and v_point ? 'initial' then
    update pairs set initial_synced_at = now() where org_id = p_org and pair_id = v_pair;
  end if;
  if v_point ->> 'runState' = 'done' and v_point ? 'counts' then
    perform publish_agreement(p_org, v_pair, v_run);
  end if;
  return v_counted;
end $$;
