//! Each workspace answers like the server that it simulates.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};
use support::{client, fetch, read, send};

const NOW: &str = "2026-07-15T12:00:00Z";

async fn sandbox() -> Sandbox {
    Sandbox::builder().now(NOW.parse().unwrap()).start().await.unwrap()
}

async fn license_info(sandbox: &Sandbox, slug: &str) -> Value {
    let reply = fetch(sandbox, slug, Endpoint::LicensesInfo).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["license"].clone()
}

/// How long after the sandbox's now a license ends.
fn ends_in(license: &Value) -> SignedDuration {
    let periods = license["license"]["validation"]["validPeriods"].as_array().unwrap();
    let ends = periods.iter().filter(|period| period["invalidBehavior"] == "invalidate_license");
    let end = ends.map(|period| instant(&period["validUntil"])).min().unwrap();
    end.duration_since(NOW.parse().unwrap())
}

fn instant(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn modern_sends_every_field() {
    let sandbox = sandbox().await;
    let info = license_info(&sandbox, "modern").await;
    let license = &info["license"];
    assert_eq!(license["version"], "3.0");
    assert_eq!(ends_in(&info), SignedDuration::from_mins(25 * 24 * 60 + 37));
    assert_eq!(license["information"]["visualExpiration"], "2026-08-06T12:00:00Z");
    assert_eq!(license["information"]["createdAt"], "2025-08-09T00:51:43.529361607Z");
    assert_eq!(info["tags"], json!([{"name": "Enterprise", "color": "#F3BE08"}]));
    assert_eq!(info["limits"]["activeUsers"], json!({"value": 41, "max": 50}));
    assert_eq!(info["limits"]["monthlyActiveContacts"]["max"], -1);
    assert_eq!(info["limits"].get("roomsPerGuest"), None);
    assert_eq!(license["limits"]["roomsPerGuest"][0]["max"], 3);
    assert_eq!(info["hasValidLicense"], true);
    assert_eq!(info["externalModules"][0]["module"], "acme.ticket-bridge");
    let granted: Vec<_> =
        license["grantedModules"].as_array().unwrap().iter().map(|module| &module["module"]).collect();
    assert_eq!(granted, info["activeModules"].as_array().unwrap().iter().collect::<Vec<_>>());
    assert_eq!(granted.len(), 21);
}

#[tokio::test]
async fn the_reported_limit_is_the_lowest_step() {
    let sandbox = sandbox().await;
    for slug in ["modern", "trial", "renewing", "lapsed"] {
        let info = license_info(&sandbox, slug).await;
        for (kind, reported) in info["limits"].as_object().unwrap() {
            let steps = info["license"]["limits"][kind].as_array().unwrap();
            assert_eq!(reported["max"].as_i64(), steps.iter().map(|step| step["max"].as_i64().unwrap()).min());
        }
    }
}

#[tokio::test]
async fn values_are_sent_only_on_request() {
    let sandbox = sandbox().await;
    let path = "/api/v1/licenses.info";
    let plain = read(send(&sandbox, "modern", path).await.unwrap()).await.unwrap().json();
    assert_eq!(plain["license"]["limits"]["activeUsers"], json!({"max": 50}));
    let no_values = format!("{path}?loadValues=false");
    assert_eq!(read(send(&sandbox, "modern", &no_values).await.unwrap()).await.unwrap().json(), plain);
}

#[tokio::test]
async fn info_hides_the_patch_level_from_anonymous_clients_and_lists_supported_versions() {
    let sandbox = sandbox().await;
    let path = sandbox.url("modern") + "/api/info";
    let anonymous = read(client().get(path).send().await.unwrap()).await.unwrap().json();
    assert_eq!((&anonymous["version"], &anonymous["success"]), (&json!("8.5"), &json!(true)));
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Info).await.json()["version"], "8.5.1");
    assert_eq!(fetch(&sandbox, "noperm", Endpoint::Info).await.json()["version"], "8.5");

    let signed: Vec<_> = anonymous["supportedVersions"]["signed"].as_str().unwrap().split('.').collect();
    let payload: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(signed[1]).unwrap()).unwrap();
    let own = payload["versions"].as_array().unwrap().iter().find(|version| version["version"] == "8.5.1").unwrap();
    assert_eq!(own["expiration"], "2026-12-14T12:00:00Z");
    assert_eq!(signed.len(), 3);
}

