//! Telling what is due: recorded first, then handed out to be shown, and marked once it was.

use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    notice::{Notice, NoticeId},
    remind::{self, Reminder},
    snooze::Snooze,
    store::{Setting, StoreError},
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

    /// Has a notice that was shown shown again later.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[NoticeId], snooze: Snooze) -> Result<(), Failure> {
        self.0.store.snooze(ids, snooze.until(self.now(), &self.0.zone))?;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Puts everything off that would be told until then; with nothing, ends that.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn pause(&self, snooze: Option<Snooze>) -> Result<(), Failure> {
        let until = snooze.map(|snooze| snooze.until(self.now(), &self.0.zone));
        self.0.store.choose(Setting::PausedUntil, until.as_ref())?;
        *self.paused() = until;
        self.tell(EngineEvent::Turned);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Until when everything is put off; nothing when it is not.
    pub fn paused_until(&self) -> Option<Timestamp> {
        let now = self.now();
        (*self.paused()).filter(|until| *until > now)
    }

    /// The next instant at which something is no longer snoozed.
    pub(super) fn next_snoozed(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.store.next_snoozed(now).unwrap_or_else(|error| {
            tracing::error!(%error, "what is snoozed cannot be read");
            None
        })
    }

    /// Tells what is due of one workspace, of which something is new.
    pub(super) fn tell_due(&self, id: WorkspaceId) {
        self.remind(id);
        self.hand_out();
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
            && self.paused_until().is_none()
            && let Err(error) = self.try_hand_out()
        {
            tracing::error!(%error, "what is due cannot be handed out, and waits");
        }
    }

    fn try_hand_out(&self) -> Result<(), StoreError> {
        let now = self.now();
        let Some(since) = self.0.store.waiting_since(self.0.run, now)? else { return Ok(()) };
        let is_asking = self.book().entries().iter().any(|entry| entry.gate.available_permits() == 0);
        // What waits from the future was recorded by a clock that was wrong, and waits no longer.
        let has_waited = now.duration_since(since).abs() >= PATIENCE;
        if is_asking && !has_waited {
            return Ok(());
        }
        let handed = self.0.store.hand_out(self.0.run, now)?;
        let (still, over): (Vec<_>, Vec<_>) = handed.into_iter().partition(|(_, reminder)| self.still_stands(reminder));
        let over: Vec<_> = over.into_iter().map(|(id, _)| id).collect();
        self.0.store.mark_shown(&over, now)?;
        for notice in Notice::of(still, now) {
            self.tell(EngineEvent::Notice(notice));
        }
        Ok(())
    }

    /// Whether a workspace still has a deadline: it may have been renewed since that was to be told.
    fn still_stands(&self, reminder: &Reminder) -> bool {
        let book = self.book();
        let Ok(entry) = book.entry(reminder.workspace) else { return false };
        remind::told_deadlines(&entry.snapshot).any(|(_, deadline)| *deadline == reminder.deadline)
    }

    fn has_listener(&self) -> bool {
        self.0.events.receiver_count() > 0
    }
}
