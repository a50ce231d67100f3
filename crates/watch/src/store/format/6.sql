-- The store, format 6: what the account is called as which a workspace is read, where that is known.

alter table workspaces add column account text;
