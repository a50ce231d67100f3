//! The vault, which stores tokens: the system's keyring, or the session's memory while the keyring is away.

#[cfg(any(not(target_os = "linux"), test))]
mod blocking;
mod memory;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
mod unsaved;

use rocketchat::Token;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use ts_rs::TS;

use crate::workspace::TokenId;

pub use memory::SessionMemory;

/// The application's id, under which the keyring has the tokens, and with which desktops find name and icon.
pub const APPLICATION_ID: &str = "dev.licensewatch.desktop";

/// A store for tokens. Its methods may block, for a limited time: none of them waits for the user.
pub trait Vault: Send + Sync + 'static {
    /// The token with this id; `None` if there is none.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError>;

    /// Stores a token under this id, replacing any previous one.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError>;

    /// Deletes the token with this id. It is not an error if there is none.
    ///
    /// # Errors
    /// When the vault is not available or denies access.
    fn forget(&self, id: TokenId) -> Result<(), VaultError>;

    /// Where this vault stores tokens now.
    fn status(&self) -> VaultStatus;

    /// Follows the status.
    fn changes(&self) -> watch::Receiver<VaultStatus> {
        // Without a sender: it never changes.
        watch::channel(self.status()).1
    }

    /// Asks the user to unlock the vault if it is locked, also if the user has dismissed that before. Does not wait for
    /// the answer.
    fn ask_to_unlock(&self) {}
}

/// Whether tokens can be read and stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// The system's keyring is open.
    Keyring,
    /// The system's keyring is not running. It is used as soon as it appears.
    Absent,
    /// The system's keyring is locked. It is used as soon as it is unlocked.
    Locked,
    /// The system's keyring does not answer in time. It is tried again later.
    NotResponding,
    /// There is only this process's memory: tokens are lost when it ends.
    SessionMemory,
}

/// The state of a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus {
    /// Whether tokens can be read and stored.
    pub state: VaultState,
    /// How many tokens are only in memory until the keyring takes them.
    pub unsaved: usize,
    /// Why the keyring cannot be used; `None` if it can.
    pub problem: Option<VaultError>,
}

impl From<VaultState> for VaultStatus {
    fn from(state: VaultState) -> Self {
        Self { state, unsaved: 0, problem: None }
    }
}

/// The vault cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keyring, or not yet.
    #[error("no keyring is available on this system ({0})")]
    Absent(String),
    /// The keyring is locked, or denies access.
    #[error("the keyring cannot be opened ({0})")]
    Locked(String),
    /// The keyring does not answer in time.
    #[error("the keyring is not responding")]
    TimedOut,
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
            Self::TimedOut => "Check whether the keyring shows a prompt, or restart it.",
            Self::Failed(_) => "Check the entries of License Watch in the system's password manager.",
        }
    }

    /// The state of the keyring that has failed like this; `None` if it works, but not for one token.
    #[cfg(target_os = "linux")]
    fn state(&self) -> Option<VaultState> {
        match self {
            Self::Absent(_) => Some(VaultState::Absent),
            Self::Locked(_) => Some(VaultState::Locked),
            Self::TimedOut => Some(VaultState::NotResponding),
            Self::Failed(_) => None,
        }
    }
}

/// What happens to a token that is stored while the keyring is away.
#[cfg(target_os = "linux")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhenAway {
    /// It stays in memory until the keyring takes it.
    Remember,
    /// Storing it fails.
    Fail,
}

/// The system's keyring, for a program that keeps running. Returns at once: the keyring may appear later, and what is
/// stored until then stays in memory.
pub fn open() -> Box<dyn Vault> {
    #[cfg(target_os = "linux")]
    return secret_service::open(WhenAway::Remember);
    #[cfg(not(target_os = "linux"))]
    return Box::new(native::open());
}

/// The system's keyring, for a command that ends. Blocks until it is open, at most a minute if the user is asked to
/// unlock it. Must not be called on a thread of an async runtime.
///
/// # Errors
/// When it is absent, stays locked or does not answer.
pub fn open_now() -> Result<Box<dyn Vault>, VaultError> {
    #[cfg(target_os = "linux")]
    return secret_service::open_now();
    #[cfg(not(target_os = "linux"))]
    return Ok(Box::new(native::open()));
}
