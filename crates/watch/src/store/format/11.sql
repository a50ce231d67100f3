-- The store, format 11: what is not settled about the answer of a workspace, and its icon.

-- In JSON, as watch::workspace::confirmation::Confirmation; no row where everything is settled.
create table confirmations (
    workspace_id text primary key references workspaces (id) on delete cascade,
    confirmation text not null
) strict, without rowid;

create table icons (
    workspace_id text primary key references workspaces (id) on delete cascade,
    version      text not null,  -- another one for another icon
    png          blob not null
) strict, without rowid;
