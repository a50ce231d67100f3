//! The alerts of a fleet file that `serve` sends, as a real process that is killed and started again.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Instant;

use rustix::process::Signal;
use sandbox::{Endpoint, Fault, Recorder};
use serde_json::Value;
use support::{
    Stage,
    serving::{PATIENCE, Serving},
};

/// Later than the first reading by more than the time for which additions wait for more of them.
const LATER: &str = "2026-03-01T00:01:00Z";

/// Within another lead time of the trial, which ends on March 7.
const DAYS_LATER: &str = "2026-03-05T00:00:00Z";

fn serving_at(stage: &Stage, now: &str) -> Serving {
    Serving::start(stage, &[], &[("LICENSE_WATCH_NOW", now)])
}

/// An alert to the room of a workspace of the sandbox, whose address is in a file.
fn room(stage: &Stage, name: &str) -> String {
    stage.write("room.url", &format!("{}\n", stage.sandbox.webhook("modern")));
    format!("[[alert]]\nname = \"{name}\"\nkind = \"room\"\nurl_file = \"room.url\"\n")
}

/// Writes a fleet file with the trial, which ends soon, and these alerts.
fn fleet(stage: &Stage, alerts: &str) {
    stage.write("fleet.toml", &format!("{}{alerts}", stage.section("trial")));
}

/// What was posted to the room.
fn posted(stage: &Stage) -> Vec<Value> {
    let requests = stage.sandbox.requests().into_iter();
    requests
        .filter(|request| request.endpoint == Some(Endpoint::IncomingWebhook))
        .map(|request| request.json())
        .collect()
}

