//! Looking back: what changed at a workspace, how it stood before, and what its server said last.

use jiff::Timestamp;
use rocketchat::LicenseEndpoint;
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::{
    failure::Failure,
    moment::{Moment, MomentId},
    store::ChangeRecord,
    view::{Activity, WorkspaceView},
    workspace::WorkspaceId,
};

/// The newest answer of a workspace as it came.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, rename = "RawAnswer")]
pub struct RawAnswerView {
    /// The endpoint that gave it.
    pub endpoint: &'static str,
    /// When it came.
    #[ts(type = "string")]
    pub fetched_at: Timestamp,
    /// What it said, in JSON, without its secrets; where it was very long, its beginning.
    pub body: String,
    /// How many values were cut out of it.
    pub cut: u32,
}

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
    pub fn moments(&self, id: WorkspaceId) -> Result<Vec<Moment>, Failure> {
        Ok(self.0.store.moments(id)?)
    }

    /// A workspace as it stood at one of its moments.
    ///
    /// # Errors
    /// When there is no such workspace or no such moment, or the store cannot be read.
    pub fn moment(&self, id: WorkspaceId, moment: MomentId) -> Result<WorkspaceView, Failure> {
        let snapshot = self.0.store.snapshot_at(id, moment)?.ok_or_else(Failure::unknown_workspace)?;
        let then = snapshot.fetched_at.unwrap_or_else(|| self.now());
        let (every, book) = (self.every(), self.book());
        let entry = book.entry(id)?;
        Ok(WorkspaceView::new(&entry.workspace, &snapshot, &entry.reminding, Activity::Idle, every, then))
    }

    /// The newest answer of a workspace as it came; nothing before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn raw_answer(&self, id: WorkspaceId) -> Result<Option<RawAnswerView>, Failure> {
        let kept = self.0.store.kept_answer(id)?;
        Ok(kept.map(|kept| RawAnswerView {
            endpoint: match kept.endpoint {
                LicenseEndpoint::Info => "licenses.info",
                LicenseEndpoint::Get => "licenses.get",
            },
            fetched_at: kept.fetched_at,
            body: kept.raw.body,
            cut: kept.raw.cut,
        }))
    }
}
