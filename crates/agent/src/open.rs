//! Creates the engine with the system's clock, the store in the data folder and the system's keyring.

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use watch::{
    Engine, Failure, FailureCode, Store, SystemClock,
    deliver::Notifier,
    engine::Parts,
    i18n::language::Language,
    schedule::clock::{self, Clock, NotAnInstant},
    store::StoreError,
    vault,
};

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error(transparent)]
    Clock(#[from] NotAnInstant),
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
            StartError::Store(StoreError::Newer { .. }) => {
                let hint = "Install the newer version again. No stored data is lost.";
                Self::new(FailureCode::Storage, message, hint)
            }
            StartError::Store(error) => error.into(),
        }
    }
}

/// Opens the store, and creates the engine. It does not wait for the keyring. Blocks.
///
/// # Errors
/// When the environment sets the clock to something that is not a timestamp, or the store cannot be opened or read.
pub(crate) fn open(data_dir: &Path, notifier: Arc<dyn Notifier>) -> Result<Engine, StartError> {
    let clock = clock::from_environment()?.map_or_else(SystemClock::default, SystemClock::starting_at);
    let store = Store::open(data_dir, clock.now())?;
    let parts = Parts {
        store,
        vault: vault::open(),
        clock: Arc::new(clock),
        zone: TimeZone::system(),
        system_language: Language::of_system(),
        bounds: Default::default(),
        notifier: Some(notifier),
    };
    let engine = Engine::new(parts)?;
    tracing::info!(at = %Timestamp::now(), "started");
    Ok(engine)
}
