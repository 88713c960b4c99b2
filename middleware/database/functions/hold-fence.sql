-- Proof that the lane is still this node's, held until the commit: nobody takes it over in between. Its own renewal goes on,
-- however long the commit takes (see the index leases_fence).
create or replace function hold_fence(p_org int, p_connection int, p_lane smallint, p_fence bigint)
returns void language plpgsql as $$
begin
  perform set_config('bothways.org', p_org::text, true);
  perform from leases
  where org_id = p_org and connection_id = p_connection and lane = p_lane and fence = p_fence and node is not null
  for key share;
  if not found then
    raise exception 'another node holds lane % of connection %', p_lane, p_connection using errcode = 'BW001';
  end if;
end $$;
