-- Whether a comparison of a pair is under way is asked across orgs: one that was asked for meanwhile waits for its end.
grant select (pair_id) on runs to bothways_system;
