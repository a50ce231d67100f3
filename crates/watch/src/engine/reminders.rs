//! Telling what is due: recorded first, then handed out to be shown, and marked once it was.

use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    reminders::{
        self, Cause, Reminder,
        condition::conditions,
        notification::{Grouping, Notification, ReminderId, ReminderRecord},
        settings::{QuietHoursException, WorkspaceReminderSettings},
        snooze::Snooze,
        urgency::Urgency,
    },
    store::{Seen, StoreError},
    workspace::{
        Workspace, WorkspaceId,
        snapshot::Snapshot,
        usage::{UsageHistory, forecast},
    },
};

/// How long something that is due waits for the workspaces that are being asked, so that what comes due together is told
/// together.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

impl Engine {
    /// Marks a notice as shown. One that is not marked is shown once more after the next start.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[ReminderId]) -> Result<(), Failure> {
        self.0.store.mark_shown(ids, self.now())?;
        self.tell(EngineEvent::RemindersChanged);
        Ok(())
    }

    /// Has a notice that was shown shown again later.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[ReminderId], snooze: Snooze) -> Result<(), Failure> {
        self.0.store.snooze(ids, snooze.until(self.now(), &self.0.zone))?;
        self.tell(EngineEvent::RemindersChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// What was told, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<ReminderRecord>, Failure> {
        Ok(self.0.store.reminders()?)
    }

    /// The use of each limit of a workspace over time, with when it runs out.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
        let ends_at = self.cache().entry(id)?.snapshot.ends_at();
        let now = self.now();
        let of_each = self.0.store.usage(id)?.into_iter();
        let history = of_each.map(|(kind, samples)| {
            let forecast = forecast(&samples, ends_at, now);
            UsageHistory { kind, samples, forecast }
        });
        Ok(history.collect())
    }

    /// The next instant at which something is no longer snoozed, or quiet hours end in which something waits.
    pub(super) fn next_told(&self, now: Timestamp) -> Option<Timestamp> {
        let snoozed = self.0.store.next_snoozed(now).unwrap_or_else(|error| {
            tracing::error!(%error, "what is snoozed cannot be read");
            None
        });
        let quiet_end = self.reminder_settings().quiet.filter(|quiet| quiet.contain(now, &self.0.zone));
        let quiet_end =
            quiet_end.filter(|_| matches!(self.0.store.waiting_since(self.0.run, Urgency::Low, now), Ok(Some(_))));
        let quiet_end = quiet_end.map(|quiet| quiet.end_after(now, &self.0.zone));
        [snoozed, quiet_end].into_iter().flatten().min()
    }

    /// Tells what is due of one workspace that was asked, well or not.
    pub(super) fn tell_due(&self, id: WorkspaceId) {
        self.remind_of_all(id);
        self.hand_out();
    }

    /// Records everything that is due of a workspace as told, to be handed out together.
    pub(super) fn remind_of_all(&self, id: WorkspaceId) {
        let _recording = self.recording();
        self.remind(id);
        self.claim(id, |known| {
            self.0.store.claim_changes(&known.workspace, Seen::NotYet, self.now())?;
            let forecasts = self
                .0
                .store
                .usage(id)?
                .into_iter()
                .map(|(kind, samples)| (kind, forecast(&samples, known.snapshot.ends_at(), self.now())));
            let forecasts: Vec<_> = forecasts.collect();
            let found = conditions(&known.workspace, &known.snapshot, &forecasts, self.now());
            self.0.store.claim_conditions(&known.workspace, &found, self.now())
        });
    }

    /// Leaves untold what changed at a workspace: whoever brought it about has seen it.
    pub(super) fn changes_are_seen(&self, workspace: &Workspace) {
        if let Err(error) = self.0.store.claim_changes(workspace, Seen::Already, self.now()) {
            tracing::error!(workspace = %workspace.id, %error, "what was seen is told all the same");
        }
    }

    /// Records what is due of a workspace's deadlines as told, to be handed out: all that comes due by itself.
    pub(super) fn remind(&self, id: WorkspaceId) {
        let usual = self.reminder_settings().lead;
        self.claim(id, |known| {
            let Some(lead) = known.reminding.lead(&usual) else { return Ok(()) };
            reminders::claim_deadlines(&self.0.store, &known.workspace, &known.snapshot, lead, self.now()).map(drop)
        });
    }

    /// Records something of a workspace as told. Where nobody listens, or the workspace is muted, it stays due: what was
    /// told and heard by nobody would be lost.
    fn claim(&self, id: WorkspaceId, claim: impl FnOnce(Known) -> Result<(), StoreError>) {
        if !self.has_listener() {
            return;
        }
        let known = self.cache().entry(id).map(|entry| Known {
            workspace: entry.workspace.clone(),
            snapshot: entry.snapshot.clone(),
            reminding: entry.reminding.clone(),
        });
        let Ok(known) = known else { return };
        if known.reminding == WorkspaceReminderSettings::Muted {
            return;
        }
        if let Err(error) = claim(known) {
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
        let _recorded = self.recording();
        let (now, settings) = (self.now(), self.reminder_settings());
        let least = match (settings.quiet.filter(|quiet| quiet.contain(now, &self.0.zone)), settings.exception) {
            (None, _) => Urgency::Low,
            (Some(_), QuietHoursException::Critical) => Urgency::Critical,
            (Some(_), QuietHoursException::None) => return Ok(()),
        };
        let Some(since) = self.0.store.waiting_since(self.0.run, least, now)? else { return Ok(()) };
        let is_asking = self.cache().entries().iter().any(|entry| entry.gate.available_permits() == 0);
        // What waits from the future was recorded by a clock that was wrong, and waits no longer.
        let has_waited = now.duration_since(since).abs() >= PATIENCE;
        if is_asking && !has_waited {
            return Ok(());
        }
        let handed = self.0.store.hand_out(self.0.run, least, now)?;
        let (still, over): (Vec<_>, Vec<_>) = handed.into_iter().partition(|(_, reminder)| self.still_stands(reminder));
        let over: Vec<_> = over.into_iter().map(|(id, _)| id).collect();
        self.0.store.mark_shown(&over, now)?;
        let gathering = match settings.quiet.is_some_and(|quiet| quiet.contain(since, &self.0.zone)) {
            true => Grouping::Digest,
            false => Grouping::Separate,
        };
        for notice in Notification::of(still, gathering, now) {
            self.tell(EngineEvent::Notification(notice));
        }
        Ok(())
    }

    /// Whether there is still something to tell: the workspace may have been renewed or mended since.
    fn still_stands(&self, reminder: &Reminder) -> bool {
        let now = self.now();
        let cache = self.cache();
        let Ok(entry) = cache.entry(reminder.workspace) else { return false };
        match &reminder.cause {
            Cause::Deadline(due) => reminders::told_deadlines(&entry.snapshot).any(|(_, other)| *other == due.deadline),
            cause => cause.condition().is_none_or(|name| {
                let found = conditions(&entry.workspace, &entry.snapshot, &[], now);
                let found = found.iter().find(|condition| condition.kind == name);
                // What cannot be seen at this moment is as it was.
                found.is_none_or(|condition| condition.cause.is_some())
            }),
        }
    }

    fn has_listener(&self) -> bool {
        self.0.events.receiver_count() > 0
    }
}

/// What is known of a workspace when something of it is told.
struct Known {
    workspace: Workspace,
    snapshot: Snapshot,
    reminding: WorkspaceReminderSettings,
}
