//! Tokens that may be in the keyring although no workspace uses them.
//!
//! That a token is about to be stored is recorded before it is, and that it is no longer needed before it is deleted. So
//! the store knows every token in the keyring, whenever the process ends.

use std::fs::{File, OpenOptions};

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{Store, StoreError};
use crate::workspace::TokenId;

/// The name of the file that processes lock while they store tokens.
const LOCK_NAME: &str = "license-watch.lock";

/// Exists while tokens are stored that no workspace in the store has yet. Until it is dropped, also by the end of the
/// process, nobody takes these tokens for leftovers.
#[must_use]
#[derive(Debug)]
pub struct AddingTokens {
    /// The lock ends with the file. `None` in memory, and on file systems without locks.
    _lock: Option<File>,
}

impl Store {
    /// Records that tokens are about to be stored, before there are the workspaces or sign-ins that use them. Adding or
    /// replacing a workspace settles its token.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn add_tokens(&self, ids: &[TokenId], at: Timestamp) -> Result<AddingTokens, StoreError> {
        let lock = self.open_lock().filter(|file| file.lock_shared().is_ok());
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for id in ids {
            let sql = "insert or replace into unused_tokens (token_id, since) values (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![id.to_string(), at.to_string()])?;
        }
        transaction.commit()?;
        Ok(AddingTokens { _lock: lock })
    }

    /// Records that tokens are not needed any more.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is recorded of none.
    pub fn leave_tokens(&self, ids: &[TokenId]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        ids.iter().try_for_each(|id| leave(&transaction, *id))?;
        Ok(transaction.commit()?)
    }

    /// Records that a token is deleted.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn token_is_settled(&self, id: TokenId) -> Result<(), StoreError> {
        settle(&self.lock(), id)
    }

    /// Tokens that may still be in the keyring although nothing uses them: the workspace was removed, signed out of or
    /// signed in to again, or adding it was interrupted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn unused_tokens(&self) -> Result<Vec<TokenId>, StoreError> {
        // If nobody else has it, whoever wanted to store a token has ended. The ids of those who begin now are new.
        let lock = self.open_lock();
        let is_adding = lock.as_ref().is_some_and(|file| file.try_lock().is_err());
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "select token_id from unused_tokens t
             where not exists
                 (select 1 from workspaces w where coalesce(w.token_id, w.id) = t.token_id and credential <> 'none')
             and not exists (select 1 from channels c where c.secret_id = t.token_id)
             and (since is null or not ?1)",
        )?;
        let ids = statement.query_map([is_adding], |row| row.get::<_, String>(0))?;
        let unreadable = |_| StoreError::Unreadable("the id of an unused token".to_owned());
        ids.map(|id| id?.parse().map_err(unreadable)).collect()
    }

    fn open_lock(&self) -> Option<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.file.as_ref()?.with_file_name(LOCK_NAME)).ok()
    }
}

/// Records that a token is not needed any more.
pub(super) fn leave(connection: &Connection, id: TokenId) -> Result<(), StoreError> {
    let sql = "insert or replace into unused_tokens (token_id, since) values (?1, null)";
    connection.prepare_cached(sql)?.execute([id.to_string()])?;
    Ok(())
}

/// Records that a token is deleted, or in use.
pub(super) fn settle(connection: &Connection, id: TokenId) -> Result<(), StoreError> {
    connection.prepare_cached("delete from unused_tokens where token_id = ?1")?.execute([id.to_string()])?;
    Ok(())
}
