//! Checking and applying a license key, and putting back the one before.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use license::{AddressFit, Entitlement, License, Observation, ServerFacts, Visible, diff};
use rocketchat::{Client, Credentials, EndpointHint, Error, KeyCheck, KeyError, LicenseKey, Reading, Server};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Engine, EngineEvent,
    key_effect::{KeyEffect, KeyEffects, LONGEST_WAIT, PAUSES},
    key_match::identity_of,
    previous_key::{KEPT_FOR, PreviousKey},
};
use crate::{
    failure::{Failure, FailureCode},
    present::{
        report::LicenseReport,
        view::{
            Certainty, ChangeView, KeyApplied, KeyConsent, KeyPreview, KeyReason, KeyStage, KeyVerdict,
            PreviousKeyView, RenewalOutcome,
        },
    },
    schedule::refresh::Outcome,
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
};

/// Why a license key is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// The user has a new one.
    Renew,
    /// The one before is put back.
    Restore,
}

/// The connection to a workspace while a key is applied.
struct Session {
    workspace: Arc<Workspace>,
    credentials: Credentials,
    client: Client,
    server: Server,
}

/// What is known of a key before it is sent.
struct Assessment {
    /// The license in it.
    license: Option<License>,
    /// The key that the server holds, if it shows it.
    stored: Option<LicenseKey>,
    verdict: KeyVerdict,
    sameness: Sameness,
}

/// Whether a key is the one that the server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sameness {
    /// It is.
    Same,
    /// The server does not show its key, and the license in it is the present one.
    SameLicense,
    /// It is another one, or that is unknown.
    Other,
}

/// What is expected of a key that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expectation {
    /// That the license changes.
    Change,
    /// That nothing changes, or that nothing can be seen of it. Then a short wait is enough.
    NoChange,
}

/// What was seen after a key was sent.
struct Seen {
    effect: KeyEffect,
    /// The last reading; `None` if none succeeded.
    reading: Option<Reading>,
    /// Why the last attempt to read failed.
    error: Option<Error>,
}

impl Session {
    /// The key that the server holds; `None` if it does not show it. Asked for before any other key is sent, because a client
    /// cuts every key that it has sent out of all answers. Without permission to see it, another key can still be applied.
    async fn stored_key(&self) -> Option<LicenseKey> {
        self.client.stored_key(&self.credentials).await.ok().flatten()
    }
}

impl Engine {
    /// What a license key would change, and whether it fits. Changes nothing.
    ///
    /// # Errors
    /// When the text or the server says that it is not a license key, the account may not change the license, or the workspace
    /// cannot be reached.
    pub async fn preview_key(&self, id: WorkspaceId, key: &str) -> Result<KeyPreview, Failure> {
        let key = LicenseKey::new(key)?;
        let session = self.session(id).await?;
        let stored = session.stored_key().await;
        let check = session.client.check_key(&session.credentials, &key).await?;
        let snapshot = self.cache().entry(id)?.snapshot.clone();
        let assessment = self.assess(&session, &snapshot, &key, stored, check);
        let now = self.now();
        let Assessment { license, stored, verdict, sameness } = assessment;
        let other_workspace = license.as_ref().and_then(|license| license.workspace_id.clone());
        let own_workspace = session.server.identity.workspace_id.as_ref();
        let after = license.as_ref().map(|license| report_of(license, now));
        let begins_at = license.as_ref().and_then(License::begins_at);
        let shortages = license.as_ref().map(License::shortages).unwrap_or_default();
        let new = license.map(|license| Entitlement::Licensed { licenses: vec![license] });
        let changes = match (&snapshot.answer, &new) {
            (Some(old), Some(new)) => diff(old, new),
            (None, _) | (_, None) => Vec::new(),
        };
        Ok(KeyPreview {
            before: present(&snapshot, now),
            after,
            begins_at,
            changes: changes.into_iter().map(ChangeView::from).collect(),
            shortages,
            verdict,
            other_workspace: other_workspace
                .filter(|id| own_workspace.is_some_and(|own| own != id))
                .map(|id| id.to_string()),
            is_same_key: sameness != Sameness::Other,
            can_restore: stored.is_some(),
        })
    }

