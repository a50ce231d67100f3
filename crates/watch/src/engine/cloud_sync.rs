//! Having a server sync with the vendor's cloud, which brings the license that it should have.

use std::time::Duration;

use license::{Change, Direction, Registration};
use rocketchat::{Client, CloudSync, Credentials, Error};
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::{
    failure::Failure,
    present::view::ChangeView,
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
};

/// How long to wait before each reading after a sync. A server applies a license half a second after it has it, and clears
/// the one before first.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(3)];

/// The result of a sync with the vendor's cloud.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CloudSynced {
    /// What became of it.
    pub outcome: SyncOutcome,
    /// What it changed about the license.
    pub changes: Vec<ChangeView>,
}

/// What became of a sync with the vendor's cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncOutcome {
    /// The license is another one now.
    Changed,
    /// The license is as before.
    NothingNew,
    /// The account may not have the server sync.
    NotPermitted,
    /// The workspace is not registered with the vendor's cloud, so nothing can come from there.
    NotRegistered,
    /// The server could not reach the vendor's cloud.
    CloudUnreachable,
}

impl SyncOutcome {
    fn without_changes(self) -> CloudSynced {
        CloudSynced { outcome: self, changes: Vec::new() }
    }
}

impl Engine {
    /// Has the workspace's server sync with the vendor's cloud, and reads its license until that has changed, or for six
    /// seconds.
    ///
    /// # Errors
    /// When the workspace cannot be read before or after, or its server limits the rate of syncs.
    pub async fn sync_with_cloud(&self, id: WorkspaceId) -> Result<CloudSynced, Failure> {
        let gate = self.cache().entry(id)?.gate.clone();
        // A refresh must not run at the same time.
        let permit = gate.acquire().await;
        self.emit_changed(id);
        let synced = self.0.stopping.run_until_cancelled(self.read_sync_read(id)).await;
        drop(permit);
        self.emit_changed(id);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        synced.unwrap_or_else(|| Ok(SyncOutcome::NothingNew.without_changes()))
    }

    async fn read_sync_read(&self, id: WorkspaceId) -> Result<CloudSynced, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        let (before, _) = self.weigh(id, &client, &credentials).await?;
        match client.registration(&credentials).await {
            Ok(Registration::Registered | Registration::Unknown) | Err(Error::NotFound) => {}
            Ok(Registration::NotRegistered) => return Ok(SyncOutcome::NotRegistered.without_changes()),
            Err(Error::Forbidden { .. }) => return Ok(SyncOutcome::NotPermitted.without_changes()),
            Err(error) => return Err(error.into()),
        }
        // The user is reminded of changes from before, but not of those that the sync brings.
        self.record_due(id);
        match client.sync_with_cloud(&credentials).await {
            Ok(CloudSync::Done) => self.read_back(&workspace, &client, &credentials, &before).await,
            Ok(CloudSync::Failed) => Ok(SyncOutcome::CloudUnreachable.without_changes()),
            Err(Error::Forbidden { .. }) => Ok(SyncOutcome::NotPermitted.without_changes()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the license until it is another one than `before`. One that is worse may be on its way: the server clears the
    /// old license before it has the new one. So it is only believed of the last reading, and confirmed like any other loss.
    async fn read_back(
        &self,
        workspace: &Workspace,
        client: &Client,
        credentials: &Credentials,
        before: &Snapshot,
    ) -> Result<CloudSynced, Failure> {
        let mut last = Vec::new();
        for wait in WAITS {
            tokio::time::sleep(wait).await;
            let reading = client.read(credentials, before.endpoint_hint().as_ref()).await?;
            last = before.changes_to(&reading);
            let is_new = |change: &Change| change.direction() == Direction::Better;
            if last.iter().any(is_new) || (!last.is_empty() && !last.iter().any(is_worse)) {
                self.store_reading(workspace.id, reading)?;
                self.record_changes_as_seen(workspace);
                return Ok(changed(last));
            }
        }
        if !last.is_empty() {
            self.weigh(workspace.id, client, credentials).await?;
            return Ok(changed(last));
        }
        Ok(SyncOutcome::NothingNew.without_changes())
    }

    /// Reads a workspace, and stores that as a refresh does.
    async fn weigh(
        &self,
        id: WorkspaceId,
        client: &Client,
        credentials: &Credentials,
    ) -> Result<(Snapshot, Vec<Change>), Failure> {
        let reading = client.read(credentials, None).await?;
        let stored =
            self.store(|store| store.weigh_reading(id, reading, self.now()))?.ok_or_else(Failure::unknown_workspace)?;
        self.set_snapshot(id, stored.0.clone());
        Ok(stored)
    }
}

fn is_worse(change: &Change) -> bool {
    change.direction() == Direction::Worse
}

fn changed(changes: Vec<Change>) -> CloudSynced {
    CloudSynced { outcome: SyncOutcome::Changed, changes: changes.into_iter().map(ChangeView::from).collect() }
}
