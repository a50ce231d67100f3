//! Hostile answers, over a socket: what the engine stores and shows of them, and how often it asks.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use sandbox::{Endpoint, Fault};
use serde_json::{Value, json};
use support::{World, add, next};
use watch::{Engine, FailureCode, WorkspaceId};

fn raw(status: u16, headers: &[(&'static str, &str)], body: &str) -> Fault {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Fault::Raw { status, headers, body: body.into() }
}

/// The places of answers in which a server can put a text.
fn places(text: &str) -> Vec<(Endpoint, Fault)> {
    let own = |status: u16, json: Value| (Endpoint::LicensesInfo, Fault::Body { status, json });
    let patch = |json: Value| (Endpoint::LicensesInfo, Fault::Patch(json!({ "license": json })));
    let license = |json: Value| patch(json!({ "license": json }));
    let info = |json: Value| (Endpoint::Info, Fault::Patch(json));
    let period = |json: Value| license(json!({"validation": {"validPeriods": [json]}}));
    let said = format!("X-Auth-Token: {text}");
    let mut places = vec![
        info(json!({ "version": text })),
        info(json!({ "version": format!("8.5-{text}") })),
        info(json!({ "workspaceUrl": format!("https://{text}/") })),
        info(json!({ "hashedWorkspaceUrl": text })),
        info(json!({ "cloudWorkspaceId": text })),
        (Endpoint::Info, Fault::Redirect { to: format!("https://{text}.example/api/info"), status: 302 }),
        license(json!({"information": {"id": text}})),
        license(json!({"information": {"tags": [{"name": format!("Plan {text}"), "color": "#000000"}]}})),
        license(json!({"information": {"tags": [{"name": "Plan", "color": text}]}})),
        license(json!({"information": {"visualExpiration": text}})),
        license(json!({"information": {"createdAt": text}})),
        license(json!({"information": {"autoRenew": text}})),
        license(json!({"information": {"grantedTo": {"name": text, "company": said}}})),
        license(json!({"information": {"grantedBy": {"method": text}}})),
        license(json!({"validation": {"cloudWorkspaceId": text}})),
        license(json!({"validation": {"serverUrls": [{"value": format!("https://{text}.example"), "type": "url"}]}})),
        license(json!({"validation": {"serverUrls": [{"value": "a", "type": text}]}})),
        period(json!({"validUntil": text, "invalidBehavior": "invalidate_license"})),
        period(json!({"validFrom": text, "invalidBehavior": "invalidate_license"})),
        period(json!({"validUntil": "2027-01-01", "invalidBehavior": text})),
        period(json!({"validUntil": "2027-01-01", "invalidBehavior": "disable_modules", "modules": [text]})),
        license(json!({"grantedModules": [{"module": text}]})),
        license(json!({"limits": {"activeUsers": [{"max": text, "behavior": text, "modules": [text]}]}})),
        license(json!({ text: [text] })),
        patch(json!({"activeModules": [text]})),
        patch(json!({"externalModules": [{"module": text}]})),
        patch(json!({"limits": {"activeUsers": {"value": text, "max": 50}}})),
        patch(json!({"cloudSyncAnnouncement": {"blocks": [{"text": {"text": said}}]}})),
        own(200, json!({"success": false, "error": said})),
        own(200, json!({"success": true, "license": text})),
        (Endpoint::LicensesInfo, raw(200, &[("content-type", "application/json")], &format!("{{\"{text}\": {text}"))),
        (Endpoint::LicensesInfo, raw(200, &[("content-type", "text/html")], text)),
        (Endpoint::LicensesInfo, raw(401, &[("www-authenticate", text)], text)),
        (Endpoint::LicensesInfo, raw(429, &[("retry-after", text)], text)),
        (Endpoint::LicensesInfo, Fault::Redirect { to: format!("https://{text}.example/{text}"), status: 302 }),
    ];
    for status in [400, 401, 403, 404, 429, 500, 502, 503] {
        places.push(own(status, json!({"success": false, "error": said})));
        places.push(own(status, json!({"status": "error", "message": text})));
        places.push(own(status, json!({ "reason": text })));
    }
    places
}

/// A token in the forms in which a server can repeat it.
fn forms(user: &str, token: &str) -> Vec<String> {
    let hexadecimal = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    vec![
        token.to_owned(),
        token.to_uppercase(),
        token.chars().rev().collect(),
        STANDARD.encode(token),
        STANDARD.encode(format!("{user}:{token}")),
        hexadecimal(token),
        format!("%{:02x}{}", token.as_bytes()[0], &token[1..]),
    ]
}

/// Everything that the engine has stored, and everything that it shows of a workspace.
fn everything(world: &World, engine: &Engine, id: WorkspaceId) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        all += &String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap());
    }
    all += &format!("{:?}", engine.full_view(id).unwrap());
    all += &format!("{:?}", engine.summary(usize::MAX));
    all += &format!("{:?}", engine.snapshots());
    all += &format!("{:?}", engine.raw_answer(id));
    all.to_lowercase()
}

