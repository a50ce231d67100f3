-- The store, format 14: reminders leave the inbox, and groups have settings for reminders.

-- When it was done, in seconds since 1970, and why, as the enumeration Outcome names it; null while it is in the inbox
-- or snoozed.
alter table reminders add column done_at integer;
alter table reminders add column outcome text;
create index reminders_open on reminders (workspace_id, id) where done_at is null;

-- A change that was shown was seen. Everything else is settled by the engine at its start, if it is no longer true.
update reminders set done_at = unixepoch(shown_at), outcome = '"completed"'
where shown_at is not null and reminder ->> '$.cause' = 'changed';

-- In JSON, as watch::reminders::settings::WorkspaceReminderSettings; no row where there are none.
create table group_reminders (
    group_id  text primary key references groups (id) on delete cascade,
    reminders text not null
) strict, without rowid;
