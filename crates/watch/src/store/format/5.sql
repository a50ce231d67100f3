-- The store, format 5: groups of workspaces, how each license stood before, and the newest answer as it came.

create table groups (
    id       text primary key,
    position integer not null,
    name     text not null,
    color    text not null      -- as the enumeration GroupColor names it
) strict, without rowid;

-- The order of workspaces is their position; a workspace is in one group or in none.
alter table workspaces add column group_id text references groups (id) on delete set null;

-- Since when a license stood otherwise than before, but for how much of it was used.
create table moments (
    id             integer primary key,
    workspace_id   text not null references workspaces (id) on delete cascade,
    at             text not null,
    server_version text not null,
    support        text,
    answer         text not null,
    named          text not null
) strict;
create index moments_by_workspace on moments (workspace_id, id);
insert into moments (workspace_id, at, server_version, support, answer, named)
select workspace_id, fetched_at, server_version, support, answer, named from snapshots
where json_extract(answer, '$.is') != 'not_permitted';

-- The newest answer of each workspace as it came, without its secrets.
create table answers (
    workspace_id text primary key references workspaces (id) on delete cascade,
    body         text not null,
    cut          integer not null   -- how many values were cut out of it
) strict, without rowid;
