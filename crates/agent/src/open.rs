//! Creates the engine with the system's clock, the store in the data folder and the system's keyring.

use std::{io, path::Path, sync::Arc, time::Duration};

use ipc::{endpoint::Endpoint, store_lock::StoreLock};
use jiff::{Timestamp, tz::TimeZone};
use watch::{
    Engine, Failure, FailureCode, Store, SystemClock,
    deliver::Notifier,
    engine::{ChannelParts, ChannelSource, Parts},
    i18n::language::Language,
    schedule::clock::{self, Clock, NotAnInstant},
    store::StoreError,
    vault,
};

/// How long to wait for a command of the headless program that uses the store. Less than a client waits for the greeting.
const COMMANDS: Duration = Duration::from_secs(10);

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error(transparent)]
    Clock(#[from] NotAnInstant),
    #[error("another program of License Watch is using the stored data")]
    InUse,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let message = error.to_string();
        match error {
            StartError::Clock(_) => Self::new(
                FailureCode::Internal,
                message,
                "Correct the environment variable, and start License Watch again.",
            ),
            StartError::InUse => {
                let hint = "It may be a command in a terminal or a script. Wait until it has ended, and start License Watch again.";
                Self::new(FailureCode::Storage, message, hint)
            }
            StartError::Store(StoreError::Newer { .. }) => {
                let hint = "Install the newer version again. No stored data is lost.";
                Self::new(FailureCode::Storage, message, hint)
            }
            StartError::Store(error) => error.into(),
        }
    }
}

/// Takes the store for this process alone, opens it, and creates the engine, which may be used as long as the lock is held. It
/// waits for commands that use the store, and not for the keyring. Blocks.
///
/// # Errors
/// When the environment sets the clock to something that is not a timestamp, when a command uses the store for long, or
/// when the store cannot be opened or read.
pub(crate) fn open(
    data_dir: &Path,
    endpoint: &Endpoint,
    notifier: Arc<dyn Notifier>,
) -> Result<(Engine, StoreLock), StartError> {
    let clock = clock::from_environment()?.map_or_else(SystemClock::default, SystemClock::starting_at);
    let unusable = |source: io::Error| StoreError::Folder { path: data_dir.to_owned(), source };
    let lock = StoreLock::for_agent(data_dir, endpoint, COMMANDS).map_err(unusable)?.ok_or(StartError::InUse)?;
    let store = Store::open(data_dir, clock.now())?;
    let parts = Parts {
        store,
        vault: vault::open(),
        clock: Arc::new(clock),
        zone: TimeZone::system(),
        system_language: Language::of_system(),
        bounds: Default::default(),
        notifier: Some(notifier),
        channels: ChannelParts { source: ChannelSource::Stored, ..ChannelParts::default() },
    };
    let engine = Engine::new(parts)?;
    tracing::info!(at = %Timestamp::now(), "started");
    Ok((engine, lock))
}
