-- Autovacuum looks at the tables that a sync fills as often as they grow by a tenth. Of values that no statement searches by it
-- would sort and count tens of thousands of arrays; of keys a tenth of the usual sample tells that no two rows share one.
alter table bases
  alter column org_id set statistics 10,
  alter column pair_id set statistics 10,
  alter column link_id set statistics 10,
  alter column salesforce set statistics 0,
  alter column external set statistics 0,
  alter column flags set statistics 0;
alter table links
  alter column sf_hash set statistics 0,
  alter column ext_hash set statistics 0;
alter table operations
  alter column sent set statistics 0;
