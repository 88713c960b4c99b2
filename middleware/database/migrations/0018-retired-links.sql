-- Retired ids of either side are asked for whenever a record refers to one: of a record that was merged, or made again.
create index links_retired_external on links (org_id, pair_id, ext_id) where state = 2;
