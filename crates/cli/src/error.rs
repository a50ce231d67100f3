//! Why a command could not do what it was asked, and with which code it then exits.

use watch::{Failure, clock::NotAnInstant, paths::NoDataDir, store::StoreError};

use crate::fleet::FleetError;

/// Why a command could not do what it was asked. A workspace that cannot be read is none of these: it is data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// It was asked wrongly.
    #[error("{0}")]
    Usage(String),
    /// License Watch itself failed.
    #[error("{0}")]
    Own(String),
}

impl Trouble {
    /// The exit code, for every command but `check`.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Own(_) => 1,
        }
    }
}

impl From<FleetError> for Trouble {
    fn from(error: FleetError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<NotAnInstant> for Trouble {
    fn from(error: NotAnInstant) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<NoDataDir> for Trouble {
    fn from(error: NoDataDir) -> Self {
        Self::Own(error.to_string())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Own(format!("{}. {}", failure.message, failure.hint))
    }
}
