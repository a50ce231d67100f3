//! Every error of reading a workspace, over a real socket; and that no token goes anywhere else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::SignedDuration;
use license::{DeadlineKind, RemarkKind};
use rocketchat::{
    Address, Bounds, Client, Credentials, Error, ErrorCode, InsecureHttp, Network, RedirectTarget, Token, UserId,
};
use sandbox::{Endpoint, Fault, Recorder, Sandbox, VacantPort};
use serde_json::json;
use support::{bounds, client, credentials, read, read_license};

async fn failing(fault: Fault) -> Error {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault);
    read(&sandbox, "modern").await.unwrap_err()
}

#[tokio::test]
async fn refused_credentials_are_reported_with_the_servers_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = read(&sandbox, "revoked").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthorized);
    assert_eq!(error.server_message().unwrap().as_str(), "You must be logged in to do this.");
    let mut wrong = credentials(&sandbox, "modern");
    wrong.token = Token::new("wrong");
    let error = client(&sandbox.url("modern"), bounds()).account(&wrong).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthorized);
}

#[tokio::test]
async fn a_missing_permission_names_the_permission() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = read(&sandbox, "forbidden").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Forbidden);
    assert!(error.hint().contains("view-privileged-setting"));
}

#[tokio::test]
async fn a_server_that_is_down_is_unreachable() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(read(&sandbox, "down").await.unwrap_err().code(), ErrorCode::Unreachable);
    let port = VacantPort::reserve().unwrap();
    let error = client(&port.url(), bounds()).server().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unreachable);
}

#[tokio::test]
async fn another_server_is_not_rocketchat_and_gets_no_token() {
    let sandbox = Sandbox::start().await.unwrap();
    for fault in [Fault::Html(200), Fault::Html(404), Fault::Body { status: 200, json: json!({"hello": 1}) }] {
        sandbox.set_fault("modern", fault);
        assert_eq!(read(&sandbox, "modern").await.unwrap_err().code(), ErrorCode::NotRocketchat);
    }
    assert!(sandbox.requests_to("modern").iter().all(|request| !request.carries_credentials()));
}

#[tokio::test]
async fn broken_answers_are_malformed() {
    for fault in [Fault::Cut(300), Fault::NotJson, Fault::DeepNesting] {
        let text = format!("{fault:?}");
        assert_eq!(failing(fault).await.code(), ErrorCode::Malformed, "{text}");
    }
    let no_license = Fault::Body { status: 200, json: json!({"success": true, "license": "none"}) };
    assert_eq!(failing(no_license).await.code(), ErrorCode::Malformed);
}

#[tokio::test]
async fn an_answer_of_100_mb_is_refused_after_8_mib() {
    assert_eq!(failing(Fault::Huge(100 << 20)).await.code(), ErrorCode::TooLarge);
    assert_eq!(failing(Fault::GzipBomb(100 << 20)).await.code(), ErrorCode::TooLarge);
}

#[tokio::test]
async fn headers_without_an_end_are_not_read_to_the_end() {
    // No real server sends hundreds of headers with a license.
    let started = std::time::Instant::now();
    assert_eq!(failing(Fault::EndlessHeaders).await.code(), ErrorCode::Unreachable);
    assert!(started.elapsed() < bounds().total, "it was aborted, and did not time out");
}

#[tokio::test]
async fn a_failing_server_is_reported_with_its_status() {
    assert!(matches!(failing(Fault::Html(502)).await, Error::Server { status: 502, .. }));
    assert!(matches!(failing(Fault::Status(500)).await, Error::Server { status: 500, .. }));
    let body = json!({"success": false, "error": "no\u{202e} luck"});
    let error = failing(Fault::Body { status: 400, json: body }).await;
    assert_eq!(error.server_message().unwrap().as_str(), "no luck");
}

#[tokio::test]
async fn a_rate_limit_is_reported_with_its_wait() {
    let Error::RateLimited { wait } = failing(Fault::RateLimited { wait_secs: 30 }).await else {
        panic!("not limited")
    };
    assert!(wait >= SignedDuration::from_secs(30) && wait <= SignedDuration::from_secs(32), "{wait}");
}

