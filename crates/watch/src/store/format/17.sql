-- The store, format 17: channels, by which reminders reach other people than the user of this desktop.

create table channels (
    id            text primary key,
    position      integer not null,
    definition    text not null,  -- in JSON, as watch::deliver::channel::ChannelDefinition
    secret_id     text,           -- the id of its secret in the keyring; null if it has none
    sent_at       integer,        -- when its last message was accepted, in seconds since 1970
    failing_since integer,        -- since when messages are not accepted; null if the last one was
    failure       text            -- why the last one was not, in JSON, as watch::failure::Failure
) strict, without rowid;

-- Each is one reminder, or one added workspace, on its way to one channel. Recorded together with the reminder. A message
-- contains one or more of them.
create table deliveries (
    id               integer primary key,
    channel_id       text not null references channels (id) on delete cascade,
    reminder_id      integer references reminders (id) on delete cascade,
    added_id         text references workspaces (id) on delete cascade,
    state            text not null default 'pending',  -- or 'sent', 'failed' for good, 'dropped' as not true any more
    recorded_at      integer not null,                 -- in seconds since 1970, as all of these
    next_attempt_at  integer not null,
    attempts         integer not null default 0,
    message_id       text,                             -- null as long as it can be part of any message
    may_have_arrived integer not null default 0,       -- 1 from before the message is sent until it is known that it has not
    failing_since    integer,
    refused_since    integer,
    failure          text,                             -- why the last attempt failed, in JSON
    check ((reminder_id is null) <> (added_id is null))
) strict;
create index deliveries_pending on deliveries (channel_id, id) where state = 'pending';
create index deliveries_by_reminder on deliveries (reminder_id) where reminder_id is not null;
create index deliveries_by_addition on deliveries (added_id) where added_id is not null;
