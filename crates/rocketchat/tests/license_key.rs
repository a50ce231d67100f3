//! Checking and applying license keys over a socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use license::{Behavior, Entitlement, LimitKind};
use rocketchat::{Client, Credentials, ErrorCode, KeyCheck, KeyError, KeyProblem, KeyProblemKind, LicenseKey};
use sandbox::{Allowed, Endpoint, Fault, Key, KeyTiming, Permission, Sandbox};
use support::{bounds, client, credentials, read_license};

const SLUG: &str = "eight";

async fn sandbox() -> (Sandbox, Client, Credentials) {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, credentials) = (client(&sandbox.url(SLUG), bounds()), credentials(&sandbox, SLUG));
    (sandbox, client, credentials)
}

fn key(sandbox: &Sandbox, key: Key) -> LicenseKey {
    LicenseKey::new(&sandbox.key(SLUG, key)).unwrap()
}

/// Reads until the answer satisfies a condition.
async fn read_until(client: &Client, credentials: &Credentials, is_it: impl Fn(&Entitlement) -> bool) {
    let wait = async {
        while !is_it(&client.read(credentials, None).await.unwrap().entitlement) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap();
}

fn is_licensed(entitlement: &Entitlement) -> bool {
    !entitlement.licenses().is_empty()
}

#[tokio::test]
async fn a_key_is_checked_and_each_problem_is_reported() {
    let (sandbox, client, credentials) = sandbox().await;
    let check = async |which| client.check_key(&credentials, &key(&sandbox, which)).await;
    assert_eq!(check(Key::Renewal).await.unwrap(), KeyCheck::Accepted);
    for (which, kind, behavior, limit) in [
        (Key::OtherAddress, KeyProblemKind::Address, Behavior::InvalidateLicense, None),
        (Key::Ended, KeyProblemKind::Period, Behavior::InvalidateLicense, None),
        (Key::NotBegun, KeyProblemKind::Period, Behavior::InvalidateLicense, None),
        (Key::TooFewSeats, KeyProblemKind::Limit, Behavior::PreventInstallation, Some(LimitKind::ActiveUsers)),
    ] {
        let problems = vec![KeyProblem { kind, behavior, modules: Vec::new(), limit }];
        assert_eq!(check(which).await.unwrap(), KeyCheck::Refused { problems });
    }
    let KeyError::Refused { server_message } = check(Key::Garbage).await.unwrap_err() else {
        panic!("it is not a key")
    };
    assert_eq!(server_message.unwrap().as_str(), "Invalid license");
}

#[tokio::test]
async fn checking_changes_nothing_and_an_applied_key_takes_effect_later() {
    let (sandbox, client, credentials) = sandbox().await;
    let before = read_license(&sandbox, SLUG).await;
    client.check_key(&credentials, &key(&sandbox, Key::Renewal)).await.unwrap();
    assert_eq!(read_license(&sandbox, SLUG).await, before);

    sandbox.set_key_timing(KeyTiming { delay: Duration::from_secs(3_600), ..KeyTiming::default() });
    client.apply_key(&credentials, &key(&sandbox, Key::Renewal)).await.unwrap();
    assert_eq!(read_license(&sandbox, SLUG).await, before, "the answer says only that the key is well-formed");

    sandbox.set_key_timing(KeyTiming::default());
    client.apply_key(&credentials, &key(&sandbox, Key::Ended)).await.unwrap();
    assert_eq!(read_license(&sandbox, SLUG).await, before);
    read_until(&client, &credentials, |entitlement| !is_licensed(entitlement)).await;

    client.apply_key(&credentials, &key(&sandbox, Key::Renewal)).await.unwrap();
    read_until(&client, &credentials, is_licensed).await;
    assert!(read_license(&sandbox, SLUG).await.expires_at() > before.expires_at());
    let garbage = client.apply_key(&credentials, &key(&sandbox, Key::Garbage)).await;
    assert!(matches!(garbage, Err(KeyError::Refused { .. })));
}

#[tokio::test]
async fn there_is_no_license_between_the_old_one_and_the_new_one() {
    let (sandbox, client, credentials) = sandbox().await;
    sandbox.set_key_timing(KeyTiming { delay: Duration::ZERO, gap: Duration::from_millis(300) });
    client.apply_key(&credentials, &key(&sandbox, Key::Renewal)).await.unwrap();
    read_until(&client, &credentials, |entitlement| !is_licensed(entitlement)).await;
    read_until(&client, &credentials, is_licensed).await;
}

#[tokio::test]
async fn the_server_shows_the_key_that_it_holds() {
    let (sandbox, client, credentials) = sandbox().await;
    let present = key(&sandbox, Key::Present);
    assert!(client.stored_key(&credentials).await.unwrap().unwrap().is_same(&present));
    client.apply_key(&credentials, &key(&sandbox, Key::Ended)).await.unwrap();
    // The client that has sent a key cuts it out of all answers.
    let another = support::client(&sandbox.url(SLUG), bounds());
    let stored = another.stored_key(&credentials).await.unwrap().unwrap();
    assert!(stored.is_same(&key(&sandbox, Key::Ended)), "also a key that it does not honor");
    assert_eq!(stored.license().unwrap().plan.as_str(), "Enterprise");

    sandbox.set_permission(SLUG, Permission::ViewSettings, Allowed::No);
    let refused = client.stored_key(&credentials).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    let without_license = support::client(&sandbox.url("community"), bounds());
    let stored = without_license.stored_key(&support::credentials(&sandbox, "community")).await.unwrap();
    assert!(stored.is_none());
}

#[tokio::test]
async fn an_older_server_cannot_check_and_can_apply() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, credentials) = (client(&sandbox.url("modern"), bounds()), credentials(&sandbox, "modern"));
    let key = |which| LicenseKey::new(&sandbox.key("modern", which)).unwrap();
    assert_eq!(client.check_key(&credentials, &key(Key::Ended)).await.unwrap(), KeyCheck::Unchecked);
    client.apply_key(&credentials, &key(Key::Encrypted)).await.unwrap();
}

