-- The store, format 12: workspaces that are acknowledged, snoozed or archived.

-- In JSON, as watch::workspace::handling::Handling; no row where the workspace is active.
create table handling (
    workspace_id text primary key references workspaces (id) on delete cascade,
    handling     text not null
) strict, without rowid;

-- Workspaces that were added and not reported yet. What the first reading finds is recorded as sent, and all additions of a
-- batch are reported together.
create table additions (
    workspace_id text primary key references workspaces (id) on delete cascade,
    read_at      integer  -- seconds since 1970; null before the first reading
) strict, without rowid;
