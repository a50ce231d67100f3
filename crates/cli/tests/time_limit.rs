//! A fleet does not wait for its slowest workspace, and no command longer than its limit.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::{Duration, Instant};

use sandbox::{Endpoint, Fault, Sandbox};
use support::{Run, Stage};

/// A stage with this many workspaces, of which the first ones hang.
async fn hanging(first: usize, all: usize) -> (Stage, Vec<String>) {
    let sandbox = Sandbox::builder().now(support::NOW.parse().unwrap()).copies(all).start().await.unwrap();
    let stage = Stage { sandbox, folder: tempfile::tempdir().unwrap() };
    let slugs: Vec<_> = (1..=all).map(|number| format!("modern-{number:03}")).collect();
    for slug in &slugs[..first] {
        stage.sandbox.set_fault_at(slug, Endpoint::Info, Fault::Slow(Duration::from_secs(3600)));
    }
    (stage, slugs)
}

fn timed(stage: &Stage, arguments: &[&str]) -> (Run, Duration) {
    let start = Instant::now();
    let run = stage.run(arguments);
    (run, start.elapsed())
}

/// Asserts that of these workspaces, those after the first ones are read in time, in the order of the file.
fn assert_read(stage: &Stage, slugs: &[String], hanging: usize, fleet: &str, more: &[&str]) {
    let fleet = stage.write("fleet.toml", fleet);
    let arguments = ["show", "--json", "--timeout", "8s", "--fleet", fleet.to_str().unwrap()];
    let (show, took) = timed(stage, &[&arguments, more].concat());
    assert!(took < Duration::from_secs(20), "it took {took:?}");
    assert_eq!(show.code, 3);
    let json = show.json();
    let workspaces = json["workspaces"].as_array().unwrap();
    let names: Vec<_> = workspaces.iter().map(|workspace| workspace["name"].as_str().unwrap().to_owned()).collect();
    let in_order: Vec<_> = slugs.iter().map(|slug| stage.sandbox.workspace(slug).name.clone()).collect();
    assert_eq!(names, in_order, "the order of the file is kept");
    for (place, workspace) in workspaces.iter().enumerate() {
        if place < hanging {
            assert_eq!(workspace["error"]["code"], "timeout", "{workspace}");
            let message = workspace["error"]["message"].as_str().unwrap();
            assert!(message.starts_with("no response within "), "{message}");
        } else {
            assert_eq!(workspace["status"], "expiring", "what answers is read, though others hang: {workspace}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_holds_up_no_other_and_the_limit_ends_it() {
    let (stage, slugs) = hanging(38, 40).await;
    let fleet: String = slugs.iter().map(|slug| stage.section(slug)).collect();
    assert_read(&stage, &slugs, 38, &fleet, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_holds_up_no_other_where_the_fleet_is_remembered() {
    let (stage, slugs) = hanging(20, 40).await;
    let fleet: String = slugs.iter().map(|slug| stage.section(slug)).collect();
    // A server at the address of a page has to be asked first which workspace it is.
    let of_pages: String = slugs
        .iter()
        .map(|slug| {
            let url = stage.sandbox.url(slug);
            stage.section(slug).replace(&format!("{url:?}"), &format!("{:?}", format!("{url}/channel/general")))
        })
        .collect();
    assert_ne!(fleet, of_pages);
    assert_read(&stage, &slugs, 20, &fleet, &["--state", "s.sqlite3"]);
    assert_read(&stage, &slugs, 20, &of_pages, &["--state", "pages.sqlite3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_ends_in_time_and_reports_what_is_known() {
    let stage = Stage::new().await;
    stage.sandbox.set_fault_at("six", Endpoint::LicensesGet, Fault::Slow(Duration::from_secs(3600)));
    let fleet = stage.fleet(&["six", "modern"]);
    let fleet = fleet.to_str().unwrap();
    let (check, took) = timed(&stage, &["check", "--fleet", fleet, "--timeout", "3s"]);
    assert!(took < Duration::from_secs(15), "it took {took:?}");
    assert_eq!(check.code, 1, "{}", check.out);
    assert!(check.out.contains("Enterprise expires in 25 days"), "{}", check.out);
    assert!(check.out.contains("Harbor Logistics: no response within 3s"), "{}", check.out);
    let (alone, _) = timed(&stage, &["check", "--fleet", fleet, "--timeout", "1s", "--workspace", "Harbor Logistics"]);
    assert_eq!(alone.code, 3, "{}", alone.out);
}

#[tokio::test]
async fn a_limit_of_no_time_is_wrong_usage() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["six"]);
    for limit in ["0s", "-1s", "x"] {
        let run = stage.run(&["show", "--fleet", fleet.to_str().unwrap(), "--timeout", limit]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{limit}: {}", run.err);
    }
    assert_eq!(stage.run(&["check", "--fleet", fleet.to_str().unwrap(), "--timeout", "0s"]).code, 3);
    let help = stage.run(&["check", "--help"]).out;
    assert!(help.contains("--timeout") && help.contains("50s"), "{help}");
}
