-- The store, format 16: what is kept for years takes a fraction of the space.

-- The limits of workspaces whose use is recorded. A sample names one by its number, which is shorter than both ids.
create table usage_series (
    id           integer primary key,
    workspace_id text not null references workspaces (id) on delete cascade,
    kind         text not null,
    unique (workspace_id, kind)
) strict;
insert into usage_series (workspace_id, kind) select distinct workspace_id, kind from usage;

-- How much of each limit was in use, in seconds since 1970; no maximum is unlimited.
create table usage_samples (
    series_id integer not null references usage_series (id) on delete cascade,
    at        integer not null,
    used      integer not null,
    max       integer,
    primary key (series_id, at)
) strict, without rowid;
insert into usage_samples
select id, at, used, max from usage_series join usage using (workspace_id, kind) order by id, at;
drop table usage;

-- The terms of a license from a time on. The answer is JSON, compressed, or as text where it was written before this
-- format. The last known licenses are there only if the answer names none.
create table revisions (
    id                  integer primary key,
    workspace_id        text not null references workspaces (id) on delete cascade,
    at                  text not null,
    server_version      text not null,
    support             text,
    answer              any not null,
    last_known_licenses text
) strict;
insert into revisions
select id, workspace_id, at, server_version, support, answer,
       case when json_valid(answer) and json_extract(answer, '$.is') = 'licensed' then null else named end
from moments order by id;
drop table moments;
create index revisions_of_workspace on revisions (workspace_id, id);

update snapshots set named = '[]' where json_valid(answer) and json_extract(answer, '$.is') = 'licensed';

-- The newest answer of each workspace as it came, without its secrets, compressed or as text likewise.
create table compressed_answers (
    workspace_id text primary key references workspaces (id) on delete cascade,
    body         any not null,
    cut          integer not null   -- how many values were cut out of it
) strict, without rowid;
insert into compressed_answers select workspace_id, body, cut from answers;
drop table answers;
alter table compressed_answers rename to answers;
