//! Who may change what is stored in a data folder: one agent alone, or else commands of the headless program. These are locks
//! on two files in that folder, which the system releases when a process ends. An agent that starts while commands run
//! waits, and has a second lock meanwhile, so that they can give way and no more of them begin.
//!
//! Whoever only reads needs no lock: the store shows each reader a consistent state.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::{endpoint::Endpoint, paths};

/// The file that is locked by who may change what is stored. An agent writes the address of its socket into it. The store
/// has a lock of its own for the tokens that are being added.
const OWNED: &str = "license-watch.owner.lock";

/// The file that is locked by an agent that waits.
const AWAITED: &str = "license-watch.awaited.lock";

/// How often an agent looks whether commands have ended. Nothing announces that.
const INTERVAL: Duration = Duration::from_millis(50);

/// How often a command looks whether an agent waits for it.
const PAUSE: Duration = Duration::from_millis(250);

/// The right to change what is stored, until this is dropped.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
    data_dir: PathBuf,
}

impl StoreLock {
    /// Takes the lock for an agent, which has it alone. Waits for commands to end, at most for `patience`, and returns
    /// `None` if one still runs then. Blocks.
    ///
    /// # Errors
    /// When the folder or a file cannot be used.
    pub fn for_agent(data_dir: &Path, endpoint: &Endpoint, patience: Duration) -> io::Result<Option<Self>> {
        let file = open(data_dir, OWNED)?;
        let end = Instant::now() + patience;
        let mut waiting = None;
        while !has_taken(file.try_lock())? {
            if Instant::now() > end {
                return Ok(None);
            }
            // An agent that is about to end does not give way.
            if waiting.is_none() && !is_locked(data_dir, OWNED) {
                let awaited = open(data_dir, AWAITED)?;
                waiting = has_taken(awaited.try_lock())?.then_some(awaited);
                record(data_dir, endpoint);
            }
            thread::sleep(INTERVAL);
        }
        record(data_dir, endpoint);
        Ok(Some(Self { _file: file, data_dir: data_dir.to_owned() }))
    }

    /// Takes the lock for a command, which shares it with other commands. Returns `None` if an agent has it, or waits for it.
    ///
    /// # Errors
    /// When the folder or the file cannot be used.
    pub fn for_command(data_dir: &Path) -> io::Result<Option<Self>> {
        let file = open(data_dir, OWNED)?;
        let is_free = !is_locked(data_dir, AWAITED) && has_taken(file.try_lock_shared())?;
        Ok(is_free.then(|| Self { _file: file, data_dir: data_dir.to_owned() }))
    }

    /// The agent that has the lock, or waits for it; `None` if there is none. Creates nothing.
    pub fn agent(data_dir: &Path) -> Option<Endpoint> {
        let has_agent = is_locked(data_dir, OWNED) || is_locked(data_dir, AWAITED);
        has_agent.then(|| recorded(data_dir).unwrap_or_else(|| Endpoint::of(data_dir)))
    }

    /// Resolves once an agent waits for the lock.
    pub async fn awaited(&self) {
        while !is_locked(&self.data_dir, AWAITED) {
            sleep(PAUSE).await;
        }
    }
}

fn open(data_dir: &Path, name: &str) -> io::Result<File> {
    paths::create_private(data_dir)?;
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(data_dir.join(name))
}

/// Whether somebody has a file alone.
fn is_locked(data_dir: &Path, name: &str) -> bool {
    let tried = File::open(data_dir.join(name)).map(|file| file.try_lock_shared());
    matches!(tried, Ok(Err(TryLockError::WouldBlock)))
}

/// Whether a lock was taken, and not held by somebody else.
fn has_taken(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes down where the agent listens, because a command may run in an environment that names another folder for sockets, or
/// none. On Windows, that does not depend on the environment, and nobody can read a locked file.
#[cfg(unix)]
fn record(data_dir: &Path, endpoint: &Endpoint) {
    // Without it, a command still finds the agent in the same environment.
    let _ = std::fs::write(data_dir.join(OWNED), endpoint.address().as_os_str().as_encoded_bytes());
}

#[cfg(not(unix))]
fn record(_: &Path, _: &Endpoint) {}

/// The endpoint that the agent has recorded.
#[cfg(unix)]
fn recorded(data_dir: &Path) -> Option<Endpoint> {
    use std::os::unix::ffi::OsStringExt;
    let address = std::fs::read(data_dir.join(OWNED)).ok().filter(|address| !address.is_empty())?;
    Endpoint::at(std::ffi::OsString::from_vec(address).into())
}

#[cfg(not(unix))]
fn recorded(_: &Path) -> Option<Endpoint> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_has_the_store_alone_and_commands_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");
        let endpoint = Endpoint::of(&data_dir);
        let agent = || StoreLock::for_agent(&data_dir, &endpoint, Duration::ZERO).unwrap();
        let command = || StoreLock::for_command(&data_dir).unwrap();
        assert_eq!(StoreLock::agent(&data_dir), None);
        assert!(!data_dir.exists(), "asking creates nothing");

        let commands = (command().unwrap(), command().unwrap());
        assert!(agent().is_none(), "while commands run");
        assert_eq!(StoreLock::agent(&data_dir), None);
        drop(commands);

        let running = agent().unwrap();
        assert!(command().is_none() && agent().is_none(), "while an agent runs");
        let found = StoreLock::agent(&data_dir).unwrap();
        assert_eq!(found.address(), endpoint.address());
        drop(running);
        assert!(command().is_some());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_agent_waits_for_commands_and_no_more_of_them_begin() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().to_owned();
        let command = StoreLock::for_command(&data_dir).unwrap().unwrap();
        let agent = tokio::task::spawn_blocking({
            let data_dir = data_dir.clone();
            move || StoreLock::for_agent(&data_dir, &Endpoint::of(&data_dir), Duration::from_secs(60))
        });
        command.awaited().await;
        assert!(StoreLock::for_command(&data_dir).unwrap().is_none());
        assert!(StoreLock::agent(&data_dir).is_some(), "it is the agent to talk to");
        drop(command);
        let agent = agent.await.unwrap().unwrap();
        assert!(agent.is_some() && !is_locked(&data_dir, AWAITED));
    }
}
