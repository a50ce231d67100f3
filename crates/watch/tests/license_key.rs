//! Checking and applying license keys through the engine. Servers apply a key after the real delay, unless a test says
//! otherwise.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{fs, path::Path, time::Duration};

use jiff::SignedDuration;
use license::{ChangeKind, LimitKind, Shortage, Status};
use sandbox::{Allowed, Endpoint, Fault, Key, KeyTiming, Permission, Sandbox};
use support::{World, add};
use watch::{
    Engine, EngineEvent, FailureCode, WorkspaceId,
    present::view::{
        KeyApplied, KeyChecker, KeyConsent, KeyMatch, KeyPreview, KeyReason, KeyStage, KeyVerdict, RenewalOutcome,
    },
};

/// A server that can check keys.
const NEW: &str = "eight";

/// One that cannot.
const OLD: &str = "modern";

struct Renewed {
    engine: Engine,
    sandbox: Sandbox,
    id: WorkspaceId,
    slug: &'static str,
}

async fn start(world: &World, slug: &'static str) -> Renewed {
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let id = add(&engine, &sandbox, slug).await.id;
    Renewed { engine, sandbox, id, slug }
}

impl Renewed {
    fn key(&self, key: Key) -> String {
        self.sandbox.key(self.slug, key)
    }

    async fn preview(&self, key: Key) -> KeyPreview {
        self.engine.preview_key(self.id, &self.key(key)).await.unwrap()
    }

    async fn apply(&self, key: Key) -> KeyApplied {
        self.engine.apply_key(self.id, &self.key(key), KeyConsent::OnlyIfItFits).await.unwrap()
    }

    async fn apply_anyway(&self, key: Key) -> KeyApplied {
        self.engine.apply_key(self.id, &self.key(key), KeyConsent::EvenWithoutLicense).await.unwrap()
    }

    fn count(&self, endpoint: Endpoint) -> usize {
        let requests = self.sandbox.requests_to(self.slug);
        requests.iter().filter(|request| request.endpoint == Some(endpoint)).count()
    }

    fn status(&self) -> Status {
        self.engine.view(self.id).unwrap().status
    }

    /// The reason against a key, as it must be for this server.
    fn reason(&self, key: Key) -> KeyReason {
        let address = self.sandbox.url(self.slug).trim_start_matches("http://").to_owned();
        let at = |days: i64| self.sandbox.now() + SignedDuration::from_hours(24 * days);
        match key {
            Key::OtherAddress | Key::EncryptedForOtherAddress => {
                KeyReason::Address { issued_for: vec!["chat.other.example".to_owned()], address }
            }
            Key::Ended => KeyReason::Ended { at: at(-2) },
            Key::NotBegun => KeyReason::NotBegun { at: at(10) },
            Key::TooFewSeats => KeyReason::Limit { limit: Some(LimitKind::ActiveUsers), used: Some(41), max: Some(40) },
            Key::Present | Key::Renewal | Key::Encrypted | Key::Garbage => panic!("{key:?} has no reason against it"),
        }
    }
}

const UNFIT: [Key; 4] = [Key::OtherAddress, Key::Ended, Key::NotBegun, Key::TooFewSeats];

#[tokio::test]
async fn a_preview_shows_the_new_license_and_every_obstacle_whether_or_not_the_server_can_check() {
    for (slug, checked_by) in [(NEW, KeyChecker::Server), (OLD, KeyChecker::LicenseWatch)] {
        let world = World::new();
        let renewed = start(&world, slug).await;
        let preview = renewed.preview(Key::Renewal).await;
        assert_eq!(preview.verdict, KeyVerdict::Fits { checked_by });
        let (before, after) = (preview.before.unwrap(), preview.after.unwrap());
        assert!(after.expires_at > before.expires_at);
        let changed = |kind| preview.changes.iter().any(|change| change.change.kind() == kind);
        assert!(
            changed(ChangeKind::ExpiryChanged) && changed(ChangeKind::ModuleGained) && changed(ChangeKind::LimitRaised)
        );
        assert!(!preview.is_same_key && preview.can_restore && preview.other_workspace.is_none());

        for key in UNFIT {
            let preview = renewed.preview(key).await;
            assert_eq!(
                preview.verdict,
                KeyVerdict::DoesNotFit { reasons: vec![renewed.reason(key)] },
                "{slug} {key:?}"
            );
        }
        assert!(renewed.preview(Key::Present).await.is_same_key);
        assert_eq!(renewed.count(Endpoint::LicensesAdd), 0);
    }
}

