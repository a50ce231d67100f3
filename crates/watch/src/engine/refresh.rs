//! Refreshing a workspace and storing its answer.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use rocketchat::{Address, Client, Credentials, EndpointHint, Error, InsecureHttp, Network, Reading, Route};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Engine, EngineEvent,
    cache::{Entry, compact},
};
use crate::{
    failure::Failure,
    schedule::refresh::Outcome,
    vault::VaultError,
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot},
};

/// How long after a refresh a program that ends reads again what is not confirmed: see [`Engine::confirm`].
pub const CONFIRMATION_PAUSE: Duration = Duration::from_secs(3);

/// Why a refresh failed, and what that means for the next attempt.
struct RefreshError {
    failure: Failure,
    outcome: Outcome,
}

impl From<Error> for RefreshError {
    fn from(error: Error) -> Self {
        let outcome = match error {
            Error::RateLimited { wait } => Outcome::Paused { wait },
            Error::Unauthorized { .. }
            | Error::Forbidden { .. }
            | Error::HttpRefused { .. }
            | Error::CredentialsMissing => Outcome::NeedsUser,
            Error::Unreachable { .. }
            | Error::Tls { .. }
            | Error::NotRocketchat { .. }
            | Error::Gate { .. }
            | Error::NotFound
            | Error::Server { .. }
            | Error::TooLarge { .. }
            | Error::Malformed { .. }
            | Error::Redirected { .. }
            | Error::Timeout { .. } => Outcome::Failed,
        };
        Self { failure: error.into(), outcome }
    }
}

impl From<VaultError> for RefreshError {
    fn from(error: VaultError) -> Self {
        let outcome = match error {
            VaultError::Absent(_) | VaultError::Locked(_) => Outcome::AwaitsVault,
            VaultError::TimedOut | VaultError::Failed(_) => Outcome::Failed,
        };
        Self { failure: error.into(), outcome }
    }
}

/// Counts a call of [`Engine::refresh_all`], also if it is cancelled.
struct RefreshAllGuard<'a>(&'a Engine);

impl<'a> RefreshAllGuard<'a> {
    fn new(engine: &'a Engine) -> Self {
        engine.0.refresh_alls.fetch_add(1, Ordering::Relaxed);
        Self(engine)
    }
}

impl Drop for RefreshAllGuard<'_> {
    fn drop(&mut self) {
        self.0.0.refresh_alls.fetch_sub(1, Ordering::Relaxed);
        // The last workspace's event was sent while this call still counted.
        self.0.emit(EngineEvent::RefreshAllFinished);
    }
}

impl Engine {
    /// Refreshes a workspace because the user wants it, and returns once the result is stored; the result itself is
    /// sent as an event. Joins a refresh already in progress, and does nothing while the server's rate limit is in
    /// effect. If the vault is locked, the user is asked to unlock it.
    ///
    /// # Errors
    /// When there is no such workspace, or the result cannot be stored. That a workspace cannot be read is not an error
    /// of this call, but part of its snapshot.
    pub async fn refresh(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.0.vault.ask_to_unlock();
        self.refresh_due(id).await
    }

    /// Like [`Engine::refresh`], because it is due. A refresh that has begun goes on if its caller is gone, because others may
    /// have joined it.
    pub(super) async fn refresh_due(&self, id: WorkspaceId) -> Result<(), Failure> {
        let gate = self.cache().entry(id)?.gate.clone();
        let Ok(permit) = gate.clone().try_acquire_owned() else {
            // The semaphores are never closed, so acquiring waits and does not fail.
            drop(gate.acquire().await);
            return Ok(());
        };
        self.emit(EngineEvent::RefreshStarted(vec![id]));
        let engine = self.clone();
        self.uninterrupted(async move { engine.refresh_alone(id, permit).await }).await
    }

    /// Refreshes a workspace that nothing else refreshes.
    async fn refresh_alone(&self, id: WorkspaceId, permit: OwnedSemaphorePermit) -> Result<(), Failure> {
        // A refresh takes much memory, and the thousands of a large fleet that wait for their turn need none of it.
        let answer = self.0.turns.take(async { Box::pin(self.fetch_and_store(id)).await });
        // When the engine stops, it no longer waits for the server. Writing is not async, so it is never interrupted.
        let Some(stored) = self.0.stopping.run_until_cancelled(answer).await else { return Ok(()) };
        drop(permit);
        self.emit_changed(id);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        stored
    }

    /// Refreshes every workspace that is not archived, in [`Turns`](crate::schedule::turns::Turns), and returns when all are done.
    ///
    /// # Errors
    /// The first error of [`Engine::refresh`], after all workspaces were refreshed.
    pub async fn refresh_all(&self) -> Result<(), Failure> {
        self.0.vault.ask_to_unlock();
        let _guard = RefreshAllGuard::new(self);
        let is_tracked = |entry: &&Entry| entry.handling != Handling::Archived;
        let ids: Vec<_> = self.cache().entries().iter().filter(is_tracked).map(|entry| entry.workspace.id).collect();
        self.refresh_each(ids).await
    }

    /// Refreshes these workspaces, and returns the first error when all are done.
    pub(super) async fn refresh_each(&self, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
        let mut refreshes: FuturesUnordered<_> = ids.into_iter().map(|id| self.refresh_due(id)).collect();
        let mut first = Ok(());
        while let Some(result) = refreshes.next().await {
            first = first.and(result);
        }
        first
    }

