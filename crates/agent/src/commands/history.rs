//! Commands for the history of a workspace.

use watch::{
    Engine, Failure, WorkspaceId,
    present::view::{ChangeView, FullWorkspaceView},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        revision::{Revision, RevisionId},
        usage::UsageHistory,
    },
};

pub(super) fn history(engine: &Engine, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
    engine.history(id)
}

pub(super) fn usage(engine: &Engine, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
    engine.usage(id)
}

pub(super) fn revisions(engine: &Engine, id: WorkspaceId) -> Result<Vec<Revision>, Failure> {
    engine.revisions(id)
}

pub(super) fn revision(engine: &Engine, id: WorkspaceId, revision: RevisionId) -> Result<FullWorkspaceView, Failure> {
    engine.revision(id, revision)
}

pub(super) fn changes_between(
    engine: &Engine,
    id: WorkspaceId,
    from: Option<RevisionId>,
    to: Option<RevisionId>,
) -> Result<Vec<ChangeView>, Failure> {
    engine.changes_between(id, from, to)
}

pub(super) fn raw_answer(engine: &Engine, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
    engine.raw_answer(id)
}

pub(super) fn workspace_icon(engine: &Engine, id: WorkspaceId) -> Result<Option<String>, Failure> {
    engine.icon(id)
}
