-- The lanes with something to do now. The caller's rights apply, so it shows nothing that its reader may not see.
create or replace view due_work with (security_invoker = true) as
select c.org_id, c.connection_id, due.lane
from connections c
cross join lateral (
  select 0::smallint as lane
  where exists (select from inbox i where i.org_id = c.org_id and i.connection_id = c.connection_id and i.lane = 0 and i.state = 0 and i.next_at <= now())
     or exists (select from pairs p where p.org_id = c.org_id and p.connection_id = c.connection_id and p.next_consent_at <= now())
  union all
  select 2::smallint
  where exists (select from inbox i where i.org_id = c.org_id and i.connection_id = c.connection_id and i.lane > 0 and i.state = 0 and i.next_at <= now())
     or exists (select from pairs p where p.org_id = c.org_id and p.connection_id = c.connection_id and (p.next_poll_at <= now() or p.next_read_at <= now() or p.next_refresh_at <= now()
       -- A comparison that was asked for while one is under way waits for its end.
       or p.next_scan_at <= now() and not exists (
         select from runs r where r.org_id = p.org_id and r.connection_id = p.connection_id and r.pair_id = p.pair_id
           and r.cause = 'reconcile' and r.state = 'running')))
  union
  -- Runs that outlive their node go on in the lane they were asked for.
  select r.lane from runs r
  where r.org_id = c.org_id and r.connection_id = c.connection_id and r.state = 'running'
    and r.cause in ('initial', 'plan', 'reconcile', 'refresh', 'drift')
  union
  select r.lane from runs r
  where r.org_id = c.org_id and r.connection_id = c.connection_id and r.cause = 'plan' and r.state in ('approved', 'applying')
) due
-- An opt-out flows while everything else is paused.
where (c.state = 'active' or (c.state = 'paused' and due.lane = 0))
  and not exists (
    select from leases l
    where l.org_id = c.org_id and l.connection_id = c.connection_id and l.lane = due.lane
      and (l.until > now() or l.not_before > now())
  );
