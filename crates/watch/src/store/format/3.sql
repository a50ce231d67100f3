-- The store, format 3: each threshold of a deadline stands by itself, with when it was told; and what is told is kept
-- until somebody was shown it.

create table told (
    workspace_id text not null references workspaces (id) on delete cascade,
    kind         text not null,
    deadline     text not null,
    threshold    integer not null,  -- in days before the deadline
    told_at      text not null,
    primary key (workspace_id, kind, deadline, threshold)
) strict, without rowid;

-- Format 2 knew the tightest threshold alone, and none after the end.
insert into told
select workspace_id, kind, deadline, days.column1, '1970-01-01T00:00:00Z'
from reminders
join (values (90), (30), (14), (7), (3), (1), (0), (-1), (-2), (-3), (-4), (-5), (-6), (-7)) as days
where days.column1 >= threshold
   or (threshold = 0 and julianday(deadline) < julianday('now', '-7 days'));
drop table reminders;

create table notices (
    id           integer primary key,
    workspace_id text not null references workspaces (id) on delete cascade,
    recorded_at  text not null,
    reminder     text not null,              -- in JSON
    attempts     integer not null default 0, -- how often it was handed out to be shown
    run          text,                       -- to whom the last time: one start of the application
    not_before   integer not null default 0, -- snoozed until then, in seconds since 1970
    shown_at     text                        -- null until somebody was shown it
) strict;
create index notices_to_show on notices (id) where shown_at is null;

-- What the admin has chosen, in JSON.
create table settings (
    name  text primary key,
    value text not null
) strict, without rowid;
