//! A workspace's history: its changes, its revisions, and the latest raw answer.

use jiff::Timestamp;

use super::Engine;
use crate::{
    failure::Failure,
    i18n::Audience,
    present::view::{Activity, FullWorkspaceView, Known},
    store::{ChangeRecord, KeptAnswer},
    workspace::{
        WorkspaceId,
        past::Past,
        revision::{Revision, RevisionId},
    },
};

impl Engine {
    /// When the license of a workspace last changed; `None` if it never has.
    pub(super) fn changed_at(&self, id: WorkspaceId) -> Option<Timestamp> {
        self.store(|store| store.changed_at(id)).unwrap_or_else(|error| {
            tracing::error!(workspace = %id, %error, "failed to read when it last changed");
            None
        })
    }

    /// The newest changes of a workspace, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
        Ok(self.store(|store| store.history(id))?)
    }

    /// The revisions of a workspace's license, newest first. The first is the current one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn revisions(&self, id: WorkspaceId) -> Result<Vec<Revision>, Failure> {
        Ok(self.store(|store| store.revisions(id))?)
    }

    /// A workspace as it was at one of its revisions.
    ///
    /// # Errors
    /// When there is no such workspace or revision, or the store cannot be read.
    pub fn revision(&self, id: WorkspaceId, revision: RevisionId) -> Result<FullWorkspaceView, Failure> {
        let snapshot = self.store(|store| store.snapshot_at(id, revision))?.ok_or_else(Failure::unknown_workspace)?;
        let audience = self.audience();
        let then = Audience { now: snapshot.fetched_at.unwrap_or(audience.now), ..audience };
        let (interval, cache) = (self.refresh_interval(), self.cache());
        let entry = cache.entry(id)?;
        let known = Known {
            workspace: &entry.workspace,
            snapshot: &snapshot,
            past: &Past::default(),
            reminders: &entry.reminders,
            is_muted: cache.is_muted(entry),
            handling: &entry.handling,
            activity: Activity::Idle,
            interval,
        };
        Ok(FullWorkspaceView::new(&known, &then))
    }

    /// The latest answer of a workspace as its server sent it, without secrets; `None` before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn raw_answer(&self, id: WorkspaceId) -> Result<Option<KeptAnswer>, Failure> {
        Ok(self.store(|store| store.kept_answer(id))?)
    }
}
