//! Looking back: what changed at a workspace, how it stood before, and what its server said last.

use super::Engine;
use crate::{
    failure::Failure,
    present::view::{Activity, WorkspaceView},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        WorkspaceId,
        revision::{Revision, RevisionId},
    },
};

impl Engine {
    /// The newest changes of a workspace, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
        Ok(self.0.store.history(id)?)
    }

    /// The moments since which the license of a workspace stood otherwise, newest first: the first is how it stands now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn revisions(&self, id: WorkspaceId) -> Result<Vec<Revision>, Failure> {
        Ok(self.0.store.revisions(id)?)
    }

    /// A workspace as it stood at one of its moments.
    ///
    /// # Errors
    /// When there is no such workspace or no such moment, or the store cannot be read.
    pub fn revision(&self, id: WorkspaceId, moment: RevisionId) -> Result<WorkspaceView, Failure> {
        let snapshot = self.0.store.snapshot_at(id, moment)?.ok_or_else(Failure::unknown_workspace)?;
        let then = snapshot.fetched_at.unwrap_or_else(|| self.now());
        let (every, cache) = (self.every(), self.cache());
        let entry = cache.entry(id)?;
        Ok(WorkspaceView::new(&entry.workspace, &snapshot, &entry.reminding, Activity::Idle, every, then))
    }

    /// The newest answer of a workspace as it came; nothing before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn raw_answer(&self, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
        Ok(self.0.store.kept_answer(id)?)
    }
}
