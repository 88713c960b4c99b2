-- The proof of who may be contacted. Rows are only ever added, and hold nothing that tells whose they are, so that they
-- outlive the erasure of a person: the next import must not make them reachable again.

create table address_keys (
  org_id int primary key references orgs,
  sealed text not null,
  created_at timestamptz not null default now()
);
comment on table address_keys is 'The key of an org''s address marks, sealed. Made once: another key would forget every opt-out.';

create table consent_events (
  org_id int not null,
  address_hmac bytea not null check (length(address_hmac) = 32),
  channel text collate "C" not null,
  kind text collate "C" not null check (kind in ('in', 'out')),
  who text collate "C" not null check (who in ('person', 'staff', 'unknown')),
  at_from timestamptz,
  at_to timestamptz not null,
  source text collate "C" not null,
  wording text,
  raw_id text collate "C",
  at timestamptz not null default now(),
  check (at_from <= at_to)
);
comment on column consent_events.at_from is 'The earliest instant at which it may have happened; null where nobody knows. An opt-in counts from here, an opt-out from at_to.';
-- The same thing seen again is the same row. Its first columns find the events of an address.
create unique index consent_events_once
  on consent_events (org_id, address_hmac, channel, kind, who, at_from, at_to, source, raw_id) nulls not distinct;

do $$
declare t text;
begin
  foreach t in array array['address_keys', 'consent_events'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I to bothways
      using (org_id = nullif(current_setting('bothways.org', true), '')::int)
      with check (org_id = nullif(current_setting('bothways.org', true), '')::int)$p$, t);
    -- Neither update nor delete: what was proven stays.
    execute format('grant select, insert on %I to bothways', t);
  end loop;
end $$;
-- A rotated sealing key seals the same address key anew.
grant update (sealed) on address_keys to bothways;

-- Adds what is new of these events and gives its number. Sets the org, so it is a transaction of its own or part of one.
create function add_consent(p_org int, p_events jsonb) returns int language plpgsql as $$
declare added int;
begin
  perform set_config('bothways.org', p_org::text, true);
  insert into consent_events (org_id, address_hmac, channel, kind, who, at_from, at_to, source, wording, raw_id)
  select p_org, decode(e.mark, 'hex'), e.channel, e.kind, e.who, e.at_from, e.at_to, e.source, e.wording, e.raw_id
  from jsonb_to_recordset(p_events) as e (
    mark text, channel text, kind text, who text, at_from timestamptz, at_to timestamptz, source text, wording text, raw_id text)
  -- One order for everybody, so that two nodes with the same events never wait for each other.
  order by e.mark, e.channel, e.kind, e.who, e.at_from, e.at_to, e.source, e.raw_id
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
end $$;

-- The three maxima of each of these marks that has any; milliseconds of the epoch. The same rules as fold() in sync/consent.ts.
create function consent_states(p_org int, p_marks text[], p_channels text[]) returns jsonb language plpgsql as $$
begin
  perform set_config('bothways.org', p_org::text, true);
  return (
    select coalesce(jsonb_agg(jsonb_build_object('mark', s.mark, 'channel', s.channel,
      'out', epoch_ms(s.last_out), 'person', epoch_ms(s.last_person), 'staff', epoch_ms(s.last_staff))), '[]')
    from (
      select a.mark, a.channel,
        max(e.at_to) filter (where e.kind = 'out') as last_out,
        max(e.at_from) filter (where e.kind = 'in' and e.who = 'person') as last_person,
        max(e.at_from) filter (where e.kind = 'in' and e.who = 'staff') as last_staff
      from (select distinct * from unnest(p_marks, p_channels) as given (mark, channel)) as a
      join consent_events e on e.org_id = p_org and e.address_hmac = decode(a.mark, 'hex') and e.channel = a.channel
      group by a.mark, a.channel
    ) as s
  );
end $$;

create function epoch_ms(p_at timestamptz) returns bigint language sql immutable as $$
  select floor(extract(epoch from p_at) * 1000)::bigint
$$;
