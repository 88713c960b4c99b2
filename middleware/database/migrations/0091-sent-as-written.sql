-- What a write sent is read only if its answer never comes, so it is kept as it was written and not taken apart.
alter table operations alter column sent type json using sent::json;
