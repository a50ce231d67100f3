//! Every generation of the API, read over a real socket, field by field.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use jiff::Timestamp;
use license::{Behavior, DeadlineKind, Entitlement, License, LimitKind, Max, ModuleState, Renewal, ServerFacts};
use rocketchat::wire::{facts::READ_ONLY_DAYS, info};
use sandbox::{Endpoint, Sandbox};
use serde_json::json;
use strum::IntoEnumIterator;
use support::{read, read_license};

fn now() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().now(now()).start().await.unwrap()
}

#[tokio::test]
async fn the_documented_example_is_read_field_by_field() {
    let sandbox = sandbox().await;
    let reading = read(&sandbox, "four").await.unwrap();
    assert!(reading.server_version.unwrap().as_str().starts_with("4.8"));
    let license = read_license(&sandbox, "four").await;
    assert_eq!(license.plan.as_str(), "Enterprise");
    assert_eq!(license.tags[0].color.unwrap().to_string(), "#F3BE08");
    assert_eq!(license.modules.len(), 16);
    assert!(license.modules.iter().all(|module| module.state == ModuleState::Unstated));
    let limits: Vec<_> = license.limits.iter().map(|limit| (limit.kind, limit.used, limit.max)).collect();
    assert_eq!(
        limits,
        [
            (LimitKind::ActiveUsers, Some(19), Max::AtMost(25)),
            (LimitKind::GuestUsers, None, Max::AtMost(125)),
            (LimitKind::RoomsPerGuest, None, Max::AtMost(1)),
        ]
    );
    let deadlines: Vec<_> = license.deadlines.iter().map(|d| (d.kind, d.at.to_string())).collect();
    assert_eq!(
        deadlines,
        [
            (DeadlineKind::TrialEnd, "2023-04-27T23:00:00Z".to_owned()),
            (DeadlineKind::Expiry, "2023-07-13T00:00:00Z".to_owned()),
        ]
    );
    assert!(!license.trial);
    assert_eq!(license.workspace_id.unwrap().as_str(), "63cfe8550c95db00013d7798");
    assert_eq!(license.addresses[0].value.as_str(), "localhost:3000");
    assert_eq!(license.remarks, []);
}

#[tokio::test]
async fn a_modern_workspace_reports_everything() {
    let sandbox = sandbox().await;
    let license = read_license(&sandbox, "modern").await;
    assert_eq!(license.plan.as_str(), "Enterprise");
    assert!(license.modules.len() >= 20);
    assert!(license.modules.iter().any(|module| module.external));
    let seats = license.limits.iter().find(|limit| limit.kind == LimitKind::ActiveUsers).unwrap();
    assert_eq!((seats.used, seats.max), (Some(41), Max::AtMost(50)));
    assert!(seats.steps.iter().any(|step| step.behavior == Behavior::PreventAction));
    let rooms = license.limits.iter().find(|limit| limit.kind == LimitKind::RoomsPerGuest);
    assert!(rooms.is_some(), "only the license itself limits rooms per guest");
    let days = license.expires_at().unwrap().duration_since(now()).as_hours() / 24;
    assert_eq!(days, 25);
    let stop = license.deadlines.iter().find(|d| d.kind == DeadlineKind::ModulesDisabled).unwrap();
    assert!(!stop.modules.is_empty() && stop.at < license.expires_at().unwrap());
    let facts = read(&sandbox, "modern").await.unwrap().facts.facts;
    assert!(facts.deadline(DeadlineKind::VersionSupportEnd).is_some());
    assert!(license.deadlines.iter().any(|d| d.kind == DeadlineKind::AdminsNotified));
    assert_ne!(license.visual_expiration, license.expires_at());
    assert!(license.granted_to.line().is_some());
    assert_eq!(license.remarks, []);
}

#[tokio::test]
async fn a_wrapped_answer_is_read_like_a_flat_one() {
    let sandbox = sandbox().await;
    let license = read_license(&sandbox, "six").await;
    assert!(license.modules.iter().any(|module| module.state == ModuleState::Active));
    let end = license.expires_at().unwrap();
    assert!((200..=201).contains(&(end.duration_since(now()).as_hours() / 24)), "{end}");
    assert_eq!(end.to_string()[10..], *"T00:00:00Z", "a date alone is midnight UTC");
    assert_eq!(license.remarks, []);
}