#[tokio::test]
async fn the_own_token_is_stored_and_shown_nowhere() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    let login = sandbox.credentials("modern");
    let mut found = Vec::new();
    for form in forms(&login.user_id, &login.token) {
        let needle = form.trim_end_matches('=').to_lowercase();
        // Every place is searched in the same way: one of each kind is enough for a coded token.
        let coded = [5, 7, 9, 28];
        let places = places(&form).into_iter().enumerate();
        for (_, (endpoint, fault)) in places.filter(|(n, _)| form == login.token || coded.contains(n)) {
            let text = format!("{endpoint:?} {fault:?}");
            sandbox.set_fault_at("modern", endpoint, fault);
            world.clock.advance(SignedDuration::from_hours(2));
            engine.refresh(id).await.unwrap();
            sandbox.set_fault_at("modern", endpoint, None);
            if everything(&world, &engine, id).contains(&needle) {
                found.push(text);
                // What was found once is found ever after.
                break;
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What a server can say about a pause, and its seconds at least.
fn pauses() -> Vec<(Fault, i64)> {
    let message = |status: u16, wait: u32| {
        let error = format!(
            "Error, too many requests. Please slow down. You must wait {wait} seconds before trying this endpoint again. [error-too-many-requests]"
        );
        Fault::Body { status, json: json!({"success": false, "error": error}) }
    };
    let date = [("date", "Sun, 01 Mar 2026 00:00:00 GMT")];
    let with = |status, headers: &[(&'static str, &str)]| {
        raw(status, &[&date[..], headers].concat(), "<html>slow down</html>")
    };
    vec![
        (with(429, &[]), 60),
        (with(429, &[("retry-after", "45"), ("x-ratelimit-reset", "45")]), 45),
        (with(429, &[("retry-after", "30"), ("x-ratelimit-reset", "1772323245000")]), 45),
        (with(429, &[("x-ratelimit-reset", "1772323245")]), 45),
        (with(429, &[("retry-after", "Sun, 01 Mar 2026 00:00:45 GMT")]), 45),
        (with(429, &[("retry-after", "44.5")]), 45),
        (with(429, &[("retry-after", "5"), ("retry-after", "45")]), 45),
        (with(429, &[("retry-after", "0")]), 10),
        (with(429, &[("retry-after", "-5")]), 10),
        (with(429, &[("retry-after", "tomorrow")]), 60),
        (with(503, &[("retry-after", "45")]), 45),
        (message(429, 45), 45),
        (message(400, 45), 45),
        (message(401, 45), 45),
    ]
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_is_asked_once_in_it() {
    for endpoint in [Endpoint::Info, Endpoint::LicensesInfo] {
        for (fault, seconds) in pauses() {
            let text = format!("{endpoint:?} {fault:?}");
            let world = World::new();
            let (sandbox, engine) = (world.sandbox().await, world.engine());
            let id = add(&engine, &sandbox, "modern").await.id;
            sandbox.set_fault_at("modern", endpoint, fault);
            let asked = || sandbox.requests_to("modern").into_iter().filter(|r| r.endpoint == Some(endpoint)).count();
            let before = asked();
            engine.refresh(id).await.unwrap();
            let failure = engine.view(id).unwrap().error.unwrap();
            assert_eq!(failure.code, FailureCode::RateLimited, "{text}");
            let all = sandbox.requests_to("modern").len();
            for _ in 0..4 {
                engine.came_online();
                engine.refresh(id).await.unwrap();
                engine.refresh_all().await.unwrap();
                world.clock.advance(SignedDuration::from_millis((seconds * 1000 - 500) / 4));
            }
            assert_eq!((asked() - before, sandbox.requests_to("modern").len()), (1, all), "{text}");
            world.clock.advance(SignedDuration::from_secs(1));
            engine.refresh(id).await.unwrap();
            assert_eq!(asked() - before, 2, "{text}");
        }
    }
}

#[tokio::test]
async fn a_gate_is_no_refusal_and_is_passed_as_soon_as_the_network_is_back() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "modern").await.id;
    support::run(&engine);
    let portal = Fault::Redirect { to: "http://portal.example/login".to_owned(), status: 302 };
    for (fault, code) in [
        (Fault::Html(403), FailureCode::Gate),
        (Fault::Html(401), FailureCode::Gate),
        (Fault::Html(200), FailureCode::NotRocketchat),
        (portal, FailureCode::Redirected),
    ] {
        sandbox.set_fault("modern", fault);
        engine.refresh(id).await.unwrap();
        let view = engine.view(id).unwrap();
        assert_eq!(view.error.unwrap().code, code);
        assert!(code.may_pass());
        assert_eq!(view.status.code(), "expiring", "the last known license is shown");
        let shown = format!("{:?}", world.notifier.shown().await);
        assert!(!shown.contains("Refused"), "{code:?} is no refusal: {shown}");
        // Hurried by the return of the network.
        sandbox.set_fault("modern", None);
        let mut events = engine.subscribe();
        engine.came_online();
        next(&mut events, |_| engine.view(id).unwrap().error.is_none().then_some(())).await;
    }
}
