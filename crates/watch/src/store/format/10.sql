-- The store, format 10: what is not settled about the answer of a workspace.

-- In JSON, as watch::workspace::confirmation::Confirmation; no row where everything is settled.
create table confirmations (
    workspace_id text primary key references workspaces (id) on delete cascade,
    confirmation text not null
) strict, without rowid;
