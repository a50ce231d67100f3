//! Checking and applying license keys over a socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use license::{Behavior, LimitKind};
use rocketchat::{Client, Credentials, ErrorCode, KeyCheck, KeyError, KeyProblem, KeyProblemKind, LicenseKey};
use sandbox::{Allowed, Endpoint, Fault, Key, Permission, Sandbox};
use support::{bounds, client, credentials, read_license};

const SLUG: &str = "eight";

async fn sandbox() -> (Sandbox, Client, Credentials) {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, credentials) = (client(&sandbox.url(SLUG), bounds()), credentials(&sandbox, SLUG));
    (sandbox, client, credentials)
}

fn key(key: Key) -> LicenseKey {
    LicenseKey::new(key.text()).unwrap()
}

#[tokio::test]
async fn a_key_is_checked_and_each_problem_is_reported() {
    let (_sandbox, client, credentials) = sandbox().await;
    let check = async |which| client.check_key(&credentials, &key(which)).await;
    assert_eq!(check(Key::Renewal).await.unwrap(), KeyCheck::Accepted);
    for (which, kind, behavior, limit) in [
        (Key::OtherAddress, KeyProblemKind::Address, Behavior::InvalidateLicense, None),
        (Key::Expired, KeyProblemKind::Period, Behavior::InvalidateLicense, None),
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
async fn checking_changes_nothing_and_applying_does() {
    let (sandbox, client, credentials) = sandbox().await;
    let before = read_license(&sandbox, SLUG).await;
    client.check_key(&credentials, &key(Key::Renewal)).await.unwrap();
    assert_eq!(read_license(&sandbox, SLUG).await, before);
    client.apply_key(&credentials, &key(Key::Expired)).await.unwrap();
    assert_eq!(read_license(&sandbox, SLUG).await, before, "it is well-formed, and the server does not honor it");
    client.apply_key(&credentials, &key(Key::Renewal)).await.unwrap();
    assert!(read_license(&sandbox, SLUG).await.expires_at() > before.expires_at());
    assert!(matches!(client.apply_key(&credentials, &key(Key::Garbage)).await, Err(KeyError::Refused { .. })));
}

#[tokio::test]
async fn an_older_server_cannot_check_and_can_apply() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, credentials) = (client(&sandbox.url("modern"), bounds()), credentials(&sandbox, "modern"));
    assert_eq!(client.check_key(&credentials, &key(Key::Expired)).await.unwrap(), KeyCheck::Unchecked);
    client.apply_key(&credentials, &key(Key::Renewal)).await.unwrap();
}

#[tokio::test]
async fn permission_to_see_the_license_is_not_permission_to_change_it() {
    let (sandbox, client, credentials) = sandbox().await;
    sandbox.set_permission(SLUG, Permission::EditSettings, Allowed::No);
    for refused in [
        client.check_key(&credentials, &key(Key::Renewal)).await.map(drop),
        client.apply_key(&credentials, &key(Key::Renewal)).await,
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
        let error = client.apply_key(&credentials, &key(Key::Renewal)).await.unwrap_err();
        assert!(matches!(&error, KeyError::Failed(error) if error.code() == code), "{text}: {error:?}");
    }
}
