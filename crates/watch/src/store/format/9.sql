-- The store, format 9: what a server reports beside its license.

alter table snapshots add column facts text;  -- in JSON, as license::ServerFacts
