-- Who may call the admin API: orgs by keys of their own, administrators by the console's key; and who changed what.

alter table orgs
  add column name text not null default '',
  add column edition text not null default '',
  add column sandbox boolean not null default false,
  add column address text not null default '',
  add column repair text,
  add column last_connection int not null default 0,
  add column last_pair int not null default 0;
comment on column orgs.edition is 'Organization.OrganizationType as last read; empty where it could not be.';
comment on column orgs.address is 'Origin of the org''s own address, as its last login told it.';
comment on column orgs.repair is 'Why the org has to be paired again; null while all is well.';
comment on column orgs.last_connection is 'Numbers are given once: what is left of a deleted connection must never be taken for a new one''s. last_pair the same.';
grant select (name, edition, sandbox, address, repair) on orgs to bothways_system;

create table org_keys (
  org_id int not null references orgs,
  key_id bigint generated always as identity,
  prefix text collate "C" not null unique,
  hash bytea not null check (length(hash) = 32),
  created_at timestamptz not null default now(),
  created_by text not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (org_id, key_id)
);
comment on table org_keys is 'Keys by which orgs call. hash: SHA-256 of the whole key; prefix: its beginning, by which it is found.';

create table audit (
  org_id int not null references orgs,
  entry_id bigint generated always as identity,
  at timestamptz not null default now(),
  kind text not null check (kind in ('org', 'admin')),
  actor text not null,
  route text not null,
  detail text not null default '',
  outcome text,
  primary key (org_id, entry_id)
);
comment on table audit is 'Every change asked for over the admin API, stored before it is carried out. outcome null: the node ended before it was known.';
comment on column audit.actor is 'Of calls of an org: what the org asserts.';

do $$
declare t text;
begin
  foreach t in array array['org_keys', 'audit'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I to bothways
      using (org_id = nullif(current_setting('bothways.org', true), '')::int)
      with check (org_id = nullif(current_setting('bothways.org', true), '')::int)$p$, t);
  end loop;
end $$;
grant select, insert, update on org_keys to bothways;
-- Written once; what became of it is added, and nothing is taken away.
grant select, insert, update (outcome) on audit to bothways;
create policy lookup on org_keys for select to bothways_system using (true);
grant select (org_id, key_id, prefix, hash, revoked_at) on org_keys to bothways_system;

create table console_key (
  one boolean primary key default true check (one),
  hash bytea not null check (length(hash) = 32),
  made_at timestamptz not null default now()
);
comment on table console_key is 'SHA-256 of the key that opens the console.';
create table console_sessions (
  hash bytea primary key check (length(hash) = 32),
  until timestamptz not null
);
create table console_links (
  hash bytea primary key check (length(hash) = 32),
  until timestamptz not null
);
comment on table console_links is 'Sign-in links, each good for one use.';
grant select, insert, update on console_key to bothways_system;
grant select, insert, delete on console_sessions, console_links to bothways_system;

-- A connection that is being deleted is nobody's any more; settings and rules are changed by whoever read their newest version.
alter table connections drop constraint connections_state_check;
alter table connections
  add constraint connections_state_check check (state in ('active', 'paused', 'deleting')),
  add column settings_rev int not null default 1,
  add column rules_rev int not null default 1;
