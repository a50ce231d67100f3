-- The store, format 10: tokens that may be in the keyring and that no workspace uses.

create table unused_tokens (
    workspace_id text primary key,
    since        text  -- set while a workspace is being added; null once it was removed
) strict;
