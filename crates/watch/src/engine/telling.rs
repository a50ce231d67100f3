//! Telling what is due: recorded first, then handed out to be shown, and marked once it was.

use jiff::SignedDuration;

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    notice::{Notice, NoticeId},
    remind,
    store::StoreError,
    workspace::WorkspaceId,
};

/// How long something that is due waits for the workspaces that are being asked, so that what comes due together is told
/// together.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

impl Engine {
    /// Marks a notice as shown. One that is not marked is shown once more after the next start.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[NoticeId]) -> Result<(), Failure> {
        Ok(self.0.store.mark_shown(ids, self.now())?)
    }

    /// Records what is due of a workspace as told, to be handed out. Where nobody listens it stays due: what was told and
    /// heard by nobody would be lost.
    pub(super) fn remind(&self, id: WorkspaceId) {
        if !self.has_listener() {
            return;
        }
        let known = self.book().entry(id).map(|entry| (entry.workspace.clone(), entry.snapshot.clone()));
        let Ok((workspace, snapshot)) = known else { return };
        if let Err(error) = remind::claim(&self.0.store, &workspace, &snapshot, self.now()) {
            tracing::error!(workspace = %id, %error, "a reminder cannot be recorded and stays due");
        }
    }

    /// Hands out what waits to be shown, unless workspaces are being asked that may have more to tell.
    pub(super) fn hand_out(&self) {
        if self.has_listener()
            && let Err(error) = self.try_hand_out()
        {
            tracing::error!(%error, "what is due cannot be handed out, and waits");
        }
    }

    fn try_hand_out(&self) -> Result<(), StoreError> {
        let now = self.now();
        let Some(since) = self.0.store.waiting_since(self.0.run)? else { return Ok(()) };
        let is_asking = self.book().entries().iter().any(|entry| entry.gate.available_permits() == 0);
        // What waits from the future was recorded by a clock that was wrong, and waits no longer.
        let has_waited = now.duration_since(since).abs() >= PATIENCE;
        if is_asking && !has_waited {
            return Ok(());
        }
        for notice in Notice::of(self.0.store.hand_out(self.0.run)?, now) {
            self.tell(EngineEvent::Notice(notice));
        }
        Ok(())
    }

    fn has_listener(&self) -> bool {
        self.0.events.receiver_count() > 0
    }
}
