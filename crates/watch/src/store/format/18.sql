-- The store, format 18: an email is sent again only to those of its recipients who do not have it.

-- The recipients who have it, in JSON, as a list of addresses; null if none has, or if it goes to no email address.
alter table deliveries add column accepted_by text;