#[tokio::test]
async fn six_has_the_wrapped_licenses_get() {
    let sandbox = sandbox().await;
    assert_eq!(fetch(&sandbox, "six", Endpoint::Info).await.json()["version"], "6.5.0");
    let missing = fetch(&sandbox, "six", Endpoint::LicensesInfo).await;
    assert_eq!((missing.status, missing.json()), (404, json!({"success": false, "error": "Resource not found"})));

    let answer = fetch(&sandbox, "six", Endpoint::LicensesGet).await.json();
    let wrapped = &answer["licenses"][0];
    assert_eq!(wrapped["license"]["version"], 2);
    assert_eq!(wrapped["modules"], wrapped["license"]["modules"]);
    let midnight: Timestamp = format!("{}T00:00:00Z", wrapped["license"]["expiry"].as_str().unwrap()).parse().unwrap();
    assert_eq!(midnight.duration_since(sandbox.now()).as_hours() / 24, 200);
    let seats = fetch(&sandbox, "six", Endpoint::LicensesMaxActiveUsers).await.json();
    assert_eq!(seats, json!({"maxActiveUsers": 150, "activeUsers": 88, "success": true}));
    assert_eq!(fetch(&sandbox, "six", Endpoint::LicensesIsEnterprise).await.json()["isEnterprise"], true);
}

/// The example that Rocket.Chat publishes for `licenses.get`, field by field.
#[tokio::test]
async fn four_sends_exactly_the_published_example() {
    let sandbox = sandbox().await;
    let published = json!({
        "licenses": [{
            "version": 2,
            "url": "localhost:3000",
            "expiry": "2023-07-13",
            "maxActiveUsers": 25,
            "maxGuestUsers": 125,
            "maxRoomsPerGuest": 1,
            "modules": [
                "auditing", "canned-responses", "ldap-enterprise", "livechat-enterprise", "voip-enterprise",
                "omnichannel-mobile-enterprise", "engagement-dashboard", "push-privacy", "scalability",
                "teams-mention", "saml-enterprise", "oauth-enterprise", "device-management", "federation",
                "videoconference-enterprise", "message-read-receipt",
            ],
            "tag": {"name": "Enterprise", "color": "#F3BE08"},
            "meta": {"trial": false, "trialEnd": "2023-04-27T23:00:00Z", "workspaceId": "63cfe8550c95db00013d7798"},
        }],
        "success": true,
    });
    assert_eq!(fetch(&sandbox, "four", Endpoint::LicensesGet).await.json(), published);
    let old = json!({"info": {"version": "4.8.7"}, "success": true});
    assert_eq!(fetch(&sandbox, "four", Endpoint::Info).await.json(), old);
    assert_eq!(fetch(&sandbox, "four", Endpoint::InfoV1).await.json(), old);
    let seats = fetch(&sandbox, "four", Endpoint::LicensesMaxActiveUsers).await.json();
    assert_eq!(seats, json!({"maxActiveUsers": 25, "activeUsers": 19, "success": true}));
    let missing = fetch(&sandbox, "four", Endpoint::LicensesInfo).await;
    let error = json!({"status": "error", "message": "API endpoint does not exist"});
    assert_eq!((missing.status, missing.json()), (404, error));
}

#[tokio::test]
async fn community_reports_default_limits() {
    let info = license_info(&sandbox().await, "community").await;
    assert_eq!(info.get("license"), None);
    assert_eq!(info["activeModules"], json!([]));
    assert_eq!(info["hasValidLicense"], false);
    assert_eq!(info["limits"]["marketplaceApps"], json!({"value": 2, "max": 5}));
    assert_eq!(info["limits"]["privateApps"]["max"], 3);
    assert_eq!(info["limits"]["activeUsers"]["max"], -1);
}

