-- Where a vendor tells of changes by itself.
alter table connections add column webhook_hash bytea unique check (length(webhook_hash) = 32);
comment on column connections.webhook_hash is 'SHA-256 of the token in the address that the vendor sends to; null while it is given none.';
grant select (webhook_hash) on connections to bothways_system;
