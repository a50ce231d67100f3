//! Answers of something in front of a workspace, over a socket: told from Rocket.Chat's own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use license::Entitlement;
use rocketchat::{Error, ErrorCode, RedirectTarget, Retry};
use sandbox::{Endpoint, Fault, Recorder, Sandbox};
use serde_json::{Value, json};
use support::{bounds, client, credentials, read};

fn raw(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Raw { status, headers, body: body.into() }
}

fn json_body(status: u16, json: Value) -> Fault {
    Fault::Body { status, json }
}

/// Refusals that are not Rocket.Chat's.
fn refusals() -> Vec<(u16, Fault)> {
    let html = [("content-type", "text/html")];
    vec![
        (401, Fault::Html(401)),
        (403, Fault::Html(403)),
        (407, Fault::Html(407)),
        (511, Fault::Html(511)),
        (401, raw(401, &[("www-authenticate", "Basic realm=\"staging\"")], "")),
        (403, raw(403, &html, "Sorry, you have been blocked")),
        (403, raw(403, &[], "error code: 1020")),
        (401, json_body(401, json!({"message": "Unauthorized"}))),
        (401, json_body(401, json!({"status": 401, "error": "Unauthorized", "path": "/api/v1/licenses.info"}))),
        (403, json_body(403, json!({"success": "no"}))),
        (403, json_body(403, json!(["status"]))),
        (403, json_body(403, json!("success"))),
        (200, Fault::Html(200)),
        (200, raw(200, &html, "Checking your browser")),
    ]
}

#[tokio::test]
async fn a_refusal_that_is_not_rocketchats_comes_from_a_gate() {
    let sandbox = Sandbox::start().await.unwrap();
    for (status, fault) in refusals() {
        let text = format!("{fault:?}");
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault);
        let error = read(&sandbox, "modern").await.unwrap_err();
        assert!(matches!(&error, Error::Gate { status: seen, .. } if *seen == status), "{text}: {error:?}");
        assert_eq!(error.code().retry(), Retry::Automatic);
        let words = format!("{error} {}", error.hint());
        assert!(!words.contains("permission") && !words.contains("personal access token"), "{words}");
    }
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, raw(401, &[("www-authenticate", "Basic realm=\"x\"")], ""));
    assert!(read(&sandbox, "modern").await.unwrap_err().to_string().contains("(Basic)"));
}

#[tokio::test]
async fn rocketchats_own_refusals_stay_what_they_are() {
    let sandbox = Sandbox::start().await.unwrap();
    for (fault, code) in [
        (
            json_body(401, json!({"status": "error", "message": "You must be logged in to do this."})),
            ErrorCode::Unauthorized,
        ),
        (json_body(401, json!({"success": false, "error": "unauthorized"})), ErrorCode::Unauthorized),
        (json_body(403, json!({"success": false, "error": "unauthorized"})), ErrorCode::Forbidden),
        (json_body(403, json!({"status": "error", "message": "error-unauthorized"})), ErrorCode::Forbidden),
        (Fault::Html(500), ErrorCode::Server),
        (Fault::Html(502), ErrorCode::Server),
        (Fault::Html(418), ErrorCode::Server),
    ] {
        let text = format!("{fault:?}");
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault);
        assert_eq!(read(&sandbox, "modern").await.unwrap_err().code(), code, "{text}");
    }
}

#[tokio::test]
async fn a_page_in_place_of_a_missing_endpoint_is_no_missing_endpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    for fault in [Fault::Html(404), json_body(404, json!({"message": "no Route matched with those values"}))] {
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault.clone());
        // Rocket.Chat 7 and newer has no `licenses.get`.
        let gate = Error::Gate { status: 404, scheme: None };
        assert_eq!(read(&sandbox, "modern").await.unwrap_err(), gate);
        // A gateway blocks the one endpoint, and the server has the other.
        sandbox.set_fault_at("six", Endpoint::LicensesInfo, fault.clone());
        assert!(read(&sandbox, "six").await.is_ok());
        sandbox.set_fault_at("six", Endpoint::LicensesGet, fault);
        assert_eq!(read(&sandbox, "six").await.unwrap_err(), gate);
        sandbox.set_fault_at("six", Endpoint::LicensesGet, None);
    }
}

/// Ways to hide `/api/info`.
fn hiding() -> Vec<Fault> {
    vec![
        Fault::Html(200),
        Fault::Html(401),
        Fault::Html(403),
        Fault::Html(404),
        Fault::Html(405),
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(404),
        Fault::NotJson,
        raw(401, &[("www-authenticate", "Basic")], ""),
        raw(204, &[], ""),
        json_body(200, json!({"success": true})),
        json_body(200, json!({"version": "hidden", "success": true})),
    ]
}

