-- When the last outbound message came, without asking a million answered ones.

create table last_messages (
  org_id int not null references orgs on delete cascade,
  connection_id int not null,
  object text not null,
  at timestamptz not null,
  primary key (org_id, connection_id, object)
) with (fillfactor = 50);
comment on table last_messages is 'When the last outbound message came for each object, to a few seconds.';

alter table last_messages enable row level security;
alter table last_messages force row level security;
create policy tenant on last_messages to bothways
  using (org_id = nullif(current_setting('bothways.org', true), '')::int)
  with check (org_id = nullif(current_setting('bothways.org', true), '')::int);
grant select, insert, update, delete on last_messages to bothways;

-- The owner has no policy, so rows are hidden from a migration unless the force is off while it looks.
alter table inbox no force row level security;
alter table orgs no force row level security;
alter table last_messages no force row level security;
insert into last_messages (org_id, connection_id, object, at)
select org_id, connection_id, object, max(at) from inbox where notification_id like '04l%' group by 1, 2, 3;
alter table inbox force row level security;
alter table orgs force row level security;
alter table last_messages force row level security;
