-- The store, format 13: what the user notes about a workspace.

-- In JSON, as watch::workspace::details::DetailsEntry; null where nothing is noted.
alter table workspaces add column details text;
