//! The vault, which stores tokens: the system's keyring, or the session's memory if there is none.

mod keyring;
mod memory;

use rocketchat::Token;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::workspace::WorkspaceId;

pub use keyring::Keyring;
pub use memory::SessionMemory;

/// A store for tokens. Its methods may block, because the system's keyring may ask the user to unlock it.
pub trait Vault: Send + Sync + 'static {
    /// The token of a workspace; `None` if there is none.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn token(&self, id: WorkspaceId) -> Result<Option<Token>, VaultError>;

    /// Stores the token of a workspace, replacing any previous one.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn keep(&self, id: WorkspaceId, token: &Token) -> Result<(), VaultError>;

    /// Deletes the token of a workspace. It is not an error if there is none.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn forget(&self, id: WorkspaceId) -> Result<(), VaultError>;

    /// Where this vault stores tokens.
    fn state(&self) -> VaultState;
}

/// Where tokens are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// In the system's keyring.
    Keyring,
    /// In this process's memory: they are lost when it ends.
    SessionMemory,
}

/// The vault cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keyring.
    #[error("no keyring answers on this system ({0})")]
    Absent(String),
    /// The keyring is locked, or denies access.
    #[error("the keyring cannot be opened ({0})")]
    Locked(String),
    /// The keyring failed to read, store or delete a token.
    #[error("the keyring cannot read or store the token ({0})")]
    Failed(String),
}

impl VaultError {
    /// What the admin can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Absent(_) if cfg!(target_os = "linux") => {
                "Install and start a keyring that offers the Secret Service: gnome-keyring, KWallet or KeePassXC."
            }
            Self::Absent(_) => "Sign in to a desktop session, in which the system's keyring is available.",
            Self::Locked(_) => {
                "Unlock the keyring (sign in to the desktop, or open its password manager) and try again."
            }
            Self::Failed(_) => "Look at the entries of License Watch in the system's password manager.",
        }
    }
}

/// Opens the system's keyring. If there is none, returns the session's memory and the reason.
pub fn open() -> (Box<dyn Vault>, Option<VaultError>) {
    match Keyring::open() {
        Ok(keyring) => (Box::new(keyring), None),
        Err(error) => (Box::new(SessionMemory::default()), Some(error)),
    }
}