    /// Applies a license key, and reads the license until the server has validated it, at most about 20 seconds. The license
    /// is also read before that, so that the result contains only what the key changed. Other refreshes of the workspace wait.
    /// A caller that goes away does not interrupt it.
    ///
    /// # Errors
    /// When the key is not a license key, the server refuses it as such, or the workspace cannot be read before. Nothing has
    /// changed then.
    pub async fn apply_key(&self, id: WorkspaceId, key: &str, consent: KeyConsent) -> Result<KeyApplied, Failure> {
        let key = LicenseKey::new(key)?;
        self.put_key(id, key, consent, Purpose::Renew).await
    }

    /// Puts back the license key that the server had before the last one was applied: see [`Self::apply_key`].
    ///
    /// # Errors
    /// When no key is kept any more, and as [`Self::apply_key`].
    pub async fn restore_key(&self, id: WorkspaceId, consent: KeyConsent) -> Result<KeyApplied, Failure> {
        let PreviousKey { key, .. } = self.previous_keys().of(id, self.now()).ok_or_else(Failure::no_previous_key)?;
        self.put_key(id, key, consent, Purpose::Restore).await
    }

    /// The license key that can be put back; `None` if there is none.
    ///
    /// # Errors
    /// When there is no such workspace.
    pub fn previous_key(&self, id: WorkspaceId) -> Result<Option<PreviousKeyView>, Failure> {
        self.cache().entry(id)?;
        let now = self.now();
        Ok(self.previous_keys().of(id, now).map(|PreviousKey { key, until }| PreviousKeyView {
            license: key.license().map(|license| report_of(&license, now)),
            until,
        }))
    }

    /// Applies a key in a task of its own: half of it done would leave unknown what the workspace has.
    async fn put_key(
        &self,
        id: WorkspaceId,
        key: LicenseKey,
        consent: KeyConsent,
        purpose: Purpose,
    ) -> Result<KeyApplied, Failure> {
        let engine = self.clone();
        let gate = self.cache().entry(id)?.gate.clone();
        let task = self.0.tasks.spawn(async move {
            // A refresh must not run at the same time. The semaphores are never closed.
            let permit = gate.acquire_owned().await;
            engine.emit(EngineEvent::KeyProgress(id, KeyStage::Applying));
            let applied = engine.send_and_wait(id, &key, consent, purpose).await;
            drop(permit);
            engine.emit_changed(id);
            engine.update_reminders(id);
            engine.0.nudge.notify_one();
            applied
        });
        task.await.unwrap_or_else(|error| Err(Failure::new(FailureCode::Internal, error.to_string(), "")))
    }

