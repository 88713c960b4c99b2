-- What was deployed for a connection outlives it in the org: it stays known until it was removed there.
alter table real_time
  drop constraint real_time_org_id_connection_id_fkey,
  add constraint real_time_org_fkey foreign key (org_id) references orgs on delete cascade;
