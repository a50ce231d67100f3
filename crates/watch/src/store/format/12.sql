-- The store, format 12: workspaces that are acknowledged, snoozed or archived.

-- In JSON, as watch::workspace::handling::Handling; no row where the workspace is active.
create table handling (
    workspace_id text primary key references workspaces (id) on delete cascade,
    handling     text not null
) strict, without rowid;
