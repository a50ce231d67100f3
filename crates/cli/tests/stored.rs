//! What has changed and what is forecast, from what is remembered of a fleet.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::Endpoint;
use serde_json::json;
use support::{Run, Stage};

/// Runs a command on the fleet and its state.
fn run(stage: &Stage, now: &str, command: &str, more: &[&str]) -> Run {
    let arguments = [&[command, "--fleet", "fleet.toml", "--state", "s.sqlite3"], more].concat();
    stage.finish(stage.command(&arguments).env("LICENSE_WATCH_NOW", now))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_changed_is_told_without_a_network() {
    let stage = Stage::new().await;
    stage.fleet(&["modern", "trial"]);
    let unknown = run(&stage, "2026-03-01T00:00:00Z", "diff", &[]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("the state file s.sqlite3 does not exist yet: run check"), "{}", unknown.err);

    run(&stage, "2026-03-01T00:00:00Z", "show", &[]);
    assert!(run(&stage, "2026-03-01T00:00:00Z", "diff", &[]).out.contains("No changes were found"));
    let limits = json!({ "activeUsers": { "value": 3, "max": -1 } });
    let answer =
        json!({ "success": true, "license": { "activeModules": [], "limits": limits, "preventedActions": {} } });
    stage.sandbox.set_answer("trial", Endpoint::LicensesInfo, answer);
    run(&stage, "2026-03-02T00:00:00Z", "show", &[]);
    let requests = stage.sandbox.request_count();
    let name = &stage.sandbox.workspace("trial").name;
    let recent = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(recent.code == 0 && recent.out.contains(&format!(" | {name} | ")), "{recent:?}");
    let later = run(&stage, "2026-03-05T00:00:00Z", "diff", &["--since", "1d"]);
    assert!(later.out.contains("No changes were found"), "{}", later.out);
    assert_eq!(stage.sandbox.request_count(), requests);

    // An entry is the workspace at its address, whatever its name is.
    let sections = [stage.section("modern"), stage.section("trial")];
    let swapped = [sections[0].replace("Acme Industries", name), sections[1].replace(name.as_str(), "Acme Industries")];
    stage.write("fleet.toml", &swapped[1]);
    let renamed = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(renamed.out.contains("License removed") && renamed.err.is_empty(), "{renamed:?}");
    stage.write("fleet.toml", &swapped[0]);
    let other = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(other.out.contains("No changes were found") && other.err.is_empty(), "{other:?}");
    stage.write("fleet.toml", &sections[1].replace("/trial\"", "/elsewhere\""));
    let moved = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(moved.err.contains(&format!("{name}: nothing is known yet")), "{moved:?}");
    stage.write("fleet.toml", &sections.concat());
    let forgetful = stage.run(&["diff", "--fleet", "fleet.toml"]);
    assert!(
        forgetful.code == 2 && forgetful.err.contains("a fleet file has no history: use --state FILE"),
        "{forgetful:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_fills_up_has_a_forecast() {
    let stage = Stage::new().await;
    stage.fleet(&["trial"]);
    for (day, seats) in [(1, 10), (5, 12), (9, 14)] {
        let limits = json!({ "activeUsers": { "value": seats, "max": 25 } });
        let answer =
            json!({ "success": true, "license": { "activeModules": [], "limits": limits, "preventedActions": {} } });
        stage.sandbox.set_answer("trial", Endpoint::LicensesInfo, answer);
        assert_eq!(run(&stage, &format!("2026-03-0{day}T00:00:00Z"), "show", &[]).code, 0);
    }
    let forecast = run(&stage, "2026-03-09T00:00:00Z", "forecast", &[]);
    let name = &stage.sandbox.workspace("trial").name;
    let expected = format!("{name}: seats: runs out in 22 days (14 of 25, 3.5 more per week)\n");
    assert_eq!((forecast.code, forecast.out.as_str()), (0, expected.as_str()), "{}", forecast.err);
}
