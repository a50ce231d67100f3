-- The store, format 4: what is told is more than deadlines.

-- How far each condition was told: its level then, or the lower one to which it has fallen since.
create table conditions (
    workspace_id text not null references workspaces (id) on delete cascade,
    name         text not null,
    level        integer not null,
    primary key (workspace_id, name)
) strict, without rowid;
-- What changed before now was seen in its time.
insert into conditions select workspace_id, 'changes', max(id) from changes group by workspace_id;

-- A reminder says why it is told, and how much it presses: 0 low, 1 normal, 2 critical.
alter table notices add column urgency integer not null default 1;
update notices set reminder = json_set(reminder, '$.cause', 'deadline');

-- Since when a workspace fails. Of a failure that stands from before, nobody can say.
alter table failures add column since text;

-- How somebody wishes to be reminded of a workspace, in JSON; no row where as of every other.
create table reminding (
    workspace_id text primary key references workspaces (id) on delete cascade,
    reminding    text not null
) strict, without rowid;

-- How much of each limit was in use, in seconds since 1970; no maximum is unlimited.
create table usage (
    workspace_id text not null references workspaces (id) on delete cascade,
    kind         text not null,
    at           integer not null,
    used         integer not null,
    max          integer,
    primary key (workspace_id, kind, at)
) strict, without rowid;
