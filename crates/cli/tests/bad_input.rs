//! How bad input is reported: an error with a hint on the workspace; never a crash, never a token sent elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Endpoint, Fault, Recorder};
use serde_json::{Value, json};
use support::{Run, Stage};

/// Asserts that the only workspace has this error code, with a hint.
fn assert_error(run: &Run, code: &str) -> Value {
    let workspace = run.workspace();
    assert_eq!(workspace["error"]["code"], code, "{workspace}");
    assert_eq!(run.code, 3);
    for words in ["message", "hint"] {
        assert!(workspace["error"][words].as_str().is_some_and(|text| text.len() > 20), "{workspace}");
    }
    assert_eq!((&workspace["licenses"], &workspace["fetched_at"]), (&json!([]), &Value::Null));
    workspace
}

async fn faulty(endpoint: Option<Endpoint>, fault: Fault) -> (Stage, Run) {
    let stage = Stage::new().await;
    match endpoint {
        Some(endpoint) => stage.sandbox.set_fault_at("modern", endpoint, fault),
        None => stage.sandbox.set_fault("modern", fault),
    }
    let run = stage.show_json(&["modern"]);
    (stage, run)
}

#[tokio::test]
async fn an_address_where_nothing_answers_is_unreachable() {
    let stage = Stage::new().await;
    let workspace = assert_error(&stage.show_json(&["down"]), "unreachable");
    assert_eq!((&workspace["status"], &workspace["server_version"]), (&json!("unknown"), &Value::Null));
}

#[tokio::test]
async fn an_address_that_is_not_rocketchat_gets_no_token() {
    let (stage, run) = faulty(None, Fault::Html(200)).await;
    assert_error(&run, "not_rocketchat");
    let requests = stage.sandbox.requests_to("modern");
    assert!(!requests.is_empty() && requests.iter().all(|request| !request.carries_credentials()));
}

#[tokio::test]
async fn a_wrong_token() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    stage.write("modern.token", "not-the-token-of-anybody");
    let run = stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
    let workspace = assert_error(&run, "unauthorized");
    let message = workspace["error"]["message"].as_str().unwrap();
    assert!(message.contains("“You must be logged in to do this.”"), "the server's own words: {message}");
    assert!(!run.out.contains("not-the-token") && !run.err.contains("not-the-token"));
}

#[tokio::test]
async fn a_malformed_token_counts_as_missing() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    stage.write("modern.token", "two\nlines");
    assert_error(&stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]), "credentials_missing");
}

#[tokio::test]
async fn a_missing_permission_on_old_servers_and_new() {
    let stage = Stage::new().await;
    let workspace = assert_error(&stage.show_json(&["forbidden"]), "forbidden");
    assert_eq!(workspace["status"], "not_permitted");
    let run = stage.show_json(&["noperm"]);
    let workspace = run.workspace();
    assert_eq!((&workspace["error"]["code"], &workspace["status"]), (&json!("forbidden"), &json!("not_permitted")));
    assert_eq!(run.code, 3);
}

#[tokio::test]
async fn a_truncated_body_and_one_that_is_not_json_are_malformed() {
    for fault in [Fault::Cut(300), Fault::NotJson, Fault::DeepNesting] {
        assert_error(&faulty(Some(Endpoint::LicensesInfo), fault).await.1, "malformed");
    }
}

#[tokio::test]
async fn a_gate_in_front_of_the_server_is_no_refusal_of_the_account() {
    for status in [200, 401, 403, 404] {
        let (_, run) = faulty(Some(Endpoint::LicensesInfo), Fault::Html(status)).await;
        assert_eq!(assert_error(&run, "gate")["status"], "unknown", "{status}");
    }
}

#[tokio::test]
async fn a_token_file_from_windows_is_read() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    let token = stage.sandbox.credentials("modern").token;
    for text in [format!("\u{feff}{token}\r\n"), format!("\u{200b}{token}\u{2060}\n")] {
        stage.write("modern.token", &text);
        let run = stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{run:?}");
    }
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_printed_nowhere() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    let token = stage.sandbox.credentials("modern").token;
    let names = json!({"information": {"tags": [{"name": token, "color": token}], "visualExpiration": token}});
    for (endpoint, fault) in [
        (Endpoint::Info, Fault::Patch(json!({ "version": format!("8.5-{token}") }))),
        (Endpoint::LicensesInfo, Fault::Patch(json!({ "license": { "license": names } }))),
        (
            Endpoint::LicensesInfo,
            Fault::Body { status: 500, json: json!({ "error": format!("X-Auth-Token: {token}") }) },
        ),
    ] {
        stage.sandbox.set_fault("modern", None);
        stage.sandbox.set_fault_at("modern", endpoint, fault);
        for arguments in [&["show"][..], &["show", "--json"], &["check"], &["list"]] {
            let arguments = [arguments, &["--fleet", fleet.to_str().unwrap()]].concat();
            // It asserts that no token shows.
            stage.finish(stage.command(&arguments).env("RUST_LOG", "trace"));
        }
    }
}

