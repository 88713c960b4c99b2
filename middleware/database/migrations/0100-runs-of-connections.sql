-- A run belongs to a connection: none begins once that was deleted, and one that began at the same moment goes with it.

alter table runs no force row level security;
alter table connections no force row level security;
delete from runs r where not exists (
  select from connections c where c.org_id = r.org_id and c.connection_id = r.connection_id);
-- Its lock goes with any change of the connection but its removal, so that nobody who pauses or saves waits for a run.
alter table runs add constraint runs_connection
  foreign key (org_id, connection_id) references connections on delete cascade;
alter table runs force row level security;
alter table connections force row level security;

create function refuse_deleted() returns trigger language plpgsql as $$
begin
  perform from connections c
  where c.org_id = new.org_id and c.connection_id = new.connection_id and c.state <> 'deleting';
  if not found then
    raise exception 'connection % was deleted', new.connection_id using errcode = 'BW003';
  end if;
  return new;
end $$;
create trigger runs_of_deleted before insert on runs for each row execute function refuse_deleted();
