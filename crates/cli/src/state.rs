//! The state file of a fleet: where it is, and that only one process changes it. Beside `serve`, commands read it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
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

/// How often to check whether another process that uses it has ended.
const INTERVAL: Duration = Duration::from_millis(50);

/// How long `serve` may take to create it, or to bring it up to date.
const OPENING: Duration = Duration::from_secs(3);

/// The most links that lead from one to another before they reach the file.
const LINKS: usize = 40;

/// The path of the state of a fleet: as given, as in the environment, or in the folder of the service; `None` if nothing says
/// that anything is to be remembered. It is that of the file itself, not of a link to it.
///
/// # Errors
/// If it is the fleet file itself, or no file.
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
        Some(path) => Ok(Some(file_at(path)?)),
        None => Ok(None),
    }
}

/// The file that a path leads to, which need not exist yet. What is locked, opened and copied is beside the file, so a link to it
/// must not be taken for another one. Nothing else is ever opened: a named pipe would never answer.
fn file_at(path: PathBuf) -> Result<PathBuf, CommandError> {
    let unusable = |what: &str| CommandError::Usage(format!("--state: {} is {what}", shown_file(&path)));
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => return Err(unusable("a folder, not a file")),
        Ok(found) if !found.is_file() => return Err(unusable("not a regular file")),
        // It may be created.
        Ok(_) | Err(_) => {}
    }
    let mut file = path.clone();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&file) else { return Ok(file) };
        file = file.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(unusable("a link that leads nowhere"))
}

/// The state of a fleet, in use by this process alone.
pub(crate) struct State {
    pub(crate) engine: Engine,
    /// `None` if nothing can be written, so that nothing is remembered.
    lock: Option<Locks>,
}

/// The state of a fleet for a command that reads workspaces.
pub(crate) enum Opened {
    /// It is this command's.
    Own(State),
    /// `serve` has it, and keeps reading the workspaces. This engine only reads what `serve` knows.
    Served(Engine),
}

/// What was found when the file was opened.
enum Found {
    Own(Result<(Store, Locks), StoreError>),
    Served(Store),
}

/// Opens the state for a command, which waits until the limit while another one uses it. Where nothing can be written, what is
/// known is read, and what is found is not remembered.
///
/// # Errors
/// When another command goes on using it, or it cannot be read.
pub(crate) async fn open(path: &Path, limit: TimeLimit, context: &Context) -> Result<Opened, CommandError> {
    match find(path, limit, Role::Command, context).await? {
        Found::Own(opened) => Ok(Opened::Own(State::new(path, opened, ChannelSource::None, context)?)),
        Found::Served(store) => Ok(Opened::Served(engine(store, ChannelSource::None, context)?)),
    }
}

impl State {
    /// Whether what is found is remembered.
    pub(crate) fn is_remembered(&self) -> bool {
        self.lock.is_some()
    }

    /// Opens it for `serve`, which waits until the limit while another process uses it.
    ///
    /// # Errors
    /// When another process goes on using it, or it cannot be read.
    pub(crate) async fn serve(
        path: &Path,
        limit: TimeLimit,
        channels: ChannelSource,
        context: &Context,
    ) -> Result<Self, CommandError> {
        match find(path, limit, Role::Service, context).await? {
            Found::Own(opened) => Self::new(path, opened, channels, context),
            // Only commands are content with that.
            Found::Served(_) => Err(in_use(path, limit)),
        }
    }

    fn new(
        path: &Path,
        opened: Result<(Store, Locks), StoreError>,
        channels: ChannelSource,
        context: &Context,
    ) -> Result<Self, CommandError> {
        let (store, lock) = match opened {
            Ok((store, lock)) => (store, Some(lock)),
            Err(error) if may_be_readable(&error) => {
                let Ok(copy) = Store::copy_fleet_into_memory(path) else { return Err(unusable(error)) };
                let path = shown_file(path);
                output::note(&format!(
                    "the state file {path} cannot be written ({error}): what this run finds is not kept"
                ));
                (copy, None)
            }
            Err(error) => return Err(unusable(error)),
        };
        note_damage(&store, "the state file");
        Ok(Self { engine: engine(store, channels, context)?, lock })
    }
}

