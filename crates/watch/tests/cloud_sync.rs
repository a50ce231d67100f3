//! Syncs with the vendor's cloud, against a sandbox that applies a license as late as a real server does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use license::{ChangeKind, Registration};
use sandbox::{Allowed, Cloud, Endpoint, Fault, Permission};
use serde_json::json;
use support::{World, add};
use watch::{FailureCode, engine::SyncOutcome};

/// A workspace whose license renews itself.
const SLUG: &str = "renewing";

#[tokio::test]
async fn license_from_the_cloud_is_shown_with_what_it_changed_and_is_no_reminder() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, SLUG).await.id;
    assert_eq!(engine.view(id).unwrap().registration, Registration::Registered);
    world.notifier.shown().await;
    let end = json!([{ "validUntil": "2027-03-01T00:00:00Z", "invalidBehavior": "invalidate_license" }]);
    let patch = json!({ "license": { "license": { "validation": { "validPeriods": end } } } });
    sandbox.set_cloud(SLUG, Cloud::License(patch));
    let synced = engine.sync_with_cloud(id).await.unwrap();
    let kinds: Vec<_> = synced.changes.iter().map(|change| change.change.kind()).collect();
    assert_eq!((synced.outcome, kinds), (SyncOutcome::Changed, vec![ChangeKind::ExpiryChanged]));
    let view = engine.view(id).unwrap();
    assert_eq!(view.ends_at.unwrap().to_string(), "2027-03-01T00:00:00Z");
    assert!(!view.refreshing);
    assert_eq!(world.notifier.shown().await.len(), 0, "the user knows");
}

#[tokio::test]
async fn license_that_is_the_same_after_a_sync_is_read_four_times() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, SLUG).await.id;
    let before = sandbox.requests_to(SLUG).len();
    assert_eq!(engine.sync_with_cloud(id).await.unwrap().outcome, SyncOutcome::NothingNew);
    let requests = sandbox.requests_to(SLUG);
    let count = |endpoint| requests[before..].iter().filter(|request| request.endpoint == Some(endpoint)).count();
    assert_eq!((count(Endpoint::SyncWorkspace), count(Endpoint::LicensesInfo)), (1, 4));
}

#[tokio::test]
async fn sync_that_cannot_bring_anything_says_why() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, SLUG).await.id;
    sandbox.set_cloud(SLUG, Cloud::Unreachable);
    assert_eq!(engine.sync_with_cloud(id).await.unwrap().outcome, SyncOutcome::CloudUnreachable);
    sandbox.set_cloud(SLUG, Cloud::NotRegistered);
    assert_eq!(engine.sync_with_cloud(id).await.unwrap().outcome, SyncOutcome::NotRegistered);
    assert_eq!(engine.view(id).unwrap().registration, Registration::NotRegistered);
    sandbox.set_permission(SLUG, Permission::ManageCloud, Allowed::No);
    assert_eq!(engine.sync_with_cloud(id).await.unwrap().outcome, SyncOutcome::NotPermitted);
    assert_eq!(engine.view(id).unwrap().registration, Registration::Unknown);
    let syncs = sandbox.requests_to(SLUG).iter().filter(|r| r.endpoint == Some(Endpoint::SyncWorkspace)).count();
    assert_eq!(syncs, 1, "where nothing can come of it, no sync is asked for");

    sandbox.set_permission(SLUG, Permission::ManageCloud, Allowed::Yes);
    sandbox.set_cloud(SLUG, Cloud::NothingNew);
    for (fault, code) in
        [(Fault::RateLimited { wait_secs: 40 }, FailureCode::RateLimited), (Fault::Html(502), FailureCode::Server)]
    {
        sandbox.set_fault_at(SLUG, Endpoint::SyncWorkspace, fault);
        assert_eq!(engine.sync_with_cloud(id).await.unwrap_err().code, code);
    }
    assert!(engine.view(id).unwrap().error.is_none(), "the workspace can be read nevertheless");
}
