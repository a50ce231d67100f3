//! Commands of the window for the history of a workspace.

use tauri::{State, command};
use watch::{
    Failure, WorkspaceId,
    forecast::UsageHistory,
    moment::{Moment, MomentId},
    store::{ChangeRecord, KeptAnswer},
    view::WorkspaceView,
};

use crate::engine::AppState;

#[command(async)]
pub(crate) fn history(state: State<'_, AppState>, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
    state.engine.history(id)
}

#[command(async)]
pub(crate) fn usage(state: State<'_, AppState>, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
    state.engine.usage(id)
}

#[command(async)]
pub(crate) fn moments(state: State<'_, AppState>, id: WorkspaceId) -> Result<Vec<Moment>, Failure> {
    state.engine.moments(id)
}

#[command(async)]
pub(crate) fn moment(state: State<'_, AppState>, id: WorkspaceId, moment: MomentId) -> Result<WorkspaceView, Failure> {
    state.engine.moment(id, moment)
}

#[command(async)]
pub(crate) fn raw_answer(state: State<'_, AppState>, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
    state.engine.raw_answer(id)
}
