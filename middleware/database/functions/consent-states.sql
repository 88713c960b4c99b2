-- What the events of each address come to; one that has none is left out.
create or replace function consent_states(p_org int, p_marks text[], p_channels text[])
-- Planned once a session, perhaps while the table is still empty.
returns jsonb language plpgsql set enable_seqscan = off as $$
declare
  -- Decoded first: behind row-level security an index is only searched by values that need no function of another row.
  v_marks bytea[] := array(select distinct decode(mark, 'hex') from unnest(p_marks) as mark);
  v_channels text[] := array(select distinct channel from unnest(p_channels) as channel);
begin
  perform set_config('bothways.org', p_org::text, true);
  return (
    -- By a list: joined, every event there is would be read for a page of addresses.
    select coalesce(jsonb_agg(jsonb_build_object('mark', encode(s.address_hmac, 'hex'), 'channel', s.channel,
      'out', epoch_ms(s.last_out), 'person', epoch_ms(s.last_person), 'staff', epoch_ms(s.last_staff))), '[]')
    from (
      select e.address_hmac, e.channel,
        max(e.at_to) filter (where e.kind = 'out') as last_out,
        max(e.at_from) filter (where e.kind = 'in' and e.who = 'person') as last_person,
        max(e.at_from) filter (where e.kind = 'in' and e.who = 'staff') as last_staff
      from consent_events e
      where e.org_id = p_org and e.address_hmac = any (v_marks) and e.channel = any (v_channels)
      group by e.address_hmac, e.channel
    ) as s
  );
end $$;
