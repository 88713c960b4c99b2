-- Whether a write of a pair has no answer yet is asked with every batch. Most of the time none has, which this index tells at once.
create index operations_uncertain on operations (org_id, pair_id, record_key) where state = 'uncertain';
-- The same as links_retired_external.
drop index if exists links_retired_ext;
-- Creates recorded by the thousand bring the numbers of their links.
grant usage on sequence links_link_id_seq to bothways;
