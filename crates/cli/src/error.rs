//! Why a command failed, and its exit code.

use ipc::paths::NoDataDir;
use watch::{Failure, schedule::clock::NotAnInstant, store::StoreError};

use crate::fleet::FleetError;

/// Why a command failed. A workspace that cannot be read is not an error: it is data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// Wrong usage.
    #[error("{0}")]
    Usage(String),
    /// License Watch itself failed.
    #[error("{0}")]
    Internal(String),
}

impl CommandError {
    /// The exit code, for every command but `check`.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Internal(_) => 1,
        }
    }
}

impl From<FleetError> for CommandError {
    fn from(error: FleetError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<NotAnInstant> for CommandError {
    fn from(error: NotAnInstant) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<NoDataDir> for CommandError {
    fn from(error: NoDataDir) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        Self::Internal(format!("{}. {}", failure.message, failure.hint))
    }
}