#[tokio::test]
async fn lapsed_returns_the_license_only_once() {
    let sandbox = sandbox().await;
    let first = license_info(&sandbox, "lapsed").await;
    let since_end = -ends_in(&first);
    assert_eq!(since_end.as_hours() / 24, 2);
    for _ in 0..2 {
        let later = license_info(&sandbox, "lapsed").await;
        assert_eq!((later.get("license"), &later["hasValidLicense"]), (None, &json!(false)));
        assert_eq!((&later["activeModules"], &later["tags"]), (&json!([]), &json!([])));
        assert_eq!(later["limits"]["privateApps"]["max"], 3);
    }
    let restarted = self::sandbox().await;
    assert!(license_info(&restarted, "lapsed").await["license"].is_object(), "each sandbox counts its own calls");
}

#[tokio::test]
async fn trial_ends_in_six_days_and_has_no_seats_left() {
    let info = license_info(&sandbox().await, "trial").await;
    assert_eq!((&info["trial"], &info["license"]["information"]["trial"]), (&json!(true), &json!(true)));
    assert_eq!(ends_in(&info).as_hours() / 24, 6);
    assert_eq!(info["tags"][0]["name"], "Enterprise trial");
    assert_eq!(info["limits"]["activeUsers"], json!({"value": 25, "max": 25}));
    assert_eq!(info["preventedActions"]["activeUsers"], true);
}

#[tokio::test]
async fn renewing_renews_itself_in_twelve_days() {
    let info = license_info(&sandbox().await, "renewing").await;
    assert_eq!(info["license"]["information"]["autoRenew"], true);
    assert_eq!(ends_in(&info).as_hours() / 24, 12);
    assert_eq!(info["tags"], json!([{"name": "Pro", "color": "#095AD2"}]));
}

#[tokio::test]
async fn missing_permission_is_reported_as_by_each_server_version() {
    let sandbox = sandbox().await;
    let info = license_info(&sandbox, "noperm").await;
    assert_eq!((info.get("license"), &info["limits"]), (None, &json!({})));

    let refused = fetch(&sandbox, "forbidden", Endpoint::LicensesGet).await;
    assert_eq!((refused.status, refused.json()), (403, json!({"success": false, "error": "unauthorized"})));
    assert_eq!(fetch(&sandbox, "forbidden", Endpoint::LicensesInfo).await.status, 404);
    assert_eq!(fetch(&sandbox, "forbidden", Endpoint::LicensesMaxActiveUsers).await.status, 200);
}

#[tokio::test]
async fn endpoints_require_valid_credentials() {
    let sandbox = sandbox().await;
    let error = json!({"status": "error", "message": "You must be logged in to do this."});
    let login = sandbox.credentials("modern");
    let other = sandbox.credentials("trial");
    let url = sandbox.url("modern") + "/api/v1/me";
    for (user, token) in [("", ""), (&login.user_id, &other.token), (&other.user_id, &login.token)] {
        let request = client().get(&url).header("X-User-Id", user).header("X-Auth-Token", token);
        let reply = read(request.send().await.unwrap()).await.unwrap();
        assert_eq!((reply.status, reply.json()), (401, error.clone()));
    }
    let me = fetch(&sandbox, "modern", Endpoint::Me).await.json();
    assert_eq!((&me["_id"], &me["roles"]), (&json!(login.user_id), &json!(["user", "admin"])));

    for endpoint in [Endpoint::Me, Endpoint::LicensesInfo] {
        let reply = fetch(&sandbox, "revoked", endpoint).await;
        assert_eq!((reply.status, reply.json()), (401, error.clone()));
    }
    assert_eq!(fetch(&sandbox, "revoked", Endpoint::Info).await.json()["version"], "8.5");
}

#[tokio::test]
async fn down_closes_every_connection() {
    let sandbox = sandbox().await;
    for path in ["/api/info", "/api/v1/me", ""] {
        assert!(send(&sandbox, "down", path).await.unwrap_err().is_request());
    }
}