#[tokio::test]
async fn a_license_that_fits_and_allows_less_than_is_in_use_is_reported_before_and_after() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    assert_eq!(renewed.preview(Key::Renewal).await.shortages, []);
    let preview = renewed.preview(Key::TooFewSeats).await;
    let shortage = Shortage { limit: LimitKind::ActiveUsers, used: 41, max: 40, missing: 1 };
    assert_eq!(preview.shortages, [shortage]);
    let seats = preview.after.unwrap().limits.into_iter().find(|limit| limit.kind == LimitKind::ActiveUsers).unwrap();
    assert_eq!((seats.used, seats.max), (Some(41), Some(40)));

    let mut key = key_payload(&renewed.key(Key::Renewal));
    key["limits"]["activeUsers"] = serde_json::json!([{"max": 40, "behavior": "prevent_action"}]);
    let key = sandbox::issue_key(&key);
    let preview = renewed.engine.preview_key(renewed.id, &key).await.unwrap();
    assert_eq!(preview.verdict, KeyVerdict::Fits { checked_by: KeyChecker::Server });
    assert_eq!(preview.shortages, [shortage]);
    let applied = renewed.engine.apply_key(renewed.id, &key, KeyConsent::OnlyIfItFits).await.unwrap();
    assert_eq!((applied.outcome, applied.shortages), (RenewalOutcome::Applied, vec![shortage]));
}

