//! What is known of the desktop's workspaces, for reading only.

use std::{collections::HashSet, sync::Arc, time::Instant};

use ipc::paths;
use watch::{
    Engine, Snapshot, Store, Workspace, WorkspaceId,
    engine::ChannelParts,
    present::report::whole_seconds,
    store::{Damage, StoreError},
    vault::SessionMemory,
    workspace::{handling::Handling, interval::Interval},
};

use super::{INTERVAL, OPENING, engine, lock};
use crate::{context::Context, error::CommandError, output};

/// The desktop's workspaces as they are stored.
pub(crate) struct Known {
    pub(crate) workspaces: Vec<(Workspace, Snapshot)>,
    /// Those that the user has archived.
    pub(crate) archived: HashSet<WorkspaceId>,
    /// The interval at which they are refreshed.
    pub(crate) interval: Interval,
}

impl Known {
    /// What the store has. An engine would read much more of it.
    fn of_store(store: &Store) -> Result<Self, StoreError> {
        let mut snapshots = store.snapshots()?;
        let known = |workspace: Workspace| {
            let snapshot = snapshots.remove(&workspace.id).unwrap_or_default();
            (workspace, snapshot)
        };
        let workspaces = store.workspaces()?.into_iter().map(known).collect();
        let handling = store.handling()?.into_iter();
        Ok(Self {
            workspaces,
            archived: handling.filter(|(_, handling)| *handling == Handling::Archived).map(|(id, _)| id).collect(),
            interval: store.settings()?.refresh.interval_hours,
        })
    }

    pub(super) fn of_engine(engine: &Engine) -> Self {
        Self {
            workspaces: engine.snapshots().into_iter().map(owned).collect(),
            archived: engine.archived(),
            interval: engine.settings().refresh.interval_hours,
        }
    }
}

/// A workspace and its snapshot, copied as long as the engine has them.
fn owned((workspace, snapshot): (Arc<Workspace>, Arc<Snapshot>)) -> (Workspace, Snapshot) {
    (Arc::unwrap_or_clone(workspace), Arc::unwrap_or_clone(snapshot))
}

/// What is known now.
pub(crate) fn known(context: &Context) -> Result<Known, CommandError> {
    read(context, |store| Known::of_store(&store))
}

/// An engine on what is known now, for what only it can say. It never needs a token.
pub(crate) fn engine_to_read(context: &Context) -> Result<Engine, CommandError> {
    read(context, |store| engine(context, store, Box::new(SessionMemory::default()), ChannelParts::default()))
}

/// Reads from the store. Beside an agent, or where nothing can be written, that does not change it; otherwise, a store that
/// does not exist, is of an earlier version or is damaged is created or brought up to date.
fn read<T>(context: &Context, read: impl Fn(Store) -> Result<T, StoreError>) -> Result<T, CommandError> {
    let folder = paths::data_dir()?;
    let end = Instant::now() + OPENING;
    loop {
        // Where it cannot be locked, it cannot be written either.
        let lock = lock(&folder);
        let done = match &lock {
            Ok(None) => Store::open_to_read(&folder).and_then(&read),
            Ok(Some(_)) | Err(_) => Store::open_briefly(&folder)
                .and_then(&read)
                .or_else(|_| {
                    let store = Store::open(&folder, context.clock.now())?;
                    note_damage(&store, "the store");
                    read(store)
                })
                .or_else(|error| Store::open_to_read(&folder).and_then(&read).map_err(|_| error)),
        };
        match done {
            Err(_) if matches!(lock, Ok(None)) && Instant::now() < end => std::thread::sleep(INTERVAL),
            done => return Ok(done?),
        }
    }
}

/// Prints what was done about damage when a store was opened.
pub(crate) fn note_damage(store: &Store, what: &str) {
    let Some(Damage { set_aside, copy_of }) = store.damage() else { return };
    let restored = match copy_of {
        Some(at) => format!("it was restored from a copy of {}", whole_seconds(*at)),
        None => "there was no copy to restore it from".to_owned(),
    };
    output::note(&format!("{what} was damaged: {restored}. The damaged file is kept as {}", set_aside.display()));
}
