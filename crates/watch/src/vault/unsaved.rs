//! Tokens that the keyring has not taken yet.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rocketchat::Token;

use crate::workspace::TokenId;

/// Tokens in memory, until the keyring has confirmed that it holds them.
#[derive(Default)]
pub(super) struct Unsaved(Mutex<HashMap<TokenId, Token>>);

impl Unsaved {
    fn tokens(&self) -> MutexGuard<'_, HashMap<TokenId, Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: TokenId) -> Option<Token> {
        self.tokens().get(&id).cloned()
    }

    pub(super) fn insert(&self, id: TokenId, token: &Token) {
        self.tokens().insert(id, token.clone());
    }

    pub(super) fn remove(&self, id: TokenId) {
        self.tokens().remove(&id);
    }

    /// Removes a token that the keyring has taken, unless it was replaced in the meantime.
    pub(super) fn taken(&self, id: TokenId, token: &Token) {
        let mut tokens = self.tokens();
        if tokens.get(&id).is_some_and(|newest| newest.expose() == token.expose()) {
            tokens.remove(&id);
        }
    }

    pub(super) fn ids(&self) -> Vec<TokenId> {
        self.tokens().keys().copied().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.tokens().len()
    }
}
