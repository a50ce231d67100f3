//! The desktop's own workspaces. Its store has one owner: the agent if License Watch runs in the background, and then
//! everything that changes something is the agent's to do. If none runs, commands use the store and the keyring themselves.
//! Both are a [`Desktop`]. Reading needs neither.

mod agent;
mod known;

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
    engine::{CONFIRMATION_PAUSE, ChannelParts, Parts},
    i18n::language::Language,
    present::view::{KeyApplied, KeyConsent, KeyPreview},
    store::StoreError,
    vault,
    workspace::{
        details::DetailsEntry,
        edit::WorkspaceEdit,
        groups::GroupName,
        import::{Imported, TryOut},
    },
};

use crate::{context::Context, error::CommandError};
use agent::{Agent, NoAgent, PATIENCE};

pub(crate) use known::{Known, engine_to_read, known, note_damage};

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
                let store = Store::open(&folder, context.clock.now())?;
                note_damage(&store, "the store");
                let engine = engine(context, store, vault, ChannelParts::default())?;
                engine.delete_unused_tokens().await;
                return Ok(Ok(Self::Own { engine, lock: Arc::new(lock) }));
            }
        }
    }

    /// What is known now, for reading.
    pub(crate) fn known(&self, context: &Context) -> Result<Known, CommandError> {
        match self {
            Self::Agent(_) => known(context),
            Self::Own { engine, .. } => Ok(Known::of_engine(engine)),
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

    /// Moves workspaces to a group, as [`Engine::move_to_group_called`].
    pub(crate) async fn move_to_group_called(&self, ids: Vec<WorkspaceId>, group: GroupName) -> Result<(), Failure> {
        match self {
            Self::Agent(agent) => agent.move_to_group_called(&ids, &group).await,
            Self::Own { engine, .. } => engine.move_to_group_called(&ids, group),
        }
    }

    /// Changes the name of a workspace, if one is given, and all that is noted about it. Returns the name that it has then.
    pub(crate) async fn edit(
        &self,
        id: WorkspaceId,
        name: Option<String>,
        details: DetailsEntry,
    ) -> Result<String, Failure> {
        match self {
            Self::Agent(agent) => agent.edit(id, name.as_deref(), &details).await,
            Self::Own { engine, .. } => {
                let edit = WorkspaceEdit { name, details: Some(details) };
                engine.edit_workspace(id, edit).map(|view| view.name)
            }
        }
    }

    /// What a license key would change, as [`Engine::preview_key`].
    pub(crate) async fn preview_key(&self, id: WorkspaceId, key: &str) -> Result<KeyPreview, Failure> {
        match self {
            Self::Agent(agent) => agent.preview_key(id, key).await,
            Self::Own { engine, .. } => engine.preview_key(id, key).await,
        }
    }

    /// Applies a license key, as [`Engine::apply_key`].
    pub(crate) async fn apply_key(
        &self,
        id: WorkspaceId,
        key: &str,
        consent: KeyConsent,
    ) -> Result<KeyApplied, Failure> {
        match self {
            Self::Agent(agent) => agent.apply_key(id, key, consent).await,
            Self::Own { engine, .. } => engine.apply_key(id, key, consent).await,
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

/// Whether it is an agent that a command waits for, and not the keyring.
pub(crate) fn has_agent() -> bool {
    paths::data_dir().is_ok_and(|folder| StoreLock::agent(&folder).is_some())
}

fn lock(folder: &Path) -> Result<Option<StoreLock>, StoreError> {
    StoreLock::for_command(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })
}

/// An engine on a store, which shows nothing by itself.
pub(crate) fn engine(
    context: &Context,
    store: Store,
    vault: Box<dyn Vault>,
    channels: ChannelParts,
) -> Result<Engine, StoreError> {
    Engine::new(Parts {
        store,
        vault,
        clock: context.clock.clone(),
        zone: context.zone.clone(),
        system_language: Language::English,
        bounds: Bounds::default(),
        notifier: None,
        channels,
    })
}