#[tokio::test]
async fn permission_to_see_the_license_is_not_permission_to_change_it() {
    let (sandbox, client, credentials) = sandbox().await;
    sandbox.set_permission(SLUG, Permission::EditSettings, Allowed::No);
    for refused in [
        client.check_key(&credentials, &key(&sandbox, Key::Renewal)).await.map(drop),
        client.apply_key(&credentials, &key(&sandbox, Key::Renewal)).await,
    ] {
        assert!(matches!(refused, Err(KeyError::NotPermitted { server_message: Some(_) })));
    }
}

#[tokio::test]
async fn a_key_fails_with_the_errors_of_any_exchange() {
    let (sandbox, client, credentials) = sandbox().await;
    for (fault, code) in [
        (Fault::Html(200), ErrorCode::Gate),
        (Fault::Html(400), ErrorCode::Server),
        (Fault::Html(401), ErrorCode::Gate),
        (Fault::Html(403), ErrorCode::Gate),
        (Fault::Html(404), ErrorCode::Gate),
        (Fault::NotJson, ErrorCode::Malformed),
        (Fault::Html(502), ErrorCode::Server),
        (Fault::RateLimited { wait_secs: 30 }, ErrorCode::RateLimited),
        (Fault::Status(401), ErrorCode::Unauthorized),
    ] {
        let text = format!("{fault:?}");
        sandbox.set_fault_at(SLUG, Endpoint::LicensesAdd, fault);
        let error = client.apply_key(&credentials, &key(&sandbox, Key::Renewal)).await.unwrap_err();
        assert!(matches!(&error, KeyError::Failed(error) if error.code() == code), "{text}: {error:?}");
    }
}

#[tokio::test]
async fn a_key_that_a_server_echoes_is_in_no_message() {
    let (sandbox, client, credentials) = sandbox().await;
    let text = "RCV3_YWJjZGVm.Z2hpamts.bW5vcHFy";
    let echo = serde_json::json!({"success": false, "error": format!("Invalid license {text}")});
    sandbox.set_fault_at(SLUG, Endpoint::LicensesAdd, Fault::Body { status: 400, json: echo });
    let error = client.apply_key(&credentials, &LicenseKey::new(text).unwrap()).await.unwrap_err();
    let KeyError::Refused { server_message: Some(message) } = &error else { panic!("{error:?}") };
    assert!(!message.as_str().contains("YWJjZGVm"), "{message}");
}
