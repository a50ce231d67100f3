//! Each fault does what its documentation says.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::{Duration, Instant};

use futures_util::{FutureExt, StreamExt};
use sandbox::{Endpoint, Fault, Recorder, Sandbox, VacantPort};
use serde_json::json;
use support::{client, fetch, read, send};

const LICENSE: &str = "/api/v1/licenses.info?loadValues=true";

async fn sandbox_with(fault: Fault) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault("modern", fault);
    sandbox
}

#[tokio::test]
async fn slow_delays_the_regular_answer() {
    let sandbox = sandbox_with(Fault::Slow(Duration::from_millis(300))).await;
    let started = Instant::now();
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Me).await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn hold_answers_once_it_is_removed() {
    let sandbox = sandbox_with(Fault::Hold).await;
    let mut call = Box::pin(fetch(&sandbox, "modern", Endpoint::Me));
    tokio::select! {
        _ = &mut call => panic!("it answered before the fault was removed"),
        () = sandbox.wait_for_requests(|requests| requests.len() == 1) => {}
    }
    assert!((&mut call).now_or_never().is_none());
    sandbox.set_fault("modern", None);
    assert_eq!(call.await.status, 200);
}

#[tokio::test]
async fn drip_sends_the_regular_answer_byte_by_byte() {
    let sandbox = sandbox_with(Fault::Drip(Duration::ZERO)).await;
    let response = send(&sandbox, "modern", LICENSE).await.unwrap();
    let length = response.content_length().unwrap();
    let pieces: Vec<_> = response.bytes_stream().collect().await;
    let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.as_ref().unwrap().to_vec()).collect();
    assert_eq!(whole.len() as u64, length);
    // A busy machine receives several bytes at once.
    assert!(pieces.len() > 10, "received {} pieces", pieces.len());
    assert!(serde_json::from_slice::<serde_json::Value>(&whole).unwrap()["license"].is_object());
}

#[tokio::test]
async fn cut_announces_more_bytes_than_it_sends() {
    for at in [0, 1, 700] {
        let sandbox = sandbox_with(Fault::Cut(at)).await;
        let response = send(&sandbox, "modern", LICENSE).await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.content_length().unwrap() > 1000);
        let pieces: Vec<_> = response.bytes_stream().collect().await;
        let (last, first) = pieces.split_last().unwrap();
        assert!(last.is_err());
        assert_eq!(first.iter().map(|piece| piece.as_ref().unwrap().len()).sum::<usize>(), at);
    }
}

#[tokio::test]
async fn close_connection_sends_no_answer() {
    let sandbox = sandbox_with(Fault::CloseConnection).await;
    let error = send(&sandbox, "modern", LICENSE).await.unwrap_err();
    assert!(error.is_request() && !error.is_connect() && !error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn html_is_the_page_of_a_proxy() {
    let sandbox = sandbox_with(Fault::Html(502)).await;
    let reply = fetch(&sandbox, "modern", Endpoint::Info).await;
    assert_eq!(reply.status, 502);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.text.contains("<h1>502 Bad Gateway</h1>"));
    assert_eq!(reply.header("x-ratelimit-limit"), "", "a proxy sends no rate-limit headers");
}

#[tokio::test]
async fn huge_streams_without_a_content_length() {
    let sandbox = sandbox_with(Fault::Huge(100_000_000)).await;
    let response = send(&sandbox, "modern", LICENSE).await.unwrap();
    assert_eq!(response.content_length(), None);
    let mut total = 0;
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        total += piece.unwrap().len();
    }
    assert!((100_000_000..100_001_000).contains(&total), "{total}");
}

#[tokio::test]
async fn huge_is_valid_json() {
    let sandbox = sandbox_with(Fault::Huge(200_000)).await;
    let body = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.json();
    assert_eq!(body["license"]["padding"].as_str().unwrap().len(), 200_000);
}

#[tokio::test]
async fn a_gzip_bomb_decompresses_to_valid_json() {
    let sandbox = sandbox_with(Fault::GzipBomb(640 * 1024)).await;
    let body = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.json();
    assert_eq!(body["license"]["padding"].as_str().unwrap().len(), 640 * 1024);

    sandbox.set_fault("modern", Fault::GzipBomb(100_000_000));
    let packed = reqwest::Client::builder().no_gzip().no_proxy().build().unwrap();
    let response = packed.get(sandbox.url("modern") + "/api/info").send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert!(response.bytes().await.unwrap().len() < 300_000);
}