    async fn send_and_wait(
        &self,
        id: WorkspaceId,
        key: &LicenseKey,
        consent: KeyConsent,
        purpose: Purpose,
    ) -> Result<KeyApplied, Failure> {
        let session = self.session(id).await?;
        let reading = session.client.read_license(&session.server, &session.credentials, None).await?;
        let endpoint = reading.endpoint;
        let hint = reading.server_version.clone().map(|server_version| EndpointHint { server_version, endpoint });
        let before = self.store_reading(id, reading)?;
        // The user is reminded of changes from before, but not of those that the key makes.
        self.record_due(id);

        let stored = session.stored_key().await;
        let check = match session.client.check_key(&session.credentials, key).await {
            Ok(check) => check,
            // The check is a help; what matters is whether the key can be sent.
            Err(KeyError::Failed(_)) => KeyCheck::Unchecked,
            Err(error @ (KeyError::NotPermitted { .. } | KeyError::Refused { .. })) => return Err(error.into()),
        };
        let Assessment { license: _, stored, verdict, sameness } = self.assess(&session, &before, key, stored, check);
        let result = |outcome, after: &Snapshot| self.key_applied(id, outcome, &before, after);
        if sameness == Sameness::Same {
            return Ok(result(RenewalOutcome::Unchanged, &before));
        }
        let reasons = verdict.reasons().to_vec();
        match consent {
            KeyConsent::OnlyIfItFits if !reasons.is_empty() => {
                return Ok(result(RenewalOutcome::NeedsConsent { reasons }, &before));
            }
            KeyConsent::OnlyIfItFits | KeyConsent::EvenWithoutLicense => {}
        }
        if let (Purpose::Renew, Some(stored), true) = (purpose, stored, is_honored(&before, self.now())) {
            self.keep_previous_key(id, stored);
        }

        let sent = session.client.apply_key(&session.credentials, key).await;
        let uncertain = match sent {
            Ok(()) => None,
            Err(error) if may_have_arrived(&error) => Some(Failure::from(error)),
            Err(error) => return Err(error.into()),
        };
        self.emit(EngineEvent::KeyProgress(id, KeyStage::Checking));
        let is_unchanged = uncertain.is_some()
            || sameness == Sameness::SameLicense
            || (!reasons.is_empty() && !is_licensed(&before))
            || matches!(before.answer, Some(Entitlement::NotPermitted(_)));
        let expectation = if is_unchanged { Expectation::NoChange } else { Expectation::Change };
        let seen = self.wait_for_effect(id, &session, hint.as_ref(), &before, expectation).await;
        let after = match seen.reading {
            // No license, and whether that lasts is unknown: a refresh will show it.
            Some(_) if seen.effect == KeyEffect::Missing => before.clone(),
            Some(reading) => self.store_reading(id, reading)?,
            None => before.clone(),
        };
        let outcome = match (seen.effect, is_licensed(&before)) {
            (KeyEffect::Replaced, _) => RenewalOutcome::Applied,
            (KeyEffect::Gone, _) => {
                RenewalOutcome::LicenseGone { reasons: self.reasons_now(&session, key, reasons).await }
            }
            (KeyEffect::None | KeyEffect::Missing, _) if uncertain.is_some() => {
                self.refresh_soon(id, seen.error);
                return uncertain.map_or_else(|| Ok(result(RenewalOutcome::Unconfirmed, &after)), Err);
            }
            (KeyEffect::None, true) if sameness == Sameness::SameLicense && seen.error.is_none() => {
                RenewalOutcome::Unchanged
            }
            (KeyEffect::None, false) if !reasons.is_empty() && seen.error.is_none() => {
                RenewalOutcome::Refused { reasons }
            }
            (KeyEffect::None | KeyEffect::Missing, _) => {
                self.refresh_soon(id, seen.error);
                RenewalOutcome::Unconfirmed
            }
        };
        match outcome {
            RenewalOutcome::Applied => {
                // The user who made the changes knows them.
                self.record_changes_as_seen(&session.workspace);
                if purpose == Purpose::Restore {
                    self.previous_keys().forget(id);
                }
            }
            // A license that is gone is worth a reminder: whoever applied the key may not be looking any more.
            RenewalOutcome::LicenseGone { .. }
            | RenewalOutcome::Unchanged
            | RenewalOutcome::NeedsConsent { .. }
            | RenewalOutcome::Refused { .. }
            | RenewalOutcome::Unconfirmed => {}
        }
        Ok(result(outcome, &after))
    }

