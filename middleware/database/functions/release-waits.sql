-- Frees records whose parent is linked now: parents of p_pair with one of p_parents as an id of either side, and children of
-- p_pair by their keys, whose parent may have been linked while they were being recorded. Each becomes a hint; a lane that is
-- at work looks again.
create or replace function release_waits(p_org int, p_connection int, p_pair int, p_parents text[], p_children text[])
returns void language plpgsql as $$
begin
  with freed as (
    delete from waits w
    where w.org_id = p_org
      and (w.parent_pair = p_pair and w.parent_id = any (p_parents) or w.pair_id = p_pair and w.record_key = any (p_children))
      and case w.parent_side
        when 'salesforce' then exists (
          select from links l where l.org_id = p_org and l.pair_id = w.parent_pair and l.sf_id = w.parent_id and l.state = 0)
        else exists (
          select from links l where l.org_id = p_org and l.pair_id = w.parent_pair and l.ext_id = w.parent_id and l.state = 0)
      end
    returning w.pair_id, w.record_key, w.side, w.record_id
  )
  insert into inbox (org_id, connection_id, notification_id, object, side, record_id, lane, tries, next_at)
  select p_org, p_connection, 'released:' || f.pair_id || ':' || f.record_key,
    case when f.side = 'external' then p.ext_object else p.sf_object end, f.side, f.record_id, 2, 0, now()
  from freed f join pairs p on p.org_id = p_org and p.pair_id = f.pair_id
  on conflict (org_id, connection_id, notification_id) do update
    set state = 0, tries = 0, next_at = now(), lane = 2, seq = default;
  if found then
    update leases set again = true where org_id = p_org and connection_id = p_connection and lane = 2 and node is not null;
  end if;
end $$;