    /// Reads again every workspace whose latest reading is not confirmed, after `pause`, and once more if that was not
    /// enough. For a program that ends: the [run loop](Engine::run) does it by itself.
    ///
    /// # Errors
    /// The first error of [`Engine::refresh`], after all of them.
    pub async fn confirm(&self, pause: Duration) -> Result<(), Failure> {
        let mut first = Ok(());
        for _ in 0..2 {
            let due = |entry: &Entry| entry.snapshot.follow_up_at().map(|_| entry.workspace.id);
            let ids: Vec<_> = self.cache().entries().iter().filter_map(due).collect();
            if ids.is_empty() {
                break;
            }
            tokio::time::sleep(pause).await;
            self.0.vault.ask_to_unlock();
            first = first.and(self.refresh_each(ids).await);
        }
        first
    }

    async fn fetch_and_store(&self, id: WorkspaceId) -> Result<(), Failure> {
        let (workspace, schedule, hint) = {
            let cache = self.cache();
            let entry = cache.entry(id)?;
            (entry.workspace.clone(), entry.schedule, entry.snapshot.endpoint_hint())
        };
        if schedule.is_rate_limited(self.now()) {
            return Ok(());
        }
        let vault = self.0.vault.changes();
        let started = Instant::now();
        let read = self.read(&workspace, hint.as_ref()).await;
        let (took, failed) = (started.elapsed(), read.as_ref().err().map(|error| error.failure.code));
        let now = self.now();
        let (outcome, stored) = match read {
            Ok(reading) => {
                let saved = self.store(|store| store.weigh_reading(id, reading, now));
                let saved = saved.map(|saved| saved.map(|(snapshot, _)| snapshot));
                let follow_up = saved.as_ref().ok().and_then(Option::as_ref).and_then(Snapshot::follow_up_at);
                (follow_up.map_or(Outcome::Answered, |at| Outcome::Unconfirmed { at }), saved)
            }
            Err(RefreshError { failure, outcome }) => {
                tracing::info!(workspace = %id, code = ?failure.code, "a refresh failed");
                (outcome, self.store(|store| store.save_failure(id, &failure, now)))
            }
        };
        let interval = self.refresh_interval();
        if let Some(entry) = self.cache().entry_mut(id) {
            // Based on the current schedule, which may have changed since: the network may have come back.
            entry.schedule = entry.schedule.after(outcome, interval, now);
        }
        let shown = stored.map(|snapshot| snapshot.map(|snapshot| self.set_snapshot(id, snapshot)));
        // Who waits until every workspace has been tried expects to see what came of it.
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.refreshes.count(took, failed);
        }
        shown?;
        if outcome == Outcome::AwaitsVault {
            self.refresh_if_vault_has_opened(id, &vault);
        }
        Ok(())
    }

    pub(super) fn set_snapshot(&self, id: WorkspaceId, snapshot: Snapshot) {
        let (changed_at, snapshot) = (self.changed_at(id), compact(&snapshot));
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.snapshot = snapshot;
            entry.changed_at = changed_at;
        }
        self.update_past(id);
    }

    /// Reads what was known of a workspace before, after something was added to it.
    pub(super) fn update_past(&self, id: WorkspaceId) {
        match self.store(|store| store.past(id, self.now())) {
            Ok(past) => {
                if let Some(entry) = self.cache().entry_mut(id) {
                    entry.past = past;
                }
            }
            Err(error) => tracing::warn!(workspace = %id, %error, "failed to read the past of a workspace"),
        }
    }

    async fn read(&self, workspace: &Workspace, hint: Option<&EndpointHint>) -> Result<Reading, RefreshError> {
        let token = self.token(workspace.token).await?.ok_or(Error::CredentialsMissing)?;
        let credentials = Credentials { user_id: workspace.user_id.clone(), token };
        let client = self.client(workspace)?;
        Ok(client.read(&credentials, hint).await?)
    }

    pub(super) fn client(&self, workspace: &Workspace) -> Result<Client, Error> {
        self.client_for(&workspace.address, workspace.plain, workspace.network())
    }

    /// A client for an address. If `network` has no route of its own, it uses the one in the settings.
    pub(super) fn client_for(&self, address: &Address, plain: InsecureHttp, network: Network) -> Result<Client, Error> {
        let route = match network.route {
            // The settings never hold a route that cannot be used.
            Route::System => Route::try_from(&self.settings().refresh.route).unwrap_or(Route::System),
            own @ (Route::Direct | Route::Proxy(_)) => own,
        };
        Client::new(address.clone(), plain, &Network { route, ..network }, self.0.bounds)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::{engine::Parts, settings::RefreshSettings, store::Store, workspace::connection::RouteEntry};

    #[test]
    fn failed_workspaces_are_refreshed_now_when_the_route_changes() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let store = Store::in_memory().unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        store.save_failure(workspace.id, &Error::NotFound.into(), now).unwrap();
        let engine = Engine::new(Parts::at(now, store)).unwrap();
        let later = now + SignedDuration::from_mins(10);
        let due = |refresh| {
            engine.cache().entry_mut(workspace.id).unwrap().schedule.due = later;
            engine.update_settings(|settings| settings.refresh = refresh).unwrap();
            engine.cache().entry(workspace.id).unwrap().schedule.due
        };
        assert_eq!(due(RefreshSettings::default()), later, "the route is the same");
        assert_eq!(due(RefreshSettings { route: RouteEntry::Direct, ..RefreshSettings::default() }), now);
    }
}
