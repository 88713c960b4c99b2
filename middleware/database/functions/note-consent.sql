-- What a batch proved of consent, committed with it. p_events: rows as add_consent takes them, with the sf_id of the record;
-- p_marks, p_channels, p_sf: which records have which address, in their order, so that two nodes with the same ones never wait for
-- each other. An opt-out that is new has every other record with the address looked at in the consent lane, of whichever pair.
-- p_hopeful: writes them without asking whether one is known already. If one is, that is a violation of a unique key, and the
-- caller begins a new transaction without it.
drop function if exists note_consent(int, int, jsonb, jsonb);
create or replace function note_consent(
  p_org int, p_pair int, p_events jsonb, p_marks bytea[], p_channels text[], p_sf text[], p_hopeful boolean)
-- Planned once a session, perhaps while the tables are still empty.
returns void language plpgsql set enable_seqscan = off as $$
begin
  if p_hopeful then
    insert into consent_records (org_id, address_hmac, channel, pair_id, sf_id)
    select p_org, r.mark, r.channel, p_pair, r.sf_id from unnest(p_marks, p_channels, p_sf) as r (mark, channel, sf_id);
  else
    insert into consent_records (org_id, address_hmac, channel, pair_id, sf_id)
    select p_org, r.mark, r.channel, p_pair, r.sf_id from unnest(p_marks, p_channels, p_sf) as r (mark, channel, sf_id)
    on conflict do nothing;
  end if;
  if add_consent(p_org, p_events) = 0 then
    return;
  end if;
  insert into inbox (org_id, connection_id, notification_id, object, record_id, lane)
  -- Decoded first: behind row-level security an index is only searched by values that need no function of another row.
  with outs as materialized (
    select distinct decode(e.mark, 'hex') as mark, e.channel, e.sf_id
    from jsonb_to_recordset(p_events) as e (mark text, channel text, kind text, sf_id text) where e.kind = 'out'
  )
  select distinct p_org, p.connection_id, 'consent:' || r.pair_id || ':' || r.sf_id, p.sf_object, r.sf_id, 0
  from outs e
  join consent_records r on r.org_id = p_org and r.address_hmac = e.mark and r.channel = e.channel
  join pairs p on p.org_id = p_org and p.pair_id = r.pair_id
  where not exists (
    select from outs own where own.mark = e.mark and own.channel = e.channel and own.sf_id = r.sf_id and r.pair_id = p_pair)
  order by 3
  on conflict (org_id, connection_id, notification_id) do update
  -- A new number: a batch that has the record in flight has read what was known before this.
  set state = 0, tries = 0, next_at = now(), lane = 0, seq = default;
end $$;
