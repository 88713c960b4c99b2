-- What fields are really called in an org: with the package's prefix, plainly, or not at all.
alter table orgs
  add column names jsonb not null default '{}',
  add column names_at timestamptz not null default '-infinity';
comment on column orgs.names is 'By object: the org''s name of each field that a mapping names; null where there is none for the sync user.';
comment on column orgs.names_at is 'When fields that were missing were last looked for.';
