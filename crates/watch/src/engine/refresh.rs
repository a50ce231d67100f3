//! Refreshing a workspace, and storing what it answers.

use std::sync::atomic::Ordering;

use futures_util::{StreamExt, stream::FuturesUnordered};
use rocketchat::{Address, Client, Credentials, EndpointHint, Error, InsecureHttp, Network, Reading, Route, Token};

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    schedule::refresh::Outcome,
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
};

/// Why there is no reading, and what that means for the next attempt.
struct Unread {
    failure: Failure,
    outcome: Outcome,
}

impl From<Error> for Unread {
    fn from(error: Error) -> Self {
        let outcome = match error {
            Error::RateLimited { until } => Outcome::Paused { until },
            Error::Unauthorized { .. }
            | Error::Forbidden { .. }
            | Error::HttpRefused { .. }
            | Error::CredentialsMissing => Outcome::NeedsSomebody,
            Error::Unreachable { .. }
            | Error::Tls { .. }
            | Error::NotRocketchat { .. }
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

impl From<Failure> for Unread {
    /// The vault's: a keyring that is locked may ask to be unlocked each time that it is asked for something.
    fn from(failure: Failure) -> Self {
        Self { failure, outcome: Outcome::NeedsSomebody }
    }
}

/// A round of refreshes, from its beginning to its end however it comes.
struct Round<'a>(&'a Engine);

impl<'a> Round<'a> {
    fn of(engine: &'a Engine) -> Self {
        engine.0.rounds.fetch_add(1, Ordering::Relaxed);
        Self(engine)
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        self.0.0.rounds.fetch_sub(1, Ordering::Relaxed);
        // The last workspace's event came before the end of the round.
        self.0.emit(EngineEvent::RefreshAllFinished);
    }
}

impl Engine {
    /// Asks a workspace now, and returns when the answer is kept: what it was arrives as an event. A workspace that is
    /// being asked already is waited for and not asked twice; one whose server wished for a pause is left alone.
    ///
    /// # Errors
    /// When there is no such workspace, or what came cannot be stored. A workspace that cannot be read is no error of
    /// this call: its state says so.
    pub async fn refresh(&self, id: WorkspaceId) -> Result<(), Failure> {
        let gate = self.cache().entry(id)?.gate.clone();
        let Ok(turn) = gate.try_acquire() else {
            // Neither this semaphore nor the other is ever closed: to acquire is to wait, and does not fail.
            drop(gate.acquire().await);
            return Ok(());
        };
        self.emit(EngineEvent::RefreshStarted(vec![id]));
        let answer = async {
            let _permit = self.0.permits.acquire().await;
            self.ask_and_keep(id).await
        };
        // An engine that stops gives up waiting for the server; what it writes, it writes to the end.
        let Some(kept) = self.0.stopping.run_until_cancelled(answer).await else { return Ok(()) };
        drop(turn);
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        kept
    }

    /// Asks every workspace now, as many at a time as is allowed, and returns when all are done.
    ///
    /// # Errors
    /// The first of those of [`Engine::refresh`], after all were asked.
    pub async fn refresh_all(&self) -> Result<(), Failure> {
        let _round = Round::of(self);
        let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        let mut asked: FuturesUnordered<_> = ids.into_iter().map(|id| self.refresh(id)).collect();
        let mut first = Ok(());
        while let Some(result) = asked.next().await {
            first = first.and(result);
        }
        first
    }

    async fn ask_and_keep(&self, id: WorkspaceId) -> Result<(), Failure> {
        let (workspace, schedule, known) = {
            let cache = self.cache();
            let entry = cache.entry(id)?;
            (entry.workspace.clone(), entry.schedule, entry.snapshot.known())
        };
        if schedule.silent_until.is_some_and(|until| until > self.now()) {
            return Ok(());
        }
        let read = self.read(&workspace, known.as_ref()).await;
        let now = self.now();
        let (outcome, kept) = match read {
            Ok(reading) => {
                let saved = self.0.store.save_reading(id, reading, now);
                (Outcome::Answered, saved.map(|saved| saved.map(|(snapshot, _)| snapshot)))
            }
            Err(Unread { failure, outcome }) => {
                tracing::info!(workspace = %id, code = ?failure.code, "cannot be read");
                (outcome, self.0.store.save_failure(id, &failure, now))
            }
        };
        let every = self.every();
        if let Some(entry) = self.cache().entry_mut(id) {
            // As it is by now: the network may have come back meanwhile.
            entry.schedule = entry.schedule.after(outcome, every, now);
        }
        if let Some(snapshot) = kept? {
            self.keep(id, snapshot);
        }
        Ok(())
    }

    pub(super) fn keep(&self, id: WorkspaceId, snapshot: Snapshot) {
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.snapshot = snapshot;
        }
    }

    async fn read(&self, workspace: &Workspace, known: Option<&EndpointHint>) -> Result<Reading, Unread> {
        let token = self.token(workspace.id).await?.ok_or(Error::CredentialsMissing)?;
        let credentials = Credentials { user_id: workspace.user_id.clone(), token };
        let client = self.client(workspace)?;
        Ok(client.read(&credentials, known).await?)
    }

    pub(super) fn client(&self, workspace: &Workspace) -> Result<Client, Error> {
        self.client_by(&workspace.address, workspace.plain, workspace.network())
    }

    /// A client for an address by a way, which is the usual one where that says nothing of its own.
    pub(super) fn client_by(&self, address: &Address, plain: InsecureHttp, network: Network) -> Result<Client, Error> {
        let route = match network.route {
            // One that cannot be used was refused when it was set.
            Route::System => Route::try_from(&self.settings().refresh.route).unwrap_or(Route::System),
            own @ (Route::Direct | Route::Proxy(_)) => own,
        };
        Client::new(address.clone(), plain, &Network { route, ..network }, self.0.bounds)
    }

    async fn token(&self, id: WorkspaceId) -> Result<Option<Token>, Failure> {
        self.with_vault(move |vault| vault.token(id)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::{SignedDuration, Timestamp, tz::TimeZone};
    use rocketchat::Bounds;

    use super::*;
    use crate::{
        engine::Parts, i18n::language::Language, schedule::clock::FixedClock, settings::RefreshSettings, store::Store,
        vault::SessionMemory, workspace::connection::RouteEntry,
    };

    #[test]
    fn what_could_not_be_reached_one_way_is_due_at_once_by_another() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let store = Store::in_memory().unwrap();
        let workspace = Workspace::example();
        store.add_workspace(&workspace).unwrap();
        store.save_failure(workspace.id, &Error::NotFound.into(), now).unwrap();
        let (vault, clock) = (Box::new(SessionMemory::default()), Arc::new(FixedClock(now)));
        let engine = Engine::new(Parts {
            store,
            vault,
            clock,
            zone: TimeZone::UTC,
            system_language: Language::English,
            bounds: Bounds::default(),
            notifier: None,
        })
        .unwrap();
        let later = now + SignedDuration::from_mins(10);
        let due = |refresh| {
            engine.cache().entry_mut(workspace.id).unwrap().schedule.due = later;
            engine.update_settings(|settings| settings.refresh = refresh).unwrap();
            engine.cache().entry(workspace.id).unwrap().schedule.due
        };
        assert_eq!(due(RefreshSettings::default()), later, "by the same way it waits");
        assert_eq!(due(RefreshSettings { route: RouteEntry::Direct, ..RefreshSettings::default() }), now);
    }
}
