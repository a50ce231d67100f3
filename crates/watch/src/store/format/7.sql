-- The store, format 7: tables are named after what they hold, and a reminder is tried until it is shown, however often.

alter table told rename to reminders_sent;
alter table reminders_sent rename column told_at to sent_at;

alter table conditions rename to alert_levels;

-- `run` is the start of the application that hands the reminder to a notifier, from before it is shown until it is known
-- whether it was; null while it waits.
drop index notices_to_show;
alter table notices rename to reminders;
alter table reminders drop column attempts;
create index reminders_to_show on reminders (id) where shown_at is null;
