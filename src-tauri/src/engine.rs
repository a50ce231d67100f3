//! The engine, made of the real parts: the system's clock, the store in the data folder, the system's keyring.

use std::{path::PathBuf, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use watch::{
    Engine, Failure, Store, SystemClock,
    engine::Parts,
    paths::NoDataDir,
    schedule::clock::{self, Clock, NotAnInstant},
    store::StoreError,
    vault,
};

/// The engine, with what a window says about it.
pub(crate) struct Watching {
    pub(crate) engine: Engine,
    pub(crate) data_dir: PathBuf,
    /// Why tokens are not kept in the keyring.
    pub(crate) vault_problem: Option<Failure>,
}

/// Why there is no engine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error(transparent)]
    Clock(#[from] NotAnInstant),
    #[error(transparent)]
    NoDataDir(#[from] NoDataDir),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Starts the engine on this user's data.
pub(crate) fn start(data_dir: PathBuf) -> Result<Watching, StartError> {
    let clock = clock::from_environment()?.map_or_else(SystemClock::default, SystemClock::starting_at);
    let store = Store::open(&data_dir, clock.now())?;
    let (vault, problem) = vault::open();
    if let Some(problem) = &problem {
        tracing::warn!(%problem, "tokens are kept in memory until the application ends");
    }
    let parts = Parts { store, vault, clock: Arc::new(clock), zone: TimeZone::system(), bounds: Default::default() };
    let engine = Engine::new(parts)?;
    tracing::info!(at = %Timestamp::now(), "started");
    Ok(Watching { engine, data_dir, vault_problem: problem.map(Failure::from) })
}