#[tokio::test]
async fn redirects_have_the_given_location() {
    let recorder = Recorder::start().await.unwrap();
    let to = recorder.url() + "/elsewhere";
    let sandbox = sandbox_with(Fault::Redirect { to: to.clone(), status: 307 }).await;
    let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    assert_eq!((reply.status, reply.header("location")), (307, to.as_str()));
    assert!(recorder.requests().is_empty());

    sandbox.set_fault("modern", Fault::RedirectLoop);
    let reply = read(send(&sandbox, "modern", LICENSE).await.unwrap()).await.unwrap();
    assert_eq!((reply.status, reply.header("location")), (302, "/modern/api/v1/licenses.info?loadValues=true"));
}

#[tokio::test]
async fn a_recorder_logs_requests() {
    let recorder = Recorder::start().await.unwrap();
    let sent = client().get(recorder.url() + "/x/api/v1/me?a=b").header("X-Auth-Token", "secret").send();
    assert!(read(sent.await.unwrap()).await.unwrap().json()["license"].is_object());
    let requests = recorder.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path_and_query, "/x/api/v1/me?a=b");
    assert_eq!(requests[0].header("x-auth-token"), Some("secret"));
    assert!(requests[0].carries_credentials());
}

#[tokio::test]
async fn statuses_have_their_usual_bodies() {
    let sandbox = Sandbox::start().await.unwrap();
    for (status, expected) in [
        (400, "error-invalid-params"),
        (401, "You must be logged in to do this."),
        (403, "[error-unauthorized]"),
        (404, "Resource not found"),
        (429, "You must wait 60 seconds"),
        (500, "Internal server error"),
        (503, "<h1>503 Service Unavailable</h1>"),
    ] {
        sandbox.set_fault("modern", Fault::Status(status));
        let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
        assert_eq!(reply.status, status);
        assert!(reply.text.contains(expected), "{status}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_rate_limit_has_the_time_to_wait() {
    let now = "2026-07-15T12:00:00Z".parse().unwrap();
    let sandbox = Sandbox::builder().now(now).start().await.unwrap();
    sandbox.set_fault("modern", Fault::RateLimited { wait_secs: 43 });
    let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    assert_eq!(reply.status, 429);
    let message = "Error, too many requests. Please slow down. You must wait 43 seconds before trying this endpoint \
                    again. [error-too-many-requests]";
    assert_eq!(reply.json(), json!({"success": false, "error": message}));
    assert_eq!(reply.header("x-ratelimit-remaining"), "0");
    let reset: i64 = reply.header("x-ratelimit-reset").parse().unwrap();
    let waited = reset - now.as_millisecond();
    assert!((43_000..53_000).contains(&waited), "{waited} ms");
}

#[tokio::test]
async fn faults_that_replace_or_change_the_body() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault("modern", Fault::NotJson);
    let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    assert!(serde_json::from_str::<serde_json::Value>(&reply.text).is_err());

    sandbox.set_fault("modern", Fault::WrongTypes);
    assert!(fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.json()["license"].is_array());

    sandbox.set_fault("modern", Fault::DeepNesting);
    assert!(fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.text.contains(&"[".repeat(100_000)));

    sandbox.set_fault("modern", Fault::Body { status: 418, json: json!({"tea": true}) });
    let reply = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await;
    assert_eq!((reply.status, reply.json()), (418, json!({"tea": true})));

    sandbox.set_fault("modern", Fault::Patch(json!({"license": {"tags": null, "trial": 7}})));
    let patched = fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.json();
    assert_eq!(patched["license"].get("tags"), None);
    assert_eq!(patched["license"]["trial"], 7);
    assert_eq!(patched["license"]["limits"]["activeUsers"]["max"], 50);
}

#[tokio::test]
async fn a_fault_affects_only_its_workspace_or_endpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Status(404));
    assert_eq!(fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.status, 404);
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Me).await.status, 200);
    assert_eq!(fetch(&sandbox, "trial", Endpoint::LicensesInfo).await.status, 200);

    sandbox.set_fault("modern", Fault::Status(500));
    assert_eq!(fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.status, 404);
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Me).await.status, 500);

    sandbox.set_fault("modern", None);
    assert_eq!(fetch(&sandbox, "modern", Endpoint::LicensesInfo).await.status, 200);
    assert_eq!(fetch(&sandbox, "modern", Endpoint::Me).await.status, 200);
}

#[tokio::test]
async fn a_vacant_port_refuses_connections() {
    let vacant = VacantPort::reserve().unwrap();
    let error = client().get(vacant.url()).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
#[should_panic(expected = "the sandbox has no workspace `modrn`; it has modern, six")]
async fn an_unknown_slug_panics() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.set_fault("modrn", Fault::NotJson);
}
