//! The desktop's own workspaces. Its store has one owner: the agent if License Watch runs in the background, and then
//! everything that changes something is the agent's to do. If none runs, commands use the store and the keyring themselves.
//! Both are a [`Desktop`]. Reading needs neither.

mod agent;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ipc::{paths, store_lock::StoreLock};
use rocketchat::{Bounds, Token};
use tokio::time::sleep;
use watch::{
    Engine, Failure, Store, TokenFate, Vault, Workspace, WorkspaceId,
    engine::{CONFIRMATION_PAUSE, Parts},
    i18n::language::Language,
    present::report::whole_seconds,
    store::{Damage, StoreError},
    vault::{self, SessionMemory},
    workspace::import::{Imported, TryOut},
};

use crate::{context::Context, error::CommandError, output};
use agent::{Agent, NoAgent, PATIENCE};

/// How often to try again what an agent that starts or ends holds up for a moment.
const INTERVAL: Duration = Duration::from_millis(50);

/// How long an agent may take to create the store, or to bring it up to date.
const OPENING: Duration = Duration::from_secs(3);

/// The desktop's workspaces, to be changed and refreshed. Clones share them.
#[derive(Clone)]
pub(crate) enum Desktop {
    /// An agent does it.
    Agent(Agent),
    /// This process does it, as long as it has the lock.
    Own { engine: Engine, lock: Arc<StoreLock> },
}

impl Desktop {
    /// The agent if one runs, or else an engine on the desktop's store and the system's keyring. If neither can be used, the
    /// reason: the agent does not respond, or the keyring does not open. The keyring is waited for, for at most a minute,
    /// and the store is not touched before.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub(crate) async fn open(context: &Context) -> Result<Result<Self, Failure>, CommandError> {
        let folder = paths::data_dir()?;
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(endpoint) = StoreLock::agent(&folder) {
                match Agent::connect(&endpoint).await {
                    Ok(agent) => return Ok(Ok(Self::Agent(agent))),
                    Err(NoAgent::Unusable(failure)) => return Ok(Err(failure)),
                    Err(NoAgent::NotListening) if Instant::now() < end => sleep(INTERVAL).await,
                    Err(NoAgent::NotListening) => return Ok(Err(agent::no_answer())),
                }
                continue;
            }
            let opened = tokio::task::spawn_blocking(vault::open_now).await;
            let vault = match opened.map_err(|_| CommandError::Internal("could not access the keyring".to_owned()))? {
                Ok(vault) => vault,
                Err(error) => return Ok(Err(error.into())),
            };
            // Otherwise, an agent has started meanwhile.
            if let Some(lock) = lock(&folder)? {
                let engine = engine(context, Store::open(&folder, context.clock.now())?, vault)?;
                engine.delete_unused_tokens().await;
                return Ok(Ok(Self::Own { engine, lock: Arc::new(lock) }));
            }
        }
    }

    /// What is known now, for reading.
    pub(crate) fn known(&self, context: &Context) -> Result<Engine, CommandError> {
        match self {
            Self::Agent(_) => known(context),
            Self::Own { engine, .. } => Ok(engine.clone()),
        }
    }

    /// Refreshes a workspace, as [`Engine::refresh`].
    pub(crate) async fn refresh(&self, id: WorkspaceId) -> Result<(), Failure> {
        match self {
            Self::Agent(agent) => agent.refresh(id).await,
            Self::Own { engine, .. } => engine.refresh(id).await,
        }
    }

    /// Reads again, soon, what the latest refreshes have not confirmed.
    pub(crate) async fn confirm(&self) -> Result<(), Failure> {
        match self {
            Self::Agent(agent) => agent.confirm().await,
            Self::Own { engine, .. } => engine.confirm(CONFIRMATION_PAUSE).await,
        }
    }

    /// Imports workspaces, as [`Engine::import_new`].
    pub(crate) async fn import(
        &self,
        workspaces: Vec<(Workspace, Token)>,
        try_out: TryOut,
    ) -> Result<Imported, Failure> {
        match self {
            Self::Agent(agent) => agent.import(&workspaces, try_out).await,
            Self::Own { engine, .. } => engine.import_new(workspaces, try_out).await,
        }
    }

    /// Removes a workspace, with its token from the keyring.
    pub(crate) async fn remove(&self, id: WorkspaceId) -> Result<(), Failure> {
        match self {
            Self::Agent(agent) => agent.remove(id).await,
            Self::Own { engine, .. } => engine.remove(id, TokenFate::Leave).await,
        }
    }

    /// Resolves once an agent that starts waits for this process to give way.
    pub(crate) async fn awaited(&self) {
        match self {
            Self::Agent(_) => std::future::pending().await,
            Self::Own { lock, .. } => lock.awaited().await,
        }
    }

    /// Ends what is running, once everything is written.
    pub(crate) async fn stop(self) {
        match self {
            Self::Agent(_) => {}
            Self::Own { engine, .. } => engine.stop().await,
        }
    }

    /// Copies the store after it was changed. An agent does that by itself.
    pub(crate) fn copy_store(&self) {
        match self {
            Self::Agent(_) => {}
            Self::Own { engine, .. } => engine.copy_store(),
        }
    }
}

/// What is known, for reading only, from an engine that never needs a token. Beside an agent, or where nothing can be written,
/// it is read from the store without changing that; otherwise, a store that does not exist, is of an earlier version or is
/// damaged is created or brought up to date.
pub(crate) fn known(context: &Context) -> Result<Engine, CommandError> {
    let folder = paths::data_dir()?;
    let end = Instant::now() + OPENING;
    loop {
        // Where it cannot be locked, it cannot be written either.
        let lock = lock(&folder);
        let store = match &lock {
            Ok(None) => Store::open_to_read(&folder),
            Ok(Some(_)) | Err(_) => {
                let opened = Store::open(&folder, context.clock.now());
                opened.or_else(|error| Store::open_to_read(&folder).map_err(|_| error))
            }
        };
        match store {
            Err(_) if matches!(lock, Ok(None)) && Instant::now() < end => std::thread::sleep(INTERVAL),
            store => return engine(context, store?, Box::new(SessionMemory::default())),
        }
    }
}

/// Whether it is an agent that a command waits for, and not the keyring.
pub(crate) fn has_agent() -> bool {
    paths::data_dir().is_ok_and(|folder| StoreLock::agent(&folder).is_some())
}

fn lock(folder: &Path) -> Result<Option<StoreLock>, StoreError> {
    StoreLock::for_command(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })
}

fn engine(context: &Context, store: Store, vault: Box<dyn Vault>) -> Result<Engine, CommandError> {
    if let Some(Damage { set_aside, copy_of }) = store.damage() {
        let restored = match copy_of {
            Some(at) => format!("it was restored from a copy of {}", whole_seconds(*at)),
            None => "there was no copy to restore it from".to_owned(),
        };
        output::note(&format!(
            "the store was damaged: {restored}. The damaged file is kept as {}",
            set_aside.display()
        ));
    }
    Ok(Engine::new(Parts {
        store,
        vault,
        clock: context.clock.clone(),
        zone: context.zone.clone(),
        system_language: Language::English,
        bounds: Bounds::default(),
        notifier: None,
        channels: Default::default(),
    })?)
}