    /// Reads the license until the key has had an effect, within [`LONGEST_WAIT`].
    async fn wait_for_effect(
        &self,
        id: WorkspaceId,
        session: &Session,
        hint: Option<&EndpointHint>,
        before: &Snapshot,
        expectation: Expectation,
    ) -> Seen {
        let started = Instant::now();
        let before = before.answer.clone().unwrap_or_else(|| Entitlement::NotPermitted(Visible::default()));
        let mut effects = KeyEffects::since(&before);
        let mut seen = Seen { effect: KeyEffect::None, reading: None, error: None };
        for pause in PAUSES {
            let read = async {
                sleep(pause).await;
                session.client.read_license(&session.server, &session.credentials, hint).await
            };
            let read = self.0.stopping.run_until_cancelled(timeout_at(started + LONGEST_WAIT, read)).await;
            match read {
                // The engine stops, or the time is up.
                None | Some(Err(_)) => break,
                Some(Ok(Err(error))) => {
                    let is_paused = matches!(error, Error::RateLimited { .. });
                    seen.error = Some(error);
                    if is_paused {
                        break;
                    }
                }
                Some(Ok(Ok(reading))) => {
                    let effect = effects.see(&reading.entitlement, started.elapsed());
                    if effect == KeyEffect::Missing && seen.effect != effect {
                        self.emit(EngineEvent::KeyProgress(id, KeyStage::Confirming));
                    }
                    seen = Seen { effect, reading: Some(reading), error: None };
                }
            }
            match seen.effect {
                KeyEffect::Replaced | KeyEffect::Gone => break,
                KeyEffect::None if expectation == Expectation::NoChange && started.elapsed() >= SHORT_WAIT => break,
                KeyEffect::None | KeyEffect::Missing => {}
            }
        }
        seen
    }

    async fn session(&self, id: WorkspaceId) -> Result<Session, Failure> {
        let workspace = self.cache().entry(id)?.workspace.clone();
        let credentials = self.credentials(&workspace).await?;
        let client = self.client(&workspace)?;
        // Before it has identified itself, a server gets neither a token nor a key.
        let server = client.server().await?;
        Ok(Session { workspace, credentials, client, server })
    }

    /// What is known of a key, given the key that the server holds and the server's own check.
    fn assess(
        &self,
        session: &Session,
        snapshot: &Snapshot,
        key: &LicenseKey,
        stored: Option<LicenseKey>,
        check: KeyCheck,
    ) -> Assessment {
        let (now, observation) = (self.now(), snapshot.observation());
        let identity = identity_of(&session.workspace, &session.server.identity);
        let address = identity.address.as_ref().map(ToString::to_string).unwrap_or_default();
        let address = without_scheme(&address);
        let used = |kind| observation.limit(kind, now).and_then(|limit| limit.used);
        let license = key.license().map(|mut license| {
            license.limits.iter_mut().for_each(|limit| limit.used = used(limit.kind));
            license
        });
        let fit = license.as_ref().map(|license| match license.address_fit(&identity) {
            AddressFit::Unknown => (license.obstacles(&identity, used, now), Certainty::Incomplete),
            AddressFit::Fits | AddressFit::DoesNotFit | AddressFit::Unrestricted => {
                (license.obstacles(&identity, used, now), Certainty::Complete)
            }
        });
        let is_present = |license: &License| observation.licenses().iter().any(|present| license.is_same_as(present));
        let sameness = match &stored {
            Some(stored) if stored.is_same(key) => Sameness::Same,
            Some(_) => Sameness::Other,
            None if license.as_ref().is_some_and(is_present) => Sameness::SameLicense,
            None => Sameness::Other,
        };
        Assessment { verdict: KeyVerdict::new(check, fit, address), license, stored, sameness }
    }

    /// The reasons against a key that has left the workspace without a license: those known before, or what the server says
    /// now.
    async fn reasons_now(&self, session: &Session, key: &LicenseKey, known: Vec<KeyReason>) -> Vec<KeyReason> {
        if !known.is_empty() {
            return known;
        }
        match session.client.check_key(&session.credentials, key).await {
            Ok(check) => {
                let address = session.workspace.address.to_string();
                KeyVerdict::new(check, None, without_scheme(&address)).reasons().to_vec()
            }
            Err(_) => Vec::new(),
        }
    }

    fn keep_previous_key(&self, id: WorkspaceId, key: LicenseKey) {
        self.previous_keys().keep(id, key, self.now());
        let (engine, stopping) = (Arc::downgrade(&self.0), self.0.stopping.clone());
        self.0.tasks.spawn(async move {
            stopping.run_until_cancelled(sleep(KEPT_FOR.unsigned_abs())).await;
            if let Some(inner) = engine.upgrade() {
                let engine = Self(inner);
                // Forgets what has been kept long enough.
                engine.previous_keys().of(id, engine.now());
            }
        });
    }

