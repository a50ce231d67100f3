//! Calls of the vault, and what happens when it appears or is unlocked.

use std::{sync::atomic::Ordering, time::Duration};

use rocketchat::{Credentials, Error, Token};
use tokio::sync::watch;

use super::{Engine, EngineEvent, disk::on_disk};
use crate::{
    failure::{Failure, FailureCode},
    vault::{Vault, VaultError, VaultState, VaultStatus},
    workspace::{TokenId, Workspace, WorkspaceId},
};

/// How long the vault may take before due reminders no longer wait for the refreshes that wait for it.
const SLOW: Duration = Duration::from_secs(1);

impl Engine {
    /// The state of the vault, which stores the tokens.
    pub fn vault_status(&self) -> VaultStatus {
        self.0.vault.status()
    }

    /// Follows the state of the vault.
    pub fn vault_changes(&self) -> watch::Receiver<VaultStatus> {
        self.0.vault.changes()
    }

    /// The credentials of a workspace.
    pub(super) async fn credentials(&self, workspace: &Workspace) -> Result<Credentials, Failure> {
        let token = self.token(workspace.token).await?.ok_or(Error::CredentialsMissing)?;
        Ok(Credentials { user_id: workspace.user_id.clone(), token })
    }

    /// A token; `None` if there is none.
    pub(super) async fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        let token = self.with_vault(move |vault| vault.token(id));
        tokio::pin!(token);
        if let Ok(token) = tokio::time::timeout(SLOW, &mut token).await {
            return token;
        }
        let _slow = SlowVault::new(self);
        token.await
    }

    /// Calls the vault on a thread that may block.
    pub(super) async fn with_vault<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let engine = self.clone();
        let called = tokio::task::spawn_blocking(move || call(engine.0.vault.as_ref())).await;
        called.unwrap_or_else(|_| Err(VaultError::Failed("the call was aborted".to_owned())))
    }

    /// Deletes a token that the store knows to be unused: now, or when the vault can be used.
    pub(super) async fn delete_token(&self, id: TokenId) {
        let deleted = self.with_vault(move |vault| vault.forget(id)).await.map_err(Failure::from);
        let settled = deleted.and_then(|()| Ok(self.store(|store| store.token_is_settled(id))?));
        if let Err(error) = settled {
            tracing::warn!(token = %id, %error, "failed to delete an unused token; it is tried again");
        }
    }

    /// Deletes the tokens that were no longer needed while the vault could not be used, or whose addition was interrupted.
    pub async fn delete_unused_tokens(&self) {
        let ids = self.store(|store| store.unused_tokens()).unwrap_or_else(|error| {
            tracing::error!(%error, "failed to read which tokens are unused");
            Vec::new()
        });
        for id in ids {
            self.delete_token(id).await;
        }
    }

    /// Refreshes what waited for the vault, and deletes what is left in it, once it can be used.
    pub(super) async fn follow_vault(&self) {
        let mut changes = self.0.vault.changes();
        loop {
            let status = changes.borrow_and_update().clone();
            self.vault_changed(&status);
            if can_be_read(status.state) {
                self.delete_unused_tokens().await;
            }
            if changes.changed().await.is_err() {
                // It never changes.
                return std::future::pending().await;
            }
        }
    }

    fn vault_changed(&self, status: &VaultStatus) {
        if can_be_read(status.state) {
            let now = self.now();
            self.cache().reschedule(|entry| {
                let is_of_vault = entry.snapshot.failure.as_ref().is_some_and(|failure| failure.code.is_of_vault());
                is_of_vault.then(|| entry.schedule.due_now(now))
            });
            self.retry_channels_after(FailureCode::is_of_vault);
            self.0.nudge.notify_one();
        }
        self.emit(EngineEvent::VaultChanged);
    }

    /// Schedules a refresh of a workspace whose refresh has just failed because of the vault, if the vault has opened
    /// since `changes` were last seen.
    pub(super) fn refresh_if_vault_has_opened(&self, id: WorkspaceId, changes: &watch::Receiver<VaultStatus>) {
        if changes.has_changed().unwrap_or(false)
            && can_be_read(self.vault_status().state)
            && let Some(entry) = self.cache().entry_mut(id)
        {
            entry.schedule = entry.schedule.due_now(self.now());
        }
    }
}

fn can_be_read(state: VaultState) -> bool {
    match state {
        VaultState::Keyring | VaultState::SessionMemory => true,
        VaultState::Absent | VaultState::Locked | VaultState::NotResponding => false,
    }
}

/// Counts a call of the vault that takes long. The first one delivers what is due without waiting for refreshes.
struct SlowVault<'a>(&'a Engine);

impl<'a> SlowVault<'a> {
    fn new(engine: &'a Engine) -> Self {
        if engine.0.slow_vault_calls.fetch_add(1, Ordering::Relaxed) == 0 {
            on_disk(|| {
                engine.record_due_except(&[], true);
                engine.deliver();
            });
        }
        Self(engine)
    }
}

impl Drop for SlowVault<'_> {
    fn drop(&mut self) {
        self.0.0.slow_vault_calls.fetch_sub(1, Ordering::Relaxed);
    }
}
