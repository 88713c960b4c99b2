-- What a comparison of everything found, when it is over: how many of the links that were there before it agreed. The next
-- one comes in a week: what events, polls and reads can't see (hard deletions, lost messages) is looked for then. One that was
-- asked for meanwhile, perhaps while this is written, stays due.
create or replace function publish_agreement(p_org int, p_pair int, p_run bigint) returns void language plpgsql as $$
declare
  v_links bigint;
  v_ended bigint;
  v_unequal bigint;
begin
  select count(*) into v_links from links
  where org_id = p_org and pair_id = p_pair and state = 0 and run_id is distinct from p_run;
  -- A link that is over by this run was there, and did not agree.
  select count(distinct o.link_id), count(distinct o.link_id) filter (where l.state <> 0) into v_unequal, v_ended
  from outcomes o join links l on l.org_id = p_org and l.pair_id = p_pair and l.link_id = o.link_id
  where o.org_id = p_org and o.run_id = p_run and l.run_id is distinct from p_run
    and (o.bucket not in ('unchanged', 'skipped', 'created', 'linked', 'superseded')
      or o.bucket = 'skipped' and o.code in ('gone-outside', 'gone-with-parent', 'deleted-in-salesforce'));
  update pairs set compared_at = now(), compared_links = v_links + v_ended, equal_links = v_links + v_ended - v_unequal,
    drift = (select tally from runs where org_id = p_org and run_id = p_run),
    next_scan_at = case when next_scan_at <= clock_timestamp() then next_scan_at else now() + interval '7 days' end
  where org_id = p_org and pair_id = p_pair;
end $$;
