-- Stores notifications; each is kept once, however often it comes. Gives the number of new ones. Sets its org, so that one round
-- trip is one transaction. When one came last is noted every few seconds only: the row would be a queue for all who store.
create or replace function accept_notifications(p_org int, p_connection int, p_ids text[], p_objects text[], p_records text[])
returns int language plpgsql as $$
declare stored int;
begin
  perform set_config('bothways.org', p_org::text, true);
  insert into inbox (org_id, connection_id, notification_id, object, record_id)
  select p_org, p_connection, n.id, n.object, n.record
  from unnest(p_ids, p_objects, p_records) as n (id, object, record)
  on conflict do nothing;
  get diagnostics stored = row_count;
  if (select count(distinct object) from unnest(p_objects) as n (object))
    > (select count(*) from last_messages
       where org_id = p_org and connection_id = p_connection and object = any (p_objects) and at > now() - interval '5 seconds')
  then
    insert into last_messages as known (org_id, connection_id, object, at)
    select distinct p_org, p_connection, n.object, now() from unnest(p_objects) as n (object) order by n.object
    on conflict (org_id, connection_id, object) do update set at = excluded.at where known.at < excluded.at;
  end if;
  return stored;
end $$;