fn in_use(path: &Path, limit: TimeLimit) -> CommandError {
    let (path, time) = (shown_file(path), limit.length());
    CommandError::Internal(format!(
        "the state file {path} is still in use by another license-watch after {time}. Wait until that one has ended, or use another state file"
    ))
}

/// Waits for the right to use the file, and opens it.
async fn find(path: &Path, limit: TimeLimit, role: Role, context: &Context) -> Result<Found, CommandError> {
    let (file, clock) = (path.to_owned(), context.clock.clone());
    let opening = tokio::task::spawn_blocking(move || {
        let unusable = |source| StoreError::Folder { path: file.clone(), source };
        let mut served_since = None;
        if !Locks::were_taken(&file).map_err(unusable)? {
            // So that nothing is left beside it. Otherwise, it may just be being created, which looks like something else.
            Store::refuse_foreign(&file)?;
        }
        loop {
            if let Some(locks) = Locks::take(&file, role).map_err(unusable)? {
                return Ok(Found::Own(Ok((Store::open_fleet(&file, clock.now())?, locks))));
            }
            if role == Role::Command && Locks::is_served(&file).map_err(unusable)? {
                let since = *served_since.get_or_insert_with(Instant::now);
                match Store::open_fleet_to_read(&file) {
                    Ok(store) => return Ok(Found::Served(store)),
                    Err(error) if since.elapsed() >= OPENING => return Err(error),
                    // It may be creating the file, or bringing it up to date.
                    Err(_) => {}
                }
            }
            thread::sleep(INTERVAL);
        }
    });
    let opened = timeout_at(limit.end, opening).await.map_err(|_| in_use(path, limit))?;
    let opened = opened.map_err(|_| CommandError::Internal("could not open the state file".to_owned()))?;
    Ok(opened.unwrap_or_else(|error| Found::Own(Err(error))))
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
    engine(Store::open_fleet_to_read(path).map_err(unusable)?, ChannelSource::None, context)
}

/// Why the state cannot be used, and what to do. Only what writes it brings it up to date.
fn unusable(error: StoreError) -> CommandError {
    match error {
        StoreError::Older { .. } => {
            CommandError::Internal(format!("{error}. Restart serve, or run check once if serve does not run."))
        }
        error => error.into(),
    }
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

/// Who wants to use the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A command, which ends soon.
    Command,
    /// `serve`, which stays and keeps what is known up to date.
    Service,
}

/// The right to be the only one that writes the state. It ends with the process. What is locked are files beside the state,
/// because the state itself is replaced if it is damaged.
struct Locks {
    _own: File,
    /// Tells commands that it is a service that has the right.
    _service: Option<File>,
}

impl Locks {
    /// Takes the right; `None` if another process has it.
    fn take(state: &Path, role: Role) -> io::Result<Option<Self>> {
        let state = std::path::absolute(state)?;
        paths::create_private(state.parent().unwrap_or(Path::new("")))?;
        let own = create(&beside(&state, ".lock"))?;
        match own.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let service = match role {
            Role::Command => None,
            Role::Service => {
                let service = create(&beside(&state, ".serve.lock"))?;
                // A command that looks whether it is locked locks it for a moment.
                service.lock()?;
                Some(service)
            }
        };
        Ok(Some(Self { _own: own, _service: service }))
    }

    /// Whether any process has ever had the right.
    fn were_taken(state: &Path) -> io::Result<bool> {
        fs::exists(beside(&std::path::absolute(state)?, ".lock"))
    }

    /// Whether a service has the right.
    fn is_served(state: &Path) -> io::Result<bool> {
        let service = match File::open(beside(&std::path::absolute(state)?, ".serve.lock")) {
            Ok(service) => service,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        match service.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn beside(state: &Path, suffix: &str) -> PathBuf {
    let mut name = state.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    state.with_file_name(name)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
