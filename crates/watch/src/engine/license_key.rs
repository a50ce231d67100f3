//! Giving a workspace another license, because somebody said so.

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

/// What a server says of a license key before it is applied.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyVerdict {
    /// It would be accepted.
    Accepted,
    /// It would not.
    Refused {
        /// Why not.
        reasons: Vec<KeyReason>,
    },
    /// The server cannot say beforehand.
    Unchecked,
}

/// One thing that a server has against a license key.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KeyReason {
    /// What it is about.
    pub reason: KeyCause,
    /// What follows from it, as the API names it.
    pub behavior: Behavior,
    /// For which modules, where only for some.
    pub modules: Vec<String>,
    /// Which limit, where it is one.
    pub limit: Option<LimitKind>,
}

/// What a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyCause {
    /// The license is made out to another address.
    Url,
    /// It is over, or has not begun.
    Period,
    /// The workspace uses more than it allows.
    Limit,
    /// Something that this version does not know.
    Other,
}

/// What a license key did.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct KeyApplied {
    /// Whether it did anything.
    pub outcome: RenewalOutcome,
    /// Where the workspace stands now.
    pub status: Status,
    /// The license before.
    pub before: Option<LicenseReport>,
    /// The license now.
    pub after: Option<LicenseReport>,
    /// What is different.
    pub changes: Vec<ChangeView>,
}

/// Whether a license key did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RenewalOutcome {
    /// The server has another license now.
    Applied,
    /// The server has the license that it had: it took the key and honors it not.
    Unchanged,
}

impl Engine {
    /// Asks whether a license key would be accepted. Changes nothing.
    ///
    /// # Errors
    /// When the key is none, or the workspace cannot be asked.
    pub async fn check_key(&self, id: WorkspaceId, key: &str) -> Result<KeyVerdict, Failure> {
        let key = LicenseKey::new(key)?;
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        client.server().await?;
        Ok(client.check_key(&credentials, &key).await?.into())
    }

    /// Applies a license key, and reads back what it did. The license is read before, too, so that what is told is what
    /// the key did and nothing else.
    ///
    /// # Errors
    /// When the key is none, the server refuses it, or the workspace cannot be read before or after. What is known of
    /// the workspace is kept.
    pub async fn apply_key(&self, id: WorkspaceId, key: &str) -> Result<KeyApplied, Failure> {
        let key = LicenseKey::new(key)?;
        let gate = self.cache().entry(id)?.gate.clone();
        // One exchange about this license at a time.
        let turn = gate.acquire().await;
        let renewal = self.read_apply_read(id, &key).await;
        drop(turn);
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        renewal
    }

    async fn read_apply_read(&self, id: WorkspaceId, key: &LicenseKey) -> Result<KeyApplied, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        let (before, _) = self.take_reading(id, client.read(&credentials, None).await?)?;
        // What had changed before is news; what the key changes is not.
        self.record_due(id);
        client.apply_key(&credentials, key).await?;
        let (after, changes) = self.take_reading(id, client.read(&credentials, None).await?)?;
        self.record_changes_as_seen(&workspace);
        Ok(self.renewal(&before, &after, changes))
    }

    fn take_reading(&self, id: WorkspaceId, reading: Reading) -> Result<(Snapshot, Vec<Change>), Failure> {
        let saved = self.0.store.save_reading(id, reading, self.now())?;
        let (snapshot, changes) = saved.ok_or_else(Failure::unknown_workspace)?;
        self.keep(id, snapshot.clone());
        Ok((snapshot, changes))
    }

    fn renewal(&self, before: &Snapshot, after: &Snapshot, changes: Vec<Change>) -> KeyApplied {
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