/// What a license key that the sandbox has issued says.
fn key_payload(key: &str) -> serde_json::Value {
    use base64::Engine as _;
    let payload = key.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn an_encrypted_key_is_checked_only_by_a_server_that_can() {
    let world = World::new();
    let new = start(&world, NEW).await;
    let preview = new.preview(Key::Encrypted).await;
    assert_eq!((preview.after, preview.verdict), (None, KeyVerdict::Fits { checked_by: KeyChecker::Server }));
    let KeyVerdict::DoesNotFit { reasons } = new.preview(Key::EncryptedForOtherAddress).await.verdict else {
        panic!("it is for another address")
    };
    assert!(matches!(&reasons[..], [KeyReason::Address { issued_for, .. }] if issued_for.is_empty()));

    let world = World::new();
    let old = start(&world, OLD).await;
    assert_eq!(old.preview(Key::Encrypted).await.verdict, KeyVerdict::Unchecked);
}

#[tokio::test]
async fn a_key_that_fits_is_reported_as_applied_once_the_server_has_applied_it() {
    // The second server has no license for a while, and the third one is slow.
    let timing = |delay, gap| KeyTiming { delay: Duration::from_millis(delay), gap: Duration::from_millis(gap) };
    for timing in [KeyTiming::default(), timing(300, 900), timing(4_000, 30)] {
        let world = World::new();
        let renewed = start(&world, NEW).await;
        renewed.sandbox.set_key_timing(timing);
        let applied = renewed.apply(Key::Renewal).await;
        assert_eq!((applied.outcome, applied.status), (RenewalOutcome::Applied, Status::Valid), "{timing:?}");
        let (before, after) = (applied.before.unwrap(), applied.after.unwrap());
        assert!(after.expires_at > before.expires_at);
        assert!(applied.changes.iter().any(|change| change.change.kind() == ChangeKind::ExpiryChanged));
        assert!(applied.can_restore);
        let view = renewed.engine.full_view(renewed.id).unwrap();
        assert_eq!(view.licenses[0].expires_at, after.expires_at, "the window shows it immediately");
        let history = renewed.engine.history(renewed.id).unwrap();
        assert!(history.iter().any(|record| record.change.kind() == ChangeKind::ExpiryChanged));
        assert!(history.iter().all(|record| record.change.kind() != ChangeKind::LicenseLost), "{history:?}");
        assert!(renewed.count(Endpoint::LicensesInfo) < 10, "within the rate limit");
        assert!(renewed.count(Endpoint::Info) < 5);
    }
}

#[tokio::test]
async fn a_server_with_only_licenses_get_is_read_back_too() {
    let world = World::new();
    let renewed = start(&world, "six").await;
    assert_eq!(renewed.apply(Key::Renewal).await.outcome, RenewalOutcome::Applied);
    assert_eq!(
        renewed.apply_anyway(Key::Ended).await.outcome,
        RenewalOutcome::LicenseGone { reasons: vec![renewed.reason(Key::Ended)] }
    );
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_not_sent_without_consent() {
    for slug in [NEW, OLD] {
        let world = World::new();
        let renewed = start(&world, slug).await;
        let before = renewed.engine.full_view(renewed.id).unwrap().licenses;
        for key in UNFIT {
            let reasons = vec![renewed.reason(key)];
            assert_eq!(renewed.apply(key).await.outcome, RenewalOutcome::NeedsConsent { reasons }, "{slug} {key:?}");
        }
        assert_eq!(renewed.count(Endpoint::LicensesAdd), 0);
        assert_eq!(renewed.engine.full_view(renewed.id).unwrap().licenses, before);
        assert_eq!(renewed.engine.previous_key(renewed.id).unwrap(), None);
    }
}

#[tokio::test]
async fn a_license_that_a_key_has_destroyed_is_reported_as_gone_and_can_be_put_back() {
    for (slug, key) in [(NEW, Key::OtherAddress), (OLD, Key::NotBegun), (OLD, Key::TooFewSeats)] {
        let world = World::new();
        let renewed = start(&world, slug).await;
        let before = renewed.engine.full_view(renewed.id).unwrap();
        let gone = renewed.apply_anyway(key).await;
        assert_eq!(gone.outcome, RenewalOutcome::LicenseGone { reasons: vec![renewed.reason(key)] }, "{slug} {key:?}");
        assert_eq!((gone.status, gone.after, gone.can_restore), (Status::Invalid, None, true));
        assert_eq!(renewed.status(), Status::Invalid);

        let previous = renewed.engine.previous_key(renewed.id).unwrap().unwrap();
        assert_eq!(previous.license.unwrap().expires_at, before.licenses[0].expires_at);
        let restored = renewed.engine.restore_key(renewed.id, KeyConsent::OnlyIfItFits).await;
        // The sandbox's licenses are issued for its host, and it validates only keys that are applied.
        let restored = match restored.unwrap().outcome {
            RenewalOutcome::NeedsConsent { .. } => panic!("the old key fits"),
            outcome => outcome,
        };
        assert_eq!(restored, RenewalOutcome::Applied);
        assert_eq!(renewed.status(), before.row.status);
        assert_eq!(renewed.engine.full_view(renewed.id).unwrap().licenses[0].expires_at, before.licenses[0].expires_at);
        assert_eq!(renewed.engine.previous_key(renewed.id).unwrap(), None, "it has been put back");
    }
}

#[tokio::test]
async fn the_server_explains_a_key_that_only_it_can_read() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    let RenewalOutcome::LicenseGone { reasons } = renewed.apply_anyway(Key::EncryptedForOtherAddress).await.outcome
    else {
        panic!("it is for another address")
    };
    assert!(matches!(&reasons[..], [KeyReason::Address { .. }]));

    let world = World::new();
    let renewed = start(&world, OLD).await;
    let gone = renewed.apply(Key::EncryptedForOtherAddress).await;
    assert_eq!(gone.outcome, RenewalOutcome::LicenseGone { reasons: Vec::new() }, "it could not be foreseen");
}

#[tokio::test]
async fn a_key_that_the_workspace_did_not_need_is_refused() {
    let world = World::new();
    let renewed = start(&world, "community").await;
    let reasons = vec![renewed.reason(Key::Ended)];
    let refused = renewed.apply_anyway(Key::Ended).await;
    assert_eq!((refused.outcome, refused.status), (RenewalOutcome::Refused { reasons }, Status::Community));
    assert_eq!(renewed.apply(Key::Renewal).await.outcome, RenewalOutcome::Applied);
}

#[tokio::test]
async fn the_same_key_is_recognized_and_nothing_is_lost() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    assert_eq!(renewed.apply(Key::Present).await.outcome, RenewalOutcome::Unchanged);
    assert_eq!(renewed.count(Endpoint::LicensesAdd), 0, "the server would not look at it");

    // Where the server does not show its key, the license in it tells.
    renewed.sandbox.set_fault_at(renewed.slug, Endpoint::StoredKey, Fault::Status(404));
    renewed.sandbox.set_answer(renewed.slug, Endpoint::LicensesValidate, None);
    assert!(renewed.preview(Key::Present).await.is_same_key);
    let unchanged = renewed.apply_anyway(Key::Present).await;
    assert_eq!(unchanged.outcome, RenewalOutcome::Unchanged);
    assert_eq!(unchanged.changes, Vec::new());
}

