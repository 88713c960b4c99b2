-- How well linked records agree, as the last comparison of everything found it; and formulas, which no stamp tells of.

alter table pairs
  add column compared_at timestamptz,
  add column compared_links bigint,
  add column equal_links bigint,
  add column drift jsonb,
  add column next_refresh_at timestamptz not null default 'infinity';
comment on column pairs.compared_links is 'Linked records of the last comparison of everything, ended at compared_at; equal_links of them held what both sides should.';
comment on column pairs.drift is 'Why the others did not, by cause.';
comment on column pairs.next_refresh_at is 'When fields that change without a stamp are looked at. Infinity: none is mapped.';
comment on column runs.tally is 'Of a plan: what guard rails and costs are reckoned by. Of a comparison: what it set right, by cause.';
grant select (compared_at, compared_links, equal_links, next_refresh_at) on pairs to bothways_system;
