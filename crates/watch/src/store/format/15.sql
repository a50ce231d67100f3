-- The store, format 15: a workspace that is signed in to again gets a token of its own, beside the one that it replaces.

-- The id of the token in the keyring; null where it is the id of the workspace, as that of the first token is.
alter table workspaces add column token_id text;
alter table unused_tokens rename column workspace_id to token_id;