#[tokio::test]
async fn unknown_endpoints_and_workspaces_are_not_found() {
    let sandbox = sandbox().await;
    let unknown = read(send(&sandbox, "modern", "/api/v1/licenses.invented").await.unwrap()).await.unwrap();
    assert_eq!((unknown.status, unknown.json()["success"].clone()), (404, json!(false)));
    for removed in [Endpoint::LicensesGet, Endpoint::LicensesMaxActiveUsers, Endpoint::LicensesIsEnterprise] {
        assert_eq!(fetch(&sandbox, "modern", removed).await.status, 404);
    }
    let unknown = read(client().get(sandbox.origin() + "/nobody/api/info").send().await.unwrap()).await.unwrap();
    assert_eq!((unknown.status, unknown.header("content-type")), (404, "text/html; charset=utf-8"));
    let post = client().post(sandbox.url("modern") + "/api/v1/me").send().await.unwrap();
    assert_eq!(post.status(), 404);
}

#[tokio::test]
async fn every_answer_reports_the_remaining_calls_of_its_endpoint() {
    let sandbox = sandbox().await;
    let now = sandbox.now().as_millisecond();
    for left in (0..10).rev().chain([0, 0]) {
        let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
        assert_eq!((reply.status, reply.header("x-ratelimit-limit")), (200, "10"));
        assert_eq!(reply.header("x-ratelimit-remaining"), left.to_string());
        let reset: i64 = reply.header("x-ratelimit-reset").parse().unwrap();
        assert!((now..=now + 120_000).contains(&reset), "{reset}");
    }
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Me).await.header("x-ratelimit-remaining"), "9");
    assert_eq!(fetch(&sandbox, "trial", Endpoint::LicensesInfo).await.header("x-ratelimit-remaining"), "9");
}

#[tokio::test]
async fn requests_are_logged() {
    let sandbox = sandbox().await;
    fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    fetch(&sandbox, "trial", Endpoint::Me).await;
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].path_and_query, "/modern/api/v1/licenses.info?loadValues=true");
    assert_eq!((requests[0].slug.as_str(), requests[0].endpoint), ("modern", Some(Endpoint::LicensesInfo)));
    assert_eq!(requests[0].header("X-Auth-Token"), Some(sandbox.credentials("modern").token.as_str()));
    assert_eq!(sandbox.requests_to("trial").len(), 1);
    assert_eq!(sandbox.peak_in_flight(), 1);
}

#[tokio::test]
async fn credentials_are_unique_and_look_real() {
    let sandbox = Sandbox::builder().copies(3).start().await.unwrap();
    let logins: Vec<_> = sandbox.workspaces().iter().map(|workspace| &workspace.credentials).collect();
    assert_eq!(logins.len(), 14);
    for (at, login) in logins.iter().enumerate() {
        assert_eq!((login.user_id.len(), login.token.len()), (17, 43), "{login:?}");
        for other in &logins[..at] {
            assert!(other.user_id != login.user_id && other.token != login.token);
        }
    }
    assert_eq!(fetch(&sandbox, "modern-003", Endpoint::LicensesInfo).await.status, 200);
}

#[tokio::test]
async fn a_workspace_may_be_nested() {
    let sandbox = sandbox().await;
    let deep = sandbox.origin() + "/deep/er/modern/api/info";
    assert_eq!(read(client().get(deep).send().await.unwrap()).await.unwrap().json()["version"], "8.5");
}

#[tokio::test]
async fn stopping_closes_all_connections_and_frees_the_port() {
    let sandbox = sandbox().await;
    let port = sandbox.port();
    let url = sandbox.url("modern") + "/api/info";
    let kept_alive = client();
    assert_eq!(kept_alive.get(&url).send().await.unwrap().status(), 200);
    sandbox.stop().await;
    kept_alive.get(&url).send().await.unwrap_err();
    assert!(client().get(&url).send().await.unwrap_err().is_connect());
    let again = Sandbox::builder().port(port).start().await.unwrap();
    assert_eq!(kept_alive.get(&url).send().await.unwrap().status(), 200);
    let taken = Sandbox::builder().port(port).start().await.unwrap_err().to_string();
    assert!(taken.contains(&format!("port {port}")), "{taken}");
    drop(again);
    assert!(client().get(&url).send().await.unwrap_err().is_connect());
}
