-- Whoever takes a lane over waits for the commits that are under way under the old fence; whoever prolongs a lease does not wait
-- for its own commits, or one that takes long would cost it the lane. PostgreSQL locks a row against FOR KEY SHARE (hold_fence)
-- only where a column of a unique index changes, and a takeover changes the fence.
create unique index leases_fence on leases (org_id, connection_id, lane, fence);
