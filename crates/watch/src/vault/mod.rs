//! Where tokens are kept: the operating system's keyring, and nowhere else.

mod keyring;
mod memory;

use rocketchat::Token;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::workspace::WorkspaceId;

pub use keyring::Keyring;
pub use memory::SessionMemory;

/// A keeper of tokens. Its calls may block on the system's keyring, which may ask the user to unlock it.
pub trait Vault: Send + Sync + 'static {
    /// The token of a workspace; nothing when there is none.
    ///
    /// # Errors
    /// When the vault does not answer or refuses.
    fn token(&self, id: WorkspaceId) -> Result<Option<Token>, VaultError>;

    /// Keeps the token of a workspace, in place of any that was there.
    ///
    /// # Errors
    /// When the vault does not answer or refuses.
    fn keep(&self, id: WorkspaceId, token: &Token) -> Result<(), VaultError>;

    /// Forgets the token of a workspace. None to forget is no error.
    ///
    /// # Errors
    /// When the vault does not answer or refuses.
    fn forget(&self, id: WorkspaceId) -> Result<(), VaultError>;

    /// Where it keeps them.
    fn state(&self) -> VaultState;
}

/// Where tokens are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// In the system's keyring.
    Keyring,
    /// In this process alone: they are gone when it ends.
    SessionMemory,
}

/// The vault does not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No keyring answers.
    #[error("no keyring answers on this system ({0})")]
    Absent(String),
    /// The keyring is locked, or refuses.
    #[error("the keyring does not open ({0})")]
    Locked(String),
    /// The keyring fails at what it was asked.
    #[error("the keyring cannot keep or find the token ({0})")]
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

/// The system's keyring, or, where none answers, this session's memory, with the reason.
pub fn open() -> (Box<dyn Vault>, Option<VaultError>) {
    match Keyring::open() {
        Ok(keyring) => (Box::new(keyring), None),
        Err(error) => (Box::new(SessionMemory::default()), Some(error)),
    }
}
