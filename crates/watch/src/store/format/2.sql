-- The store, format 2: what a workspace is signed in with, and what else its server tells.

-- As the enumeration Credential names it.
alter table workspaces add column credential text not null default 'personal_access_token';

-- The end of the vendor's support, in JSON, and the endpoint that told the license; null when the server told neither.
alter table snapshots add column support text;
alter table snapshots add column endpoint text;