#[tokio::test]
async fn trials_and_renewals_are_marked() {
    let sandbox = sandbox().await;
    let trial = read_license(&sandbox, "trial").await;
    assert!(trial.trial);
    let renewing = read_license(&sandbox, "renewing").await;
    assert_eq!((renewing.renewal, renewing.plan.as_str()), (Renewal::Automatic, "Pro"));
}

#[tokio::test]
async fn no_license_no_permission_and_a_dropped_license_are_different() {
    let sandbox = sandbox().await;
    let entitlement = async |slug| read(&sandbox, slug).await.unwrap().entitlement;
    let Entitlement::Unlicensed { limits } = entitlement("community").await else { panic!("it has no license") };
    assert!(!limits.is_empty());
    assert!(matches!(entitlement("noperm").await, Entitlement::NotPermitted(_)));
    assert!(matches!(entitlement("lapsed").await, Entitlement::Licensed { .. }), "first named");
    assert!(matches!(entitlement("lapsed").await, Entitlement::Unlicensed { .. }), "then dropped");
}

#[tokio::test]
async fn every_license_is_read_in_full_and_every_kind_is_read_from_one_of_them() {
    let sandbox = sandbox().await;
    let read_only_soon = json!({"settings": [{"_id": READ_ONLY_DAYS, "value": 4}], "success": true});
    sandbox.set_answer("community", Endpoint::SettingsPublic, Some(read_only_soon));
    let (mut deadlines, mut limits) = (BTreeSet::new(), BTreeSet::new());
    for workspace in sandbox.workspaces().iter().chain(sandbox.generations()) {
        let Ok(reading) = read(&sandbox, &workspace.slug).await else { continue };
        for license in reading.entitlement.licenses() {
            assert_eq!(license.remarks, [], "{}", workspace.slug);
            deadlines.extend(license.deadlines.iter().map(|deadline| deadline.kind));
            limits.extend(license.limits.iter().map(|limit| limit.kind));
        }
        let facts = reading.facts.after(ServerFacts::unknown(), now());
        deadlines.extend(facts.deadlines.iter().map(|deadline| deadline.kind));
    }
    let never_read: Vec<_> = DeadlineKind::iter().filter(|kind| !deadlines.contains(kind)).collect();
    assert_eq!(never_read, [], "no answer in tests/sandbox/payloads has it, or wire/v3.rs does not read it");
    let never_read: Vec<_> = LimitKind::iter().filter(|kind| !limits.contains(kind)).collect();
    assert_eq!(never_read, [], "no answer in tests/sandbox/payloads has it, or wire/limits.rs does not read it");
}

/// The license in an answer of a real server of 8.8.
fn license_in(answer: &str) -> License {
    let recorded: serde_json::Value = serde_json::from_str(answer).unwrap();
    let entitlement = info::decode(&recorded["api/v1/licenses.info"]["body"]).unwrap();
    let license = entitlement.licenses()[0].clone();
    assert_eq!((entitlement.licenses().len(), license.remarks.as_slice()), (1, [].as_slice()));
    license
}

#[test]
fn a_period_without_a_behavior_changes_nothing_at_its_end() {
    let license = license_in(include_str!("payloads/real/behavior-missing.json"));
    let end = "2027-11-26T12:00:00Z".parse().unwrap();
    let ends: Vec<_> = license.deadlines.iter().filter(|d| d.kind == DeadlineKind::Expiry).map(|d| d.at).collect();
    assert_eq!(ends, [end], "not the end of the period that names no behavior");
}

#[test]
fn an_empty_end_and_the_year_9999_are_no_end() {
    for answer in [include_str!("payloads/real/date-empty.json"), include_str!("payloads/real/date-far.json")] {
        let license = license_in(answer);
        assert_eq!((license.expires_at(), license.end_is_unreadable()), (None, false));
        assert!(license.is_in_force("2026-11-26T12:00:00Z".parse().unwrap()));
    }
}

#[tokio::test]
async fn no_generation_is_read_without_its_end_modules_and_limits() {
    let sandbox = sandbox().await;
    for workspace in sandbox.generations() {
        let license = read_license(&sandbox, &workspace.slug).await;
        let (end, modules, limits) = (license.expires_at(), license.modules.len(), license.limits.len());
        assert!(end.is_some() && modules > 0 && limits > 0, "{}: {end:?}, {modules}, {limits}", workspace.slug);
    }
}
