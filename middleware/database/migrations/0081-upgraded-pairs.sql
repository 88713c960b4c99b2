-- 0009 and 0011 meant to let pairs that were in sync go on, and changed none: the owner has no policy, so forced row-level
-- security hid every row from it. Those pairs waited for a plan that nobody had asked for, and their schedules never began.

alter table pairs no force row level security;
alter table connections no force row level security;
update pairs p set writes_from = now()
from connections c, kysely_migration m
where c.org_id = p.org_id and c.connection_id = p.connection_id and m.name = '0009-plans' and c.created_at < m.timestamp::timestamptz
  and p.writes_from is null and p.sf_cursor is not null;
-- The cursor is set when a first initial sync begins.
update pairs set activated_at = coalesce(initial_synced_at, now())
where activated_at is null and (sf_cursor is not null or initial_synced_at is not null);
alter table pairs force row level security;
alter table connections force row level security;
