//! The state file of a fleet: where it is, and that only one process uses it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use ipc::paths;
use tokio::time::timeout_at;
use watch::{
    Engine, Store,
    engine::{ChannelParts, ChannelSource},
    store::StoreError,
    vault::SessionMemory,
};

use crate::{
    context::Context,
    desktop::{self, note_damage},
    error::CommandError,
    misplaced::shown_file,
    output,
    time_limit::TimeLimit,
};

/// The environment variable that names the file.
const VARIABLE: &str = "LICENSE_WATCH_STATE";

/// The environment variable in which systemd names the folder of a service, or several.
const SERVICE_FOLDERS: &str = "STATE_DIRECTORY";

/// The name of the file in the folder of a service.
const FILE_NAME: &str = "state.sqlite3";

/// The path of the state of a fleet: as given, as in the environment, or in the folder of the service; `None` if nothing says
/// that anything is to be remembered.
///
/// # Errors
/// If it is the fleet file itself.
pub(crate) fn path(given: Option<&Path>, fleet: &Path) -> Result<Option<PathBuf>, CommandError> {
    let named = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
    let of_service = || {
        let folders = named(SERVICE_FOLDERS)?;
        std::env::split_paths(&folders).next().map(|folder| folder.join(FILE_NAME))
    };
    let path = given.map(Path::to_owned).or_else(|| named(VARIABLE).map(PathBuf::from)).or_else(of_service);
    let is_fleet =
        |path: &PathBuf| fs::canonicalize(path).ok().is_some_and(|path| fs::canonicalize(fleet).ok() == Some(path));
    match path {
        Some(path) if is_fleet(&path) => Err(CommandError::Usage("--state: is the fleet file itself".to_owned())),
        path => Ok(path),
    }
}

/// The state of a fleet, in use by this process alone.
pub(crate) struct State {
    pub(crate) engine: Engine,
    /// `None` if nothing can be written, so that nothing is remembered.
    lock: Option<File>,
}

impl State {
    /// Whether what is found is remembered.
    pub(crate) fn is_remembered(&self) -> bool {
        self.lock.is_some()
    }

    /// Opens it, and waits until the limit while another process uses it. Where nothing can be written, what is known is read,
    /// and what is found is not remembered.
    ///
    /// # Errors
    /// When another process goes on using it, or it cannot be read.
    pub(crate) async fn open(
        path: &Path,
        limit: TimeLimit,
        channels: ChannelSource,
        context: &Context,
    ) -> Result<Self, CommandError> {
        let in_use = || {
            let (path, time) = (shown_file(path), limit.length());
            CommandError::Internal(format!(
                "the state file {path} is still in use by another license-watch after {time}. Wait until that one has ended, or use another state file"
            ))
        };
        let (file, clock) = (path.to_owned(), context.clock.clone());
        let opening = tokio::task::spawn_blocking(move || {
            let lock = lock(&file).map_err(|source| StoreError::Folder { path: file.clone(), source })?;
            Ok::<_, StoreError>((Store::open_fleet(&file, clock.now())?, lock))
        });
        let opened = timeout_at(limit.end, opening).await.map_err(|_| in_use())?;
        let opened = opened.map_err(|_| CommandError::Internal("could not open the state file".to_owned()))?;
        let (store, lock) = match opened {
            Ok((store, lock)) => (store, Some(lock)),
            Err(error) if may_be_readable(&error) => {
                let Ok(copy) = Store::copy_fleet_into_memory(path) else { return Err(error.into()) };
                let path = shown_file(path);
                output::note(&format!(
                    "the state file {path} cannot be written ({error}): what this run finds is not kept"
                ));
                (copy, None)
            }
            Err(error) => return Err(error.into()),
        };
        note_damage(&store, "the state file");
        Ok(Self { engine: engine(store, channels, context)?, lock })
    }
}

/// What is known in the state of a fleet, for reading only, also beside a process that uses it.
///
/// # Errors
/// When there is none, or it cannot be read.
pub(crate) fn known(path: &Path, context: &Context) -> Result<Engine, CommandError> {
    if !path.exists() {
        return Err(CommandError::Usage(format!(
            "the state file {} does not exist yet: run check, list or serve with --state first",
            shown_file(path)
        )));
    }
    engine(Store::open_fleet_to_read(path)?, ChannelSource::None, context)
}

/// An engine on the state, without a keyring: tokens are only in memory.
fn engine(store: Store, source: ChannelSource, context: &Context) -> Result<Engine, CommandError> {
    let channels = ChannelParts { source, ..ChannelParts::default() };
    Ok(desktop::engine(context, store, Box::new(SessionMemory::default()), channels)?)
}

/// Whether the file may be readable anyway.
fn may_be_readable(error: &StoreError) -> bool {
    match error {
        StoreError::Folder { .. } | StoreError::Sqlite(_) => true,
        StoreError::Newer { .. }
        | StoreError::Older { .. }
        | StoreError::Foreign { .. }
        | StoreError::Duplicate(_)
        | StoreError::Unreadable(_) => false,
    }
}

/// Locks a file beside the state, which cannot be locked itself, because it is replaced if it is damaged. Blocks until the
/// other process that has it ends.
fn lock(state: &Path) -> io::Result<File> {
    let state = std::path::absolute(state)?;
    paths::create_private(state.parent().unwrap_or(Path::new("")))?;
    let mut name = state.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(state.with_file_name(name))?;
    file.lock()?;
    Ok(file)
}
