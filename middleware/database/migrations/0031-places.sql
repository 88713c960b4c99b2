-- Whether a sealed scan still holds what it held is told by its being there at all, or by a count.
alter table scans drop column last_n;
-- Comparisons note where a row lies. One that was made without that begins again, as does every scan whose table is gone.
do $$
declare t text;
begin
  for t in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'staging' loop
    execute 'drop table ' || t;
  end loop;
end $$;
