//! The session's memory as a vault, if there is no keyring, and in tests.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use rocketchat::Token;

use super::{Vault, VaultError, VaultState, VaultStatus};
use crate::workspace::TokenId;

/// Stores tokens until this process ends.
#[derive(Debug, Default)]
pub struct SessionMemory(Mutex<HashMap<TokenId, Token>>);

impl SessionMemory {
    fn tokens(&self) -> std::sync::MutexGuard<'_, HashMap<TokenId, Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for SessionMemory {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        Ok(self.tokens().get(&id).cloned())
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.tokens().insert(id, token.clone());
        Ok(())
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.tokens().remove(&id);
        Ok(())
    }

    fn status(&self) -> VaultStatus {
        VaultState::SessionMemory.into()
    }
}
