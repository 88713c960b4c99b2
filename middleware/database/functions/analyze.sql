-- Statistics of the tables that a scan fills faster than the server looks: without them, records are sought among all links
-- of a pair and not by their ids. Only an owner may analyze, so it is done on its behalf.
create or replace function analyze_links() returns void language plpgsql security definer set search_path = bothways, pg_temp as $$
begin
  analyze links;
  analyze bases;
  analyze operations;
  analyze consent_records;
  analyze consent_events;
end $$;
revoke execute on function analyze_links() from public;
grant execute on function analyze_links() to bothways;