    /// Makes a refresh due that shows what was not seen in time.
    fn refresh_soon(&self, id: WorkspaceId, error: Option<Error>) {
        let (interval, now) = (self.refresh_interval(), self.now());
        if let Some(entry) = self.cache().entry_mut(id) {
            match error {
                Some(Error::RateLimited { wait }) => {
                    entry.schedule = entry.schedule.after(Outcome::Paused { wait }, interval, now);
                }
                Some(_) | None => {
                    let soon = now.saturating_add(SOON).unwrap_or(Timestamp::MAX);
                    entry.schedule.due = entry.schedule.due.min(soon);
                }
            }
        }
    }

    /// Stores a reading, and returns the new snapshot.
    pub(super) fn store_reading(&self, id: WorkspaceId, reading: Reading) -> Result<Snapshot, Failure> {
        let saved = self.0.store.save_reading(id, reading, self.now())?;
        let (snapshot, _) = saved.ok_or_else(Failure::unknown_workspace)?;
        self.set_snapshot(id, snapshot.clone());
        Ok(snapshot)
    }

    fn key_applied(&self, id: WorkspaceId, outcome: RenewalOutcome, before: &Snapshot, after: &Snapshot) -> KeyApplied {
        let now = self.now();
        let changes = match (&before.answer, &after.answer) {
            (Some(old), Some(new)) => diff(old, new),
            (None, _) | (_, None) => Vec::new(),
        };
        KeyApplied {
            outcome,
            status: after.status(now),
            before: present(before, now),
            after: present(after, now),
            changes: changes.into_iter().map(ChangeView::from).collect(),
            shortages: named(after).map(License::shortages).unwrap_or_default(),
            can_restore: self.previous_keys().of(id, now).is_some(),
        }
    }
}

/// How long to wait for an effect that is not expected.
const SHORT_WAIT: Duration = Duration::from_secs(3);

/// When to refresh a workspace after an effect was not seen in time.
const SOON: SignedDuration = SignedDuration::from_mins(1);

/// Whether a key may have arrived although it failed to be sent.
fn may_have_arrived(error: &KeyError) -> bool {
    match error {
        KeyError::Failed(
            Error::Timeout { .. }
            | Error::Unreachable { .. }
            | Error::Server { .. }
            | Error::Malformed { .. }
            | Error::TooLarge { .. },
        ) => true,
        KeyError::Failed(
            Error::Tls { .. }
            | Error::HttpRefused { .. }
            | Error::NotRocketchat { .. }
            | Error::Unauthorized { .. }
            | Error::Forbidden { .. }
            | Error::Gate { .. }
            | Error::NotFound
            | Error::RateLimited { .. }
            | Error::Redirected { .. }
            | Error::CredentialsMissing,
        )
        | KeyError::NotPermitted { .. }
        | KeyError::Refused { .. } => false,
    }
}

fn is_licensed(snapshot: &Snapshot) -> bool {
    matches!(snapshot.answer, Some(Entitlement::Licensed { .. }))
}

fn is_honored(snapshot: &Snapshot, now: Timestamp) -> bool {
    let observation = snapshot.observation();
    observation.licenses().iter().any(|license| observation.is_honored(license, now))
}

/// The license that a workspace has; `None` if its server names none.
fn present(snapshot: &Snapshot, now: Timestamp) -> Option<LicenseReport> {
    named(snapshot).map(|license| LicenseReport::new(license, &snapshot.observation(), now))
}

fn named(snapshot: &Snapshot) -> Option<&License> {
    snapshot.answer.as_ref()?.licenses().first()
}

/// The report of a license in a key.
fn report_of(license: &License, now: Timestamp) -> LicenseReport {
    let answer = Entitlement::Licensed { licenses: vec![license.clone()] };
    LicenseReport::new(
        license,
        &Observation { latest: Some(&answer), last_known_licenses: &[], facts: ServerFacts::unknown() },
        now,
    )
}

fn without_scheme(address: &str) -> &str {
    let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    rest.trim_end_matches('/')
}
