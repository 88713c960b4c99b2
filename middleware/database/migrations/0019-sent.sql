-- A write whose answer never came may have landed. What it sent is kept, so that it is not taken for somebody's edit.
alter table operations add column sent jsonb;
comment on column operations.sent is 'Of two-way lines: [{line, side, salesforce, external, flag}], the bases as they are if the write landed.';
comment on column operations.free_at is 'Creates that would make a second record when sent twice are not sent again, nor looked up, before. Of other writes: since when their answer is missing.';