/// Waits until the metrics contain a line.
fn until_measured(serving: &Serving, line: &str) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        let metrics = serving.get("/metrics").body;
        if metrics.lines().any(|known| known == line) {
            return metrics;
        }
        let about = metrics.lines().filter(|line| line.contains("_alert_channel_")).collect::<Vec<_>>();
        assert!(Instant::now() < end, "no {line} in {about:#?}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

fn reload(serving: &Serving) {
    serving.signal(Signal::HUP);
    serving.noted("the fleet file was read again");
}

/// Stops it in order, when everything that is due was sent.
fn stop(serving: Serving) {
    // What is due is sent at once.
    reload(&serving);
    serving.signal(Signal::TERM);
    assert_eq!(serving.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_sent_once_however_often_the_process_is_killed() {
    let stage = Stage::new().await;
    fleet(&stage, &room(&stage, "Ops"));
    let serving = Serving::start(&stage, &[], &[]);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 1");
    drop(serving);
    assert_eq!(posted(&stage).len(), 0, "more workspaces may be added");

    let serving = serving_at(&stage, LATER);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 0");
    drop(serving);
    let said = posted(&stage);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].to_string().contains(&stage.sandbox.workspace("trial").name), "{said:?}");

    stop(serving_at(&stage, LATER));
    assert_eq!(posted(&stage).len(), 1, "it is not said again");

    let serving = serving_at(&stage, DAYS_LATER);
    stage
        .sandbox
        .wait_for_requests(|requests| {
            requests.iter().filter(|request| request.endpoint == Some(Endpoint::IncomingWebhook)).count() == 2
        })
        .await;
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 0");
    drop(serving);
    assert!(posted(&stage)[1]["text"].as_str().unwrap().contains("trial ends in 2 days"), "{:?}", posted(&stage));
    stop(serving_at(&stage, DAYS_LATER));
    assert_eq!(posted(&stage).len(), 2, "{:?}", posted(&stage));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_down_gets_it_later_unless_the_workspace_has_left() {
    let stage = Stage::new().await;
    let (room, section) = (room(&stage, "Ops"), stage.section("modern"));
    stage.sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, Fault::Status(503));
    let both = format!("{section}{}{room}", stage.section("trial"));
    stage.write("fleet.toml", &both);
    let serving = Serving::start(&stage, &[], &[]);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 2");
    drop(serving);
    let serving = serving_at(&stage, LATER);
    until_measured(&serving, "license_watch_alert_channel_up{channel=\"Ops\"} 0");

    fleet(&stage, &room);
    reload(&serving);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 1");
    stage.sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, None);
    let before = posted(&stage).len();
    reload(&serving);
    let metrics = until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 0");
    assert!(metrics.contains("license_watch_alert_channel_up{channel=\"Ops\"} 1\n"), "{metrics}");
    assert!(metrics.contains("license_watch_alert_channel_last_success_timestamp_seconds{channel=\"Ops\"} 17723"));
    let said: Vec<_> = posted(&stage).split_off(before).iter().map(Value::to_string).collect();
    let names = |slug: &str| said.iter().any(|said| said.contains(&stage.sandbox.workspace(slug).name));
    assert!(said.len() == 1 && names("trial") && !names("modern"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_with_an_error_costs_itself_alone_and_keeps_what_waits() {
    let stage = Stage::new().await;
    let (ops, pager) = (room(&stage, "Ops"), Recorder::start().await.unwrap());
    let webhook = format!("[[alert]]\nname = \"Pager\"\nkind = \"webhook\"\nurl_env = \"PAGER_URL\"\n{ops}");
    let mistake = webhook.replace("url_env = \"PAGER_URL\"", "url = \"https://pager.example/S3cret\"");
    fleet(&stage, &webhook);
    let url = pager.url();
    drop({
        let serving = Serving::start(&stage, &[], &[("PAGER_URL", &url)]);
        until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Pager\"} 1");
        serving
    });
    fleet(&stage, &mistake);
    let serving = Serving::start(&stage, &[], &[("LICENSE_WATCH_NOW", LATER), ("PAGER_URL", &url)]);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 0");
    let metrics = until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Pager\"} 1");
    assert!(metrics.contains("license_watch_alert_channel_up{channel=\"Pager\"} 0\n"), "{metrics}");
    assert_eq!((posted(&stage).len(), pager.requests().len()), (1, 0));

    fleet(&stage, &webhook);
    reload(&serving);
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Pager\"} 0");
    let [request] = &pager.requests()[..] else { panic!("{:?}", pager.requests()) };
    assert_eq!(request.json()["data"]["reminders"][0]["kind"], "added");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_with_its_line_and_without_the_address() {
    let stage = Stage::new().await;
    let ops = room(&stage, "Ops");
    let address = "https://pager.example/S3cret";
    for (key, url, said) in [
        ("url_env = \"PAGER_URL\"", "", "10:11: alert \"Pager\": url_env: the environment variable PAGER_URL is empty"),
        ("url_env = \"PAGER_URL\"", "http://pager.example/S3cret", "7:1: alert \"Pager\": http:// is not encrypted"),
        ("url_env = \"PAGER_URL\"", "S3cret", "7:1: alert \"Pager\": this is not the address of a webhook"),
        (
            &format!("url_env = \"{address}\""),
            "",
            "10:11: alert \"Pager\": url_env: the environment variable (name not",
        ),
        (&format!("url_file = \"{address}\""), "", "10:12: alert \"Pager\": url_file: (name not shown, because it may"),
        (
            &format!("url_credential = \"{address}\""),
            "",
            "10:18: alert \"Pager\": url_credential: not a valid credential name",
        ),
    ] {
        fleet(&stage, &format!("[[alert]]\nname = \"Pager\"\nkind = \"webhook\"\n{key}\n{ops}"));
        let serving = Serving::start(&stage, &[], &[("PAGER_URL", url)]);
        let metrics = until_measured(&serving, "license_watch_alert_channel_up{channel=\"Pager\"} 0");
        assert!(metrics.contains("_pending{channel=\"Ops\"}"), "the other works: {metrics}");
        assert!(
            serving.start_notes.iter().any(|note| note.contains(&format!("fleet.toml:{said}"))),
            "{:?}",
            serving.start_notes
        );
        assert!(!format!("{:?}", serving.start_notes).contains("S3cret"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_adds_an_alert() {
    let stage = Stage::new().await;
    fleet(&stage, "");
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);
    fleet(&stage, &format!("{}workspaces = [{:?}]\n", room(&stage, "Ops"), stage.sandbox.workspace("trial").name));
    reload(&serving);
    stage
        .sandbox
        .wait_for_requests(|requests| {
            requests.iter().any(|request| request.endpoint == Some(Endpoint::IncomingWebhook))
        })
        .await;
    until_measured(&serving, "license_watch_alert_channel_pending{channel=\"Ops\"} 0");
    fleet(&stage, "");
    reload(&serving);
    assert!(!serving.get("/metrics").body.contains("_alert_channel_"));
}
