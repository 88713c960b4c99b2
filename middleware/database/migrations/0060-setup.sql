-- What was set up in an org with an admin's own login: pairing, messages with their flows.

create table org_setup (
  org_id int primary key references orgs on delete cascade,
  namespace text not null default '',
  paired_at timestamptz,
  paired_by text,
  steps jsonb not null default '[]',
  steps_at timestamptz,
  foreign_org text,
  foreign_at timestamptz
);
comment on column org_setup.namespace is 'Of our package in that org; empty where its source was deployed.';
comment on column org_setup.steps is 'What the last connect did there, step by step.';
comment on column org_setup.foreign_org is 'The org whose messages came to an address of this one, and were refused: a refreshed sandbox, or copied flows.';

create table spent_tokens (
  org_id int not null references orgs on delete cascade,
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null default now(),
  primary key (org_id, hash)
);
comment on table spent_tokens is 'Signed addresses that are good for one use and were used.';

create table real_time (
  org_id int not null,
  connection_id int not null,
  object text not null,
  message text not null,
  flow text not null,
  state text not null check (state in ('deployed', 'active', 'broken')),
  said text not null,
  at timestamptz not null default now(),
  last_message_at timestamptz,
  primary key (org_id, connection_id, object),
  foreign key (org_id, connection_id) references connections on delete cascade
);
comment on table real_time is 'The message and flow that an org has for a mapped object, as they were last seen.';

-- The address that deployed messages are sent to: its token can be written into a deployment again, so it is kept, sealed.
alter table connections
  add column message_hash bytea unique check (length(message_hash) = 32),
  add column message_token text;
comment on column connections.message_hash is 'SHA-256 of the token in the address of deployed messages; null before the first deployment.';
grant select (message_hash) on connections to bothways_system;

do $$
declare t text;
begin
  foreach t in array array['org_setup', 'spent_tokens', 'real_time'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I to bothways
      using (org_id = nullif(current_setting('bothways.org', true), '')::int)
      with check (org_id = nullif(current_setting('bothways.org', true), '')::int)$p$, t);
    execute format('grant select, insert, update, delete on %I to bothways', t);
  end loop;
end $$;
