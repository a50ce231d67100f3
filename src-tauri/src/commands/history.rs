//! Commands for the history of a workspace.

use tauri::AppHandle;
use watch::{
    Failure, WorkspaceId,
    present::view::{ChangeView, WorkspaceView},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        revision::{Revision, RevisionId},
        usage::UsageHistory,
    },
};

use super::engine;

pub(super) fn history(app: &AppHandle, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
    engine(app).history(id)
}

pub(super) fn usage(app: &AppHandle, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
    engine(app).usage(id)
}

pub(super) fn revisions(app: &AppHandle, id: WorkspaceId) -> Result<Vec<Revision>, Failure> {
    engine(app).revisions(id)
}

pub(super) fn revision(app: &AppHandle, id: WorkspaceId, revision: RevisionId) -> Result<WorkspaceView, Failure> {
    engine(app).revision(id, revision)
}

pub(super) fn changes_between(
    app: &AppHandle,
    id: WorkspaceId,
    from: Option<RevisionId>,
    to: Option<RevisionId>,
) -> Result<Vec<ChangeView>, Failure> {
    engine(app).changes_between(id, from, to)
}

pub(super) fn raw_answer(app: &AppHandle, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
    engine(app).raw_answer(id)
}

pub(super) fn workspace_icon(app: &AppHandle, id: WorkspaceId) -> Result<Option<String>, Failure> {
    engine(app).icon(id)
}