#[tokio::test]
async fn slow_servers_time_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let short = Bounds { total: Duration::from_millis(300), ..bounds() };
    for fault in [Fault::Hold, Fault::Drip(Duration::from_millis(50))] {
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, fault);
        let read = client(&sandbox.url("modern"), short).read(&credentials(&sandbox, "modern"), None).await;
        assert_eq!(read.unwrap_err().code(), ErrorCode::Timeout);
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed_and_gets_no_token() {
    let (sandbox, elsewhere) = (Sandbox::start().await.unwrap(), Recorder::start().await.unwrap());
    for status in [301, 302, 303, 307, 308] {
        sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Redirect { to: elsewhere.url(), status });
        let error = read(&sandbox, "modern").await.unwrap_err();
        assert!(
            matches!(&error, Error::Redirected { to, target: RedirectTarget::OtherPage } if elsewhere.url().starts_with(to.as_str())),
            "{error}"
        );
    }
    assert_eq!(elsewhere.requests().len(), 0);
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::RedirectLoop);
    assert_eq!(read(&sandbox, "modern").await.unwrap_err().code(), ErrorCode::Redirected);
}

#[tokio::test]
async fn a_server_without_the_endpoints_is_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let gone = || Fault::Body { status: 404, json: json!({"success": false}) };
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, gone());
    sandbox.set_fault_at("modern", Endpoint::LicensesGet, gone());
    assert_eq!(read(&sandbox, "modern").await.unwrap_err().code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn unusable_addresses_and_credentials_are_refused_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = Address::parse(&sandbox.url("modern"), InsecureHttp::Allowed).unwrap();
    let refused = Client::new(address, InsecureHttp::Refused, &Network::default(), bounds()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HttpRefused);
    assert_eq!(sandbox.requests().len(), 0);

    let empty = Credentials { user_id: UserId::new("me"), token: Token::new(" ") };
    let error = client(&sandbox.url("modern"), bounds()).read(&empty, None).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::CredentialsMissing);
}

#[tokio::test]
async fn a_connection_that_is_not_encrypted_cannot_be_trusted() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.url("modern").replace("http://", "https://");
    let error = client(&url, bounds()).server().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Tls, "{error}");
}

#[tokio::test]
async fn a_broken_field_costs_only_that_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let patch = json!({"license": {
        "license": {
            "information": {"visualExpiration": "soonish", "tags": [{"name": "Enterprise", "color": "red;}"}], "autoRenew": "yes"},
            "grantedModules": [{"module": "auditing"}, {"module": "from.the.future"}, {"modul": 1}, 7],
        },
        "activeModules": ["auditing", "from.the.future"],
    }});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let license = read_license(&sandbox, "modern").await;
    let remarks: Vec<_> = license.remarks.iter().map(|r| (r.kind, r.field.as_str(), r.value.as_str())).collect();
    assert_eq!(
        remarks,
        [
            (RemarkKind::UnreadableColor, "license.information.tags.color", "red;}"),
            (RemarkKind::UnreadableField, "license.information.autoRenew", "yes"),
            (RemarkKind::UnreadableDate, "license.information.visualExpiration", "soonish"),
        ]
    );
    assert!(license.expires_at().is_some());
    let ids: Vec<_> = license.modules.iter().map(|module| module.id.as_str()).collect();
    assert!(ids.contains(&"auditing") && ids.contains(&"from.the.future"));
}

#[tokio::test]
async fn an_end_that_is_not_a_date_gets_a_remark() {
    let sandbox = Sandbox::start().await.unwrap();
    let periods = json!([{"validUntil": "never", "invalidBehavior": "invalidate_license"}]);
    let patch = json!({"license": {"license": {"validation": {"validPeriods": periods}}}});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let license = read_license(&sandbox, "modern").await;
    assert_eq!(license.expires_at(), None);
    assert!(license.end_is_unreadable());
    assert!(license.deadlines.iter().all(|d| d.kind != DeadlineKind::Expiry));
}