#[tokio::test]
async fn a_hidden_version_does_not_hide_the_license() {
    let sandbox = Sandbox::start().await.unwrap();
    for fault in hiding() {
        let text = format!("{fault:?}");
        for endpoint in [Endpoint::Info, Endpoint::InfoV1] {
            sandbox.set_fault_at("modern", endpoint, fault.clone());
        }
        let reading = read(&sandbox, "modern").await.unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(reading.server_version, None, "{text}");
        assert!(matches!(reading.entitlement, Entitlement::Licensed { .. }), "{text}");
        // Public settings hidden, too.
        sandbox.set_fault_at("modern", Endpoint::SettingsPublic, fault);
        assert!(read(&sandbox, "modern").await.is_ok(), "{text}");
        sandbox.set_fault_at("modern", Endpoint::SettingsPublic, None);
    }
    let requests = sandbox.requests_to("modern");
    let is_info = |endpoint| matches!(endpoint, Some(Endpoint::Info | Endpoint::InfoV1));
    assert!(requests.iter().filter(|request| is_info(request.endpoint)).all(|request| !request.carries_credentials()));
}

#[tokio::test]
async fn no_token_is_sent_to_what_does_not_prove_to_be_rocketchat() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut faults = hiding();
    faults.extend(
        refusals().into_iter().map(|(_, fault)| fault).filter(|fault| !matches!(fault, Fault::Html(407 | 511))),
    );
    for fault in faults.into_iter().filter(|fault| *fault != Fault::Status(401)) {
        let text = format!("{fault:?}");
        sandbox.set_fault("modern", fault);
        let error = read(&sandbox, "modern").await.unwrap_err();
        let codes = [ErrorCode::NotRocketchat, ErrorCode::Gate, ErrorCode::Server];
        assert!(codes.contains(&error.code()), "{text}: {error:?}");
    }
    assert!(sandbox.requests_to("modern").iter().all(|request| !request.carries_credentials()));
}

#[tokio::test]
async fn only_the_same_page_elsewhere_is_the_new_address_of_a_workspace() {
    let (sandbox, elsewhere) = (Sandbox::start().await.unwrap(), Recorder::start().await.unwrap());
    let at = |path: &str| format!("{}{path}", elsewhere.url());
    for (to, target) in [
        (at("/api/info"), RedirectTarget::SamePage),
        (at("/chat/api/info"), RedirectTarget::SamePage),
        (at("/login"), RedirectTarget::OtherPage),
        (at("/"), RedirectTarget::OtherPage),
        (at("/oauth2/start?rd=/api/info"), RedirectTarget::OtherPage),
        (at("/login/api/info?next=1"), RedirectTarget::OtherPage),
        (at("/api/info/login"), RedirectTarget::OtherPage),
    ] {
        sandbox.set_fault("modern", Fault::Redirect { to: to.clone(), status: 302 });
        let error = read(&sandbox, "modern").await.unwrap_err();
        let Error::Redirected { target: seen, .. } = &error else { panic!("{to}: {error:?}") };
        assert_eq!(*seen, target, "{to}");
        assert_eq!(error.hint().contains("new address, use it"), target == RedirectTarget::SamePage, "{to}");
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[tokio::test]
async fn wrong_types_are_a_broken_answer_and_no_missing_permission() {
    let sandbox = Sandbox::start().await.unwrap();
    let with = |key: &str, value: Value| {
        let mut license = json!({"activeModules": [], "limits": {}, "tags": [], "trial": false});
        license[key] = value;
        json_body(200, json!({"success": true, "license": license}))
    };
    let mut broken = vec![
        json_body(200, json!({"success": true, "license": {"activeModules": [], "tags": [], "trial": false}})),
        json_body(200, json!({"success": true, "license": []})),
        json_body(200, json!({"success": true})),
        json_body(200, json!([])),
    ];
    for value in [
        json!([]),
        json!(0),
        json!(null),
        json!("none"),
        json!(true),
        json!({"activeUsers": 5}),
        json!({"activeUsers": {"max": "many"}}),
    ] {
        broken.push(with("limits", value));
    }
    broken.extend([json!([]), json!("Enterprise"), json!(3), json!(true)].map(|value| with("license", value)));
    for fault in broken {
        let text = format!("{fault:?}");
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault);
        assert_eq!(
            read(&sandbox, "modern").await.map(|reading| reading.entitlement).unwrap_err().code(),
            ErrorCode::Malformed,
            "{text}"
        );
    }
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, with("limits", json!({})));
    assert!(matches!(read(&sandbox, "modern").await.unwrap().entitlement, Entitlement::NotPermitted(_)));
}

#[tokio::test]
async fn a_gate_at_the_account_is_no_refused_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox.url("modern"), bounds());
    for (status, fault) in refusals() {
        let text = format!("{fault:?}");
        sandbox.set_fault_at("modern", Endpoint::Me, fault.clone());
        let error = client.account(&credentials(&sandbox, "modern")).await.unwrap_err();
        assert!(matches!(&error, Error::Gate { status: seen, .. } if *seen == status), "{text}: {error:?}");
        // A token whose revocation a gate has refused is not revoked.
        sandbox.set_fault_at("modern", Endpoint::Logout, fault);
        assert!(client.end(&credentials(&sandbox, "modern")).await.is_err(), "{text}");
    }
}
