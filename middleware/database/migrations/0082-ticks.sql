-- A pass sets the next tick only while the tick it began for stands: what somebody asks for while it reads is not lost.

alter table pairs
  add column poll_tick timestamptz,
  add column read_tick timestamptz;
comment on column pairs.poll_tick is 'The tick (next_poll_at) that a poll began for which is not through, so that whoever goes on with it knows; read_tick of the external side.';
