-- The store, format 1. A change to it is a new file beside this one, never a change to this one.
-- Instants are text in RFC 3339, UTC. No table holds a secret.

create table workspaces (
    id        text primary key,
    position  integer not null,
    name      text not null,
    address   text not null,
    user_id   text not null,
    plain     integer not null,  -- 1 where http:// was allowed
    proxy     text,
    ca_pem    text,
    unique (address, user_id)
) strict;

-- The newest answer of each workspace, and the licenses that it named last.
create table snapshots (
    workspace_id   text primary key references workspaces (id) on delete cascade,
    fetched_at     text not null,
    server_version text not null,
    answer         text not null,
    named          text not null
) strict;

-- Why the last attempt failed; no row when it did not.
create table failures (
    workspace_id text primary key references workspaces (id) on delete cascade,
    failure      text not null
) strict;

-- What changed, from answer to answer. Grows only when something did.
create table changes (
    id           integer primary key,
    workspace_id text not null references workspaces (id) on delete cascade,
    at           text not null,
    change       text not null
) strict;
create index changes_by_workspace on changes (workspace_id, id);

-- How far each deadline was told: the smallest threshold, in days, that was.
create table reminders (
    workspace_id text not null references workspaces (id) on delete cascade,
    kind         text not null,
    deadline     text not null,
    threshold    integer not null,
    primary key (workspace_id, kind, deadline)
) strict, without rowid;
