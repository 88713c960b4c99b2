-- Statistics of the tables that a scan fills faster than the server looks: without them, records are sought among all links
-- of a pair and not by their ids. Only an owner may analyze, so it is done on its behalf.
create or replace function analyze_links() returns void language plpgsql security definer set search_path = bothways, pg_temp
-- That no two rows share an id a tenth of the usual sample tells as well; of the values nobody asks.
set default_statistics_target = 10 as $$
begin
  analyze links (org_id, pair_id, link_id, sf_id, ext_id, state);
  analyze bases (org_id, pair_id, link_id);
  analyze operations;
  analyze consent_records;
  analyze consent_events;
end $$;
revoke execute on function analyze_links() from public;
grant execute on function analyze_links() to bothways;

-- The same where there are many more links than the server ever counted, by the size of their table: a new database, until
-- autovacuum comes by. Whether it was done.
create or replace function analyze_grown_links() returns boolean language plpgsql security definer
set search_path = bothways, pg_temp as $$
declare
  v_bytes_of_one constant int := 134;
  v_grown boolean;
begin
  select pg_relation_size(oid) / v_bytes_of_one > 2 * greatest(reltuples, 50) into v_grown
  from pg_class where oid = 'links'::regclass;
  if v_grown then
    perform analyze_links();
  end if;
  return v_grown;
end $$;
revoke execute on function analyze_grown_links() from public;
grant execute on function analyze_grown_links() to bothways;