#[tokio::test]
async fn text_that_is_no_key_changes_nothing() {
    for slug in [NEW, OLD] {
        let world = World::new();
        let renewed = start(&world, slug).await;
        let before = renewed.engine.full_view(renewed.id).unwrap().licenses;
        let apply = async |key: String| {
            renewed.engine.apply_key(renewed.id, &key, KeyConsent::EvenWithoutLicense).await.unwrap_err().code
        };
        assert_eq!(apply(renewed.key(Key::Garbage)).await, FailureCode::KeyRefused, "{slug}");
        for text in ["<no key>", "a-token", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\n"] {
            let sent = renewed.count(Endpoint::LicensesValidate) + renewed.count(Endpoint::LicensesAdd);
            assert_eq!(apply(text.to_owned()).await, FailureCode::NotLicenseKey, "{slug}");
            assert_eq!(
                renewed.engine.preview_key(renewed.id, text).await.unwrap_err().code,
                FailureCode::NotLicenseKey
            );
            assert_eq!(renewed.count(Endpoint::LicensesValidate) + renewed.count(Endpoint::LicensesAdd), sent);
        }
        assert_eq!(renewed.engine.full_view(renewed.id).unwrap().licenses, before);
    }
}

#[tokio::test]
async fn a_refused_request_is_a_failure_and_keeps_the_license() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    let (engine, sandbox, id) = (&renewed.engine, &renewed.sandbox, renewed.id);
    let before = engine.full_view(id).unwrap().licenses;
    let key = renewed.key(Key::Renewal);
    sandbox.set_permission(NEW, Permission::EditSettings, Allowed::No);
    let failure = engine.apply_key(id, &key, KeyConsent::OnlyIfItFits).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Forbidden);
    assert!(failure.hint.contains("edit-privileged-setting"));
    sandbox.set_permission(NEW, Permission::EditSettings, Allowed::Yes);
    sandbox.set_fault_at(NEW, Endpoint::LicensesAdd, Fault::Html(502));
    let failure = engine.apply_key(id, &key, KeyConsent::OnlyIfItFits).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Server);
    assert_eq!(engine.full_view(id).unwrap().licenses, before);
    assert_eq!(
        engine.restore_key(WorkspaceId::random(), KeyConsent::OnlyIfItFits).await.unwrap_err().code,
        FailureCode::PreviousKeyGone
    );
}

#[tokio::test]
async fn what_cannot_be_read_back_is_unconfirmed() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    renewed.sandbox.set_key_timing(KeyTiming { delay: Duration::from_secs(3_600), ..KeyTiming::default() });
    let (engine, key, id) = (renewed.engine.clone(), renewed.key(Key::Renewal), renewed.id);
    let applying = tokio::spawn(async move { engine.apply_key(id, &key, KeyConsent::OnlyIfItFits).await });
    renewed.sandbox.wait_for_requests(|all| all.iter().any(|one| one.endpoint == Some(Endpoint::LicensesAdd))).await;
    renewed.sandbox.set_fault_at(NEW, Endpoint::LicensesInfo, Fault::RateLimited { wait_secs: 30 });
    let unconfirmed = applying.await.unwrap().unwrap();
    assert_eq!(unconfirmed.outcome, RenewalOutcome::Unconfirmed);
    assert!(unconfirmed.after.is_some(), "what was known stays");
    let asked = renewed.count(Endpoint::LicensesInfo);
    renewed.engine.refresh(renewed.id).await.unwrap();
    assert_eq!(renewed.count(Endpoint::LicensesInfo), asked, "the pause is respected");
}

