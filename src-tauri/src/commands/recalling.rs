//! What the window may ask of the past.

use tauri::{State, command};
use watch::{
    Failure, WorkspaceId,
    present::view::WorkspaceView,
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        revision::{Revision, RevisionId},
        usage::UsageHistory,
    },
};

use crate::engine::Watching;

#[command(async)]
pub(crate) fn history(watching: State<'_, Watching>, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
    watching.engine.history(id)
}

#[command(async)]
pub(crate) fn usage(watching: State<'_, Watching>, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
    watching.engine.usage(id)
}

#[command(async)]
pub(crate) fn moments(watching: State<'_, Watching>, id: WorkspaceId) -> Result<Vec<Revision>, Failure> {
    watching.engine.revisions(id)
}

#[command(async)]
pub(crate) fn moment(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    moment: RevisionId,
) -> Result<WorkspaceView, Failure> {
    watching.engine.revision(id, moment)
}

#[command(async)]
pub(crate) fn raw_answer(watching: State<'_, Watching>, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
    watching.engine.raw_answer(id)
}
