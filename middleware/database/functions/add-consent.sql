-- Adds what is new of these events and gives its number. Sets the org, so it is a transaction of its own or part of one.
-- p_events: {mark, channel, kind, who, at_from, at_to, source, wording, raw_id, shown_since}. While a write waits, each look
-- finds the same change of a record that nobody touched since (shown_since: its stamp): it is noted once.
create or replace function add_consent(p_org int, p_events jsonb)
-- Planned once a session, perhaps while the table is still empty.
returns int language plpgsql set enable_seqscan = off as $$
declare added int;
begin
  perform set_config('bothways.org', p_org::text, true);
  -- Decoded first: behind row-level security an index is only searched by values that need no function of another row.
  with given as materialized (
    select decode(e.mark, 'hex') as mark, e.channel, e.kind, e.who, e.at_from, e.at_to, e.source, e.wording, e.raw_id, e.shown_since
    from jsonb_to_recordset(p_events) as e (
      mark text, channel text, kind text, who text, at_from timestamptz, at_to timestamptz, source text, wording text, raw_id text,
      shown_since timestamptz)
  )
  insert into consent_events (org_id, address_hmac, channel, kind, who, at_from, at_to, source, wording, raw_id)
  select p_org, e.mark, e.channel, e.kind, e.who, e.at_from, e.at_to, e.source, e.wording, e.raw_id
  -- Event by event: joined, every event there is would be read.
  from given e left join lateral (
    select true as noted from consent_events k
    where k.org_id = p_org and k.address_hmac = e.mark and k.channel = e.channel and k.kind = e.kind and k.who = e.who
      and k.at_from = e.at_from and k.source = e.source and k.raw_id = e.raw_id and k.at_to >= e.shown_since
    limit 1) known on true
  where known.noted is null
  -- One order for everybody, so that two nodes with the same events never wait for each other.
  order by e.mark, e.channel, e.kind, e.who, e.at_from, e.at_to, e.source, e.raw_id
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
end $$;
