-- Taking a run back is planned and approved like anything else, so it may be planned while another plan is made.

drop index runs_planning;
create unique index runs_planning on runs (org_id, pair_id, coalesce(undoes, 0)) where cause = 'plan' and state = 'running';
comment on column runs.undoes is 'The run whose writes it takes back; of an undo, or of a plan of one.';
