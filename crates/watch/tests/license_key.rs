//! Checking and applying license keys through the engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use license::{ChangeKind, LimitKind, Status};
use sandbox::{Allowed, Endpoint, Fault, Key, Permission, Sandbox};
use support::{World, add};
use watch::{
    Engine, FailureCode, WorkspaceId,
    engine::{KeyCause, KeyVerdict, RenewalOutcome},
};

const SLUG: &str = "eight";

async fn add_workspace(world: &World) -> (Engine, Sandbox, WorkspaceId) {
    let (engine, sandbox) = (world.engine(), world.sandbox().await);
    let id = add(&engine, &sandbox, SLUG).await.id;
    (engine, sandbox, id)
}

fn request_count(sandbox: &Sandbox, endpoint: Endpoint) -> usize {
    sandbox.requests_to(SLUG).iter().filter(|request| request.endpoint == Some(endpoint)).count()
}

#[tokio::test]
async fn checking_a_key_returns_reasons_and_changes_nothing() {
    let world = World::new();
    let (engine, sandbox, id) = add_workspace(&world).await;
    assert_eq!(engine.check_key(id, Key::Renewal.text()).await.unwrap(), KeyVerdict::Accepted);
    for (key, cause, limit) in [
        (Key::OtherAddress, KeyCause::Url, None),
        (Key::Expired, KeyCause::Period, None),
        (Key::TooFewSeats, KeyCause::Limit, Some(LimitKind::ActiveUsers)),
    ] {
        let KeyVerdict::Refused { reasons } = engine.check_key(id, key.text()).await.unwrap() else {
            panic!("{key:?}")
        };
        assert_eq!((reasons[0].reason, reasons[0].limit), (cause, limit));
    }
    let garbage = engine.check_key(id, Key::Garbage.text()).await.unwrap_err();
    assert_eq!(garbage.code, FailureCode::KeyRefused);
    assert_eq!(request_count(&sandbox, Endpoint::LicensesAdd), 0);
}

#[tokio::test]
async fn applying_a_key_returns_the_license_before_and_after() {
    let world = World::new();
    let (engine, _sandbox, id) = add_workspace(&world).await;
    let unchanged = engine.apply_key(id, Key::Expired.text()).await.unwrap();
    assert_eq!((unchanged.outcome, unchanged.changes), (RenewalOutcome::Unchanged, Vec::new()));

    let renewal = engine.apply_key(id, Key::Renewal.text()).await.unwrap();
    assert_eq!((renewal.outcome, renewal.status), (RenewalOutcome::Applied, Status::Valid));
    let (before, after) = (renewal.before.unwrap(), renewal.after.unwrap());
    assert!(after.expires_at > before.expires_at);
    assert!(renewal.changes.iter().any(|change| change.change.kind() == ChangeKind::ExpiryChanged));
    assert_eq!(engine.view(id).unwrap().licenses[0].expires_at, after.expires_at, "the window shows it immediately");
    assert!(engine.history(id).unwrap().iter().any(|record| record.change.kind() == ChangeKind::ExpiryChanged));
}

#[tokio::test]
async fn refused_key_returns_the_reason_and_keeps_the_license() {
    let world = World::new();
    let (engine, sandbox, id) = add_workspace(&world).await;
    let before = engine.view(id).unwrap().licenses;
    sandbox.set_permission(SLUG, Permission::EditSettings, Allowed::No);
    let failure = engine.apply_key(id, Key::Renewal.text()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Forbidden);
    assert!(failure.hint.contains("edit-privileged-setting"));
    sandbox.set_permission(SLUG, Permission::EditSettings, Allowed::Yes);
    sandbox.set_fault_at(SLUG, Endpoint::LicensesAdd, Fault::Html(502));
    assert_eq!(engine.apply_key(id, Key::Renewal.text()).await.unwrap_err().code, FailureCode::Server);
    assert_eq!(engine.apply_key(id, "<no key>").await.unwrap_err().code, FailureCode::KeyRefused);
    assert_eq!(engine.view(id).unwrap().licenses, before);
}

#[tokio::test]
async fn refreshing_never_applies_a_key() {
    let world = World::new();
    let (engine, sandbox, id) = add_workspace(&world).await;
    engine.check_key(id, Key::Renewal.text()).await.unwrap();
    let running = support::run(&engine);
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_hours(7));
        engine.refresh_all().await.unwrap();
    }
    running.abort();
    assert_eq!(request_count(&sandbox, Endpoint::LicensesAdd), 0);
}