#[tokio::test]
async fn a_caller_that_goes_away_interrupts_nothing_and_refreshes_wait() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    let mut events = renewed.engine.subscribe();
    let key = renewed.key(Key::OtherAddress);
    let applying = renewed.engine.apply_key(renewed.id, &key, KeyConsent::EvenWithoutLicense);
    let sent = |all: &[sandbox::LoggedRequest]| all.iter().any(|one| one.endpoint == Some(Endpoint::LicensesAdd));
    tokio::select! {
        _ = applying => panic!("it waits for the server"),
        () = renewed.sandbox.wait_for_requests(sent) => {}
    }
    renewed.engine.refresh(renewed.id).await.unwrap();
    assert_eq!(renewed.status(), Status::Invalid, "the refresh ended after the key was applied");
    assert!(renewed.engine.previous_key(renewed.id).unwrap().is_some());
    let stages: Vec<_> = support::drain(&mut events)
        .into_iter()
        .filter_map(|event| match event {
            EngineEvent::KeyProgress(id, stage) if id == renewed.id => Some(stage),
            _ => None,
        })
        .collect();
    assert_eq!(stages, [KeyStage::Applying, KeyStage::Checking, KeyStage::Confirming]);
}

#[tokio::test]
async fn keys_are_kept_in_memory_only_and_for_an_hour() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    renewed.apply_anyway(Key::Ended).await;
    assert!(renewed.engine.previous_key(renewed.id).unwrap().is_some());
    world.clock.advance(SignedDuration::from_mins(61));
    assert_eq!(renewed.engine.previous_key(renewed.id).unwrap(), None);
    let gone = renewed.engine.restore_key(renewed.id, KeyConsent::OnlyIfItFits).await.unwrap_err();
    assert_eq!(gone.code, FailureCode::PreviousKeyGone);

    for key in [Key::Present, Key::Ended] {
        let key = renewed.key(key);
        let payload = key.split('.').nth(1).unwrap().as_bytes();
        assert!(!contains(world.folder.path(), payload), "a key is in a file");
    }
}

fn contains(folder: &Path, needle: &[u8]) -> bool {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.any(|path| match path.is_dir() {
        true => contains(&path, needle),
        false => fs::read(&path).unwrap().windows(needle.len()).any(|part| part == needle),
    })
}

#[tokio::test]
async fn refreshing_never_applies_a_key() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    renewed.preview(Key::Renewal).await;
    let running = support::run(&renewed.engine);
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_hours(7));
        renewed.engine.refresh_all().await.unwrap();
    }
    running.abort();
    assert_eq!(renewed.count(Endpoint::LicensesAdd), 0);
}

#[tokio::test]
async fn a_key_is_matched_to_the_workspace_that_it_is_issued_for() {
    let world = World::new();
    let renewed = start(&world, NEW).await;
    let other = add(&renewed.engine, &renewed.sandbox, OLD).await.id;
    let match_key = |slug: &str, key| renewed.engine.match_key(&renewed.sandbox.key(slug, key)).unwrap();
    assert_eq!(match_key(NEW, Key::Renewal), KeyMatch::One { id: renewed.id });
    assert_eq!(match_key(OLD, Key::Ended), KeyMatch::One { id: other });
    assert_eq!(match_key(NEW, Key::Encrypted), KeyMatch::Unreadable);

    let issue = |payload: &str| sandbox::issue_key(&payload.parse().unwrap());
    let elsewhere = issue(
        r#"{"version":"3.0","information":{},"validation":{"validPeriods":[],"serverUrls":[{"type":"url","value":"chat.other.example"}]},
            "grantedModules":[{"module":"auditing"}],"limits":{}}"#,
    );
    let issued_for = vec!["chat.other.example".to_owned()];
    assert_eq!(renewed.engine.match_key(&elsewhere).unwrap(), KeyMatch::Elsewhere { issued_for });
    let anywhere = issue(
        r#"{"version":"3.0","information":{},"validation":{"validPeriods":[],"serverUrls":[]},
            "grantedModules":[{"module":"auditing"}],"limits":{}}"#,
    );
    assert_eq!(renewed.engine.match_key(&anywhere).unwrap(), KeyMatch::AnyAddress);
    let both = issue(
        r#"{"version":"3.0","information":{},"validation":{"validPeriods":[],"serverUrls":[{"type":"regex","value":"127*"}]},
            "grantedModules":[{"module":"auditing"}],"limits":{}}"#,
    );
    assert_eq!(renewed.engine.match_key(&both).unwrap(), KeyMatch::Several { ids: vec![renewed.id, other] });

    for text in ["", "<html>", "not a key!"] {
        assert_eq!(renewed.engine.match_key(text).unwrap_err().code, FailureCode::NotLicenseKey);
    }
    let asked = renewed.count(Endpoint::LicensesValidate);
    assert_eq!(asked, 0, "matching uses no network");
}