#[tokio::test]
async fn a_body_of_100_mb_is_too_large() {
    for fault in [Fault::Huge(100 << 20), Fault::GzipBomb(100 << 20)] {
        assert_error(&faulty(Some(Endpoint::LicensesInfo), fault).await.1, "too_large");
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_gets_no_token() {
    let elsewhere = Recorder::start().await.unwrap();
    for endpoint in [Endpoint::Info, Endpoint::LicensesInfo] {
        let fault = Fault::Redirect { to: elsewhere.url(), status: 302 };
        let (_, run) = faulty(Some(endpoint), fault).await;
        let workspace = assert_error(&run, "redirected");
        assert!(workspace["error"]["message"].as_str().unwrap().contains(&elsewhere.url()), "{workspace}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn failing_servers_rate_limits_and_missing_endpoints_have_codes_of_their_own() {
    assert_error(&faulty(Some(Endpoint::LicensesInfo), Fault::Html(502)).await.1, "server");
    assert_error(&faulty(Some(Endpoint::LicensesInfo), Fault::RateLimited { wait_secs: 30 }).await.1, "rate_limited");
    assert_error(&faulty(Some(Endpoint::LicensesInfo), Fault::Status(404)).await.1, "not_found");
}

#[tokio::test]
async fn plain_http_without_consent_sends_no_request() {
    let stage = Stage::new().await;
    let fleet = stage.write("fleet.toml", &stage.section("modern").replace("allow_http = true", ""));
    assert_error(&stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]), "http_refused");
    assert!(stage.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let stage = Stage::new().await;
    let fleet = stage.write("fleet.toml", &stage.section("modern").replace("http://", "https://"));
    assert_error(&stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]), "tls");
}

/// The license of a workspace with a patched `licenses.info`, and the run that printed it.
async fn patched(patch: Value) -> (Value, Run) {
    let (_, run) = faulty(Some(Endpoint::LicensesInfo), Fault::Patch(json!({ "license": patch }))).await;
    let mut workspace = run.workspace();
    assert_eq!((&workspace["error"], run.code), (&Value::Null, 0), "the rest of the license is there: {workspace}");
    (workspace["licenses"][0].take(), run)
}

#[tokio::test]
async fn an_invalid_date_costs_only_that_date() {
    let (license, run) =
        patched(json!({"license": {"information": {"visualExpiration": "the \u{1b}[31mides of March"}}})).await;
    assert_eq!(license["visual_expiration"], Value::Null);
    assert_eq!(license["plan"], "Enterprise");
    assert!(run.err.contains("Acme Industries: Enterprise: ") && run.err.contains("visualExpiration"), "{}", run.err);
    assert!(run.err.contains("ides of March"), "{}", run.err);
}

#[tokio::test]
async fn an_unreadable_end_is_reported() {
    let periods = json!([{"validUntil": "one day", "invalidBehavior": "invalidate_license"}]);
    let (license, run) = patched(json!({"license": {"validation": {"validPeriods": periods}}})).await;
    assert_eq!(license["expires_at"], Value::Null);
    assert_eq!(run.workspace()["status"], "valid");
    assert!(run.err.contains("so the end of the license is unknown: “one day”"), "{}", run.err);
}

#[tokio::test]
async fn an_invalid_color_costs_only_the_color() {
    let tags = json!([{"name": "Gold", "color": "red;background:url(x)"}]);
    let (license, run) = patched(json!({"tags": tags, "license": {"information": {"tags": tags}}})).await;
    assert_eq!(license["tags"], json!([{"name": "Gold", "color": null}]));
    assert!(run.err.contains("is an invalid color and was ignored"), "{}", run.err);
}

#[tokio::test]
async fn an_unknown_module_is_shown_by_its_id() {
    let (license, run) = patched(json!({"activeModules": ["auditing", "time-travel"]})).await;
    let modules = license["modules"].as_array().unwrap();
    assert!(modules.contains(&json!({"id": "time-travel", "active": true, "external": false})), "{license}");
    assert!(modules.contains(&json!({"id": "federation", "active": false, "external": false})), "{license}");
    assert_eq!(run.err, "");
}

#[tokio::test]
async fn wrong_types_crash_nothing() {
    let (_, run) = faulty(Some(Endpoint::LicensesInfo), Fault::WrongTypes).await;
    assert!([0, 3].contains(&run.code), "{run:?}");
}

#[tokio::test]
async fn remarks_are_printed_with_the_text() {
    let stage = Stage::new().await;
    let patch = json!({"license": {"license": {"information": {"visualExpiration": "soon"}}}});
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let fleet = stage.fleet(&["modern"]);
    let run = stage.run(&["show", "--fleet", fleet.to_str().unwrap()]);
    assert!(run.out.contains("is an invalid date and was ignored: “soon”"), "{}", run.out);
    assert_eq!(run.err, "");
}

#[tokio::test]
async fn an_unreadable_end_is_a_finding_beside_what_stops() {
    let periods = json!([
        {"validUntil": "one day", "invalidBehavior": "invalidate_license"},
        {"validUntil": "2027-01-01T00:00:00Z", "invalidBehavior": "disable_modules", "modules": ["auditing"]},
    ]);
    let patch = json!({"license": {"license": {"validation": {"validPeriods": periods}}}});
    let stage = Stage::new().await;
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    let run = stage.check(&["modern"], &[]);
    assert_eq!(run.code, 3, "{}", run.out);
    assert!(run.out.contains("end date of the license unknown"), "{}", run.out);
}
