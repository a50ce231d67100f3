//! Checking and applying a license key.

use license::{Behavior, Change, LimitKind, Status};
use rocketchat::{KeyCheck, KeyProblemKind, LicenseKey, Reading};
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::{
    failure::Failure,
    present::{report::LicenseReport, view::ChangeView},
    workspace::{WorkspaceId, snapshot::Snapshot},
};

/// A server's verdict on a license key that has not been applied.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyVerdict {
    /// The server would accept it.
    Accepted,
    /// The server would refuse it.
    Refused {
        /// The reasons for that, in the server's order.
        reasons: Vec<KeyReason>,
    },
    /// The server cannot check keys in advance.
    Unchecked,
}

/// One reason for which a server would refuse a license key.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KeyReason {
    /// What the reason is about.
    pub reason: KeyCause,
    /// The consequence, as the API calls it.
    pub behavior: Behavior,
    /// The modules that it affects; empty if it affects all.
    pub modules: Vec<String>,
    /// The limit, if the reason is about one.
    pub limit: Option<LimitKind>,
}

/// The part of a license that a reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyCause {
    /// The license is for another address.
    Url,
    /// The license has ended, or has not begun yet.
    Period,
    /// The workspace uses more than the license allows.
    Limit,
    /// A reason that this version does not know.
    Other,
}

/// The result of applying a license key.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct KeyApplied {
    /// Whether the license changed.
    pub outcome: RenewalOutcome,
    /// The status of the workspace now.
    pub status: Status,
    /// The license before.
    pub before: Option<LicenseReport>,
    /// The license now.
    pub after: Option<LicenseReport>,
    /// The differences between the two.
    pub changes: Vec<ChangeView>,
}

/// Whether applying a license key changed the license.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RenewalOutcome {
    /// The license changed.
    Applied,
    /// The server accepted the key, but its license is the same as before.
    Unchanged,
}

impl Engine {
    /// Asks the server whether it would accept a license key. Changes nothing.
    ///
    /// # Errors
    /// When the key is not a license key, or the workspace cannot be reached.
    pub async fn check_key(&self, id: WorkspaceId, key: &str) -> Result<KeyVerdict, Failure> {
        let key = LicenseKey::new(key)?;
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        client.server().await?;
        Ok(client.check_key(&credentials, &key).await?.into())
    }

    /// Applies a license key and reads the license again. The license is also read before that, so that the result
    /// contains only what the key changed.
    ///
    /// # Errors
    /// When the key is not a license key, the server refuses it, or the workspace cannot be read before or after. The
    /// snapshot stays as it is then.
    pub async fn apply_key(&self, id: WorkspaceId, key: &str) -> Result<KeyApplied, Failure> {
        let key = LicenseKey::new(key)?;
        let gate = self.cache().entry(id)?.gate.clone();
        // A refresh must not run at the same time.
        let permit = gate.acquire().await;
        let applied = self.read_apply_read(id, &key).await;
        drop(permit);
        self.emit_changed(id);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        applied
    }

    async fn read_apply_read(&self, id: WorkspaceId, key: &LicenseKey) -> Result<KeyApplied, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        let (before, _) = self.store_reading(id, client.read(&credentials, None).await?)?;
        // The user is reminded of changes from before, but not of those that the key makes.
        self.record_due(id);
        client.apply_key(&credentials, key).await?;
        let (after, changes) = self.store_reading(id, client.read(&credentials, None).await?)?;
        self.record_changes_as_seen(&workspace);
        Ok(self.key_applied(&before, &after, changes))
    }

    pub(super) fn store_reading(&self, id: WorkspaceId, reading: Reading) -> Result<(Snapshot, Vec<Change>), Failure> {
        let saved = self.0.store.save_reading(id, reading, self.now())?;
        let (snapshot, changes) = saved.ok_or_else(Failure::unknown_workspace)?;
        self.set_snapshot(id, snapshot.clone());
        Ok((snapshot, changes))
    }

    fn key_applied(&self, before: &Snapshot, after: &Snapshot, changes: Vec<Change>) -> KeyApplied {
        let now = self.now();
        let report = |snapshot: &Snapshot| {
            let observation = snapshot.observation();
            observation.licenses().first().map(|license| LicenseReport::new(license, &observation, now))
        };
        KeyApplied {
            outcome: if changes.is_empty() { RenewalOutcome::Unchanged } else { RenewalOutcome::Applied },
            status: after.status(now),
            before: report(before),
            after: report(after),
            changes: changes.into_iter().map(ChangeView::from).collect(),
        }
    }
}

impl From<KeyCheck> for KeyVerdict {
    fn from(check: KeyCheck) -> Self {
        match check {
            KeyCheck::Accepted => Self::Accepted,
            KeyCheck::Unchecked => Self::Unchecked,
            KeyCheck::Refused { problems } => Self::Refused {
                reasons: problems
                    .into_iter()
                    .map(|problem| KeyReason {
                        reason: match problem.kind {
                            KeyProblemKind::Address => KeyCause::Url,
                            KeyProblemKind::Period => KeyCause::Period,
                            KeyProblemKind::Limit => KeyCause::Limit,
                            KeyProblemKind::Other(_) => KeyCause::Other,
                        },
                        behavior: problem.behavior,
                        modules: problem.modules.iter().map(ToString::to_string).collect(),
                        limit: problem.limit,
                    })
                    .collect(),
            },
        }
    }
}
