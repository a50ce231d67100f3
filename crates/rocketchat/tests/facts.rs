//! What a reading asks beside the license: which requests it sends, and what it makes of the answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use license::{DeadlineKind, Finding, Observation, RefusalReason, Registration, ServerFacts, Status, StoredKey};
use rocketchat::{FactRequest, FactsRead, Reading};
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use support::read;

fn now() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().now(now()).start().await.unwrap()
}

/// A license key with this license, as the vendor makes them, but for the signature.
fn key(license: &Value) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("RCV3_{}.{}.{}", part(r#"{"alg":"RS256","typ":"JWT"}"#), part(&license.to_string()), part("nobody"))
}

fn license(until: &str, address: &str) -> Value {
    json!({
        "version": "3.0",
        "information": { "trial": false, "offline": false, "tags": [{ "name": "Enterprise", "color": "#000000" }] },
        "validation": {
            "serverUrls": [{ "value": address, "type": "url" }],
            "validPeriods": [{ "validUntil": until, "invalidBehavior": "invalidate_license" }],
        },
        "grantedModules": [{ "module": "auditing" }],
        "limits": {},
    })
}

/// The facts after a first reading.
fn facts(reading: &Reading) -> ServerFacts {
    reading.facts.clone().after(ServerFacts::unknown(), now())
}

fn observe<'a>(reading: &'a Reading, facts: &'a ServerFacts) -> Observation<'a> {
    Observation { latest: Some(&reading.entitlement), last_known_licenses: &[], facts }
}

/// How often each endpoint was called in a reading.
async fn requests_of(sandbox: &Sandbox, slug: &str) -> BTreeMap<Endpoint, usize> {
    let before = sandbox.requests().len();
    read(sandbox, slug).await.unwrap();
    let mut counts = BTreeMap::new();
    for request in &sandbox.requests()[before..] {
        *counts.entry(request.endpoint.expect("an endpoint that the sandbox knows")).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn a_reading_sends_each_request_at_most_once_and_only_where_it_can_matter() {
    let sandbox = sandbox().await;
    use Endpoint::*;
    let licensed = requests_of(&sandbox, "modern").await;
    assert_eq!(licensed, BTreeMap::from([(Info, 1), (LicensesInfo, 1), (SettingsPublic, 1)]));
    let renewing = requests_of(&sandbox, "renewing").await;
    assert!(renewing.contains_key(&RegistrationStatus), "{renewing:?}");
    let eight = requests_of(&sandbox, "eight").await;
    assert!(eight.contains_key(&Statistics), "{eight:?}");
    let community = requests_of(&sandbox, "community").await;
    let expected = [Info, LicensesInfo, SettingsPublic, StoredKey, RegistrationStatus, PresenceConnections];
    assert_eq!(community, BTreeMap::from(expected.map(|endpoint| (endpoint, 1))));
    for slug in ["modern", "renewing", "eight", "community", "seven", "sixsix", "noperm"] {
        let counts = requests_of(&sandbox, slug).await;
        assert!(counts.values().all(|count| *count == 1) && counts.len() <= 8, "{slug}: {counts:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_set_and_not_honored_is_found_with_its_license_and_the_reason() {
    let sandbox = sandbox().await;
    let set = |until: &str, address: &str| {
        let key = key(&license(until, address));
        let json = json!({ "_id": "Enterprise_License", "value": key, "success": true });
        sandbox.set_answer("community", Endpoint::StoredKey, Some(json));
    };
    let reading = read(&sandbox, "community").await.unwrap();
    let none = facts(&reading);
    assert_eq!(
        (none.stored_key.clone(), observe(&reading, &none).status(now())),
        (StoredKey::NotSet, Status::Community)
    );

    set("2026-02-01T00:00:00Z", sandbox.url("community").trim_start_matches("http://"));
    let reading = read(&sandbox, "community").await.unwrap();
    let ended = facts(&reading);
    let observation = observe(&reading, &ended);
    assert_eq!(observation.status(now()), Status::Lapsed);
    assert_eq!(observation.lapsed_at(now()), Some("2026-02-01T00:00:00Z".parse().unwrap()));
    let reasons = |observation: &Observation<'_>| match &observation.findings(now())[0] {
        Finding::NotHonored { reasons } => reasons.iter().map(|refusal| refusal.reason).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(observation.findings(now()), [], "the status says that it has ended");

    let info = json!({ "version": "8.5", "workspaceUrl": "new.example", "success": true });
    sandbox.set_answer("community", Endpoint::Info, Some(info));
    set("2027-02-01T00:00:00Z", "old.example");
    let reading = read(&sandbox, "community").await.unwrap();
    let moved = facts(&reading);
    let observation = observe(&reading, &moved);
    assert_eq!((observation.status(now()), reasons(&observation)), (Status::Invalid, vec![RefusalReason::Address]));

    let json = json!({ "_id": "Enterprise_License", "value": "encrypted/of+the/second+generation==", "success": true });
    sandbox.set_answer("community", Endpoint::StoredKey, Some(json));
    let reading = read(&sandbox, "community").await.unwrap();
    let unreadable = facts(&reading);
    assert_eq!(observe(&reading, &unreadable).status(now()), Status::Invalid);
    let stored = serde_json::to_string(&unreadable).unwrap();
    assert!(!stored.contains("encrypted") && !stored.contains("RCV3_"), "the key itself is not kept: {stored}");
}

#[tokio::test]
async fn the_days_until_read_only_are_a_deadline_of_the_workspace() {
    let sandbox = sandbox().await;
    let days = |days: i64| {
        let setting = json!({ "_id": "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days", "value": days });
        let json = json!({ "settings": [setting], "success": true });
        sandbox.set_answer("community", Endpoint::SettingsPublic, Some(json));
    };
    days(4);
    let reading = read(&sandbox, "community").await.unwrap();
    let soon = facts(&reading);
    let in_four_days = now() + SignedDuration::from_hours(96);
    assert_eq!(soon.deadline(DeadlineKind::ReadOnly), Some(in_four_days));
    let observation = observe(&reading, &soon);
    assert_eq!(observation.status(now()), Status::Community);
    assert_eq!(observation.attention(now()), license::Attention::Critical);
    assert_eq!(observation.headline(now()), license::Headline::BecomesReadOnly { at: in_four_days });
    days(0);
    let reading = read(&sandbox, "community").await.unwrap();
    let read_only = reading.facts.clone().after(&soon, now());
    assert_eq!(observe(&reading, &read_only).findings(now()), [Finding::ReadOnly { since: now() }]);
    days(-1);
    let reading = read(&sandbox, "community").await.unwrap();
    assert_eq!(reading.facts.after(&read_only, now()).deadline(DeadlineKind::ReadOnly), None);
}

#[tokio::test]
async fn each_request_fails_alone_and_what_was_known_of_it_is_kept() {
    let sandbox = sandbox().await;
    let known = facts(&read(&sandbox, "community").await.unwrap());
    assert_eq!(known.registration, Registration::Registered);
    for endpoint in
        [Endpoint::SettingsPublic, Endpoint::StoredKey, Endpoint::RegistrationStatus, Endpoint::PresenceConnections]
    {
        sandbox.set_fault_at("community", endpoint, Fault::Status(500));
        let FactsRead { unanswered, .. } = read(&sandbox, "community").await.unwrap().facts;
        assert!(!unanswered.is_empty(), "{endpoint:?}");
    }
    let reading = read(&sandbox, "community").await.unwrap();
    assert_eq!(reading.facts.clone().after(&known, now()), known, "no answer is no news");
    for endpoint in [Endpoint::StoredKey, Endpoint::RegistrationStatus] {
        let forbidden = json!({ "success": false, "error": "unauthorized" });
        sandbox.set_fault_at("community", endpoint, Fault::Body { status: 403, json: forbidden });
    }
    let reading = read(&sandbox, "community").await.unwrap();
    let forbidden = reading.facts.after(&known, now());
    assert_eq!((forbidden.stored_key, forbidden.registration), (StoredKey::Unknown, Registration::Unknown));
}

#[test]
fn every_request_is_documented_with_its_permission() {
    let docs = include_str!("../../../docs/requests.md");
    for request in FactRequest::iter() {
        let endpoint = request.endpoint().trim_start_matches("api/v1/");
        let permission = request.permission().unwrap_or("none");
        let row = docs.lines().find(|line| line.contains(&format!("`{endpoint}`")));
        assert!(row.is_some_and(|row| row.contains(permission)), "{endpoint}, {permission}");
    }
}
