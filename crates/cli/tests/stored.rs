//! What has changed and what is forecast, from what is remembered of a fleet.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::Endpoint;
use serde_json::json;
use support::{
    Run, Stage,
    schema::{Schema, assert_valid_as},
};

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
    let none = run(&stage, "2026-03-01T00:00:00Z", "diff", &[]);
    let expected = "license-watch: no changes were found since Jan 30, 2026, 12:00 AM UTC\n";
    assert_eq!((none.code, none.out.as_str(), none.err.as_str()), (0, "", expected));
    let limits = json!({ "activeUsers": { "value": 3, "max": -1 } });
    let answer =
        json!({ "success": true, "license": { "activeModules": [], "limits": limits, "preventedActions": {} } });
    stage.sandbox.set_answer("trial", Endpoint::LicensesInfo, answer);
    run(&stage, "2026-03-02T00:00:00Z", "show", &[]);
    let requests = stage.sandbox.request_count();
    let name = &stage.sandbox.workspace("trial").name;
    let recent = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(recent.out.lines().all(|line| line.starts_with("Mar 2, 2026, 12:00 AM UTC  ")), "{recent:?}");
    assert!(recent.code == 0 && recent.out.contains(&format!("  {name}  ↓ ")), "{recent:?}");
    assert!(recent.err.contains("later changes may be missing, because its data is from Mar 2"), "{}", recent.err);
    let later = run(&stage, "2026-03-05T00:00:00Z", "diff", &["--since", "1d"]);
    assert!(later.out.is_empty() && later.err.contains("no changes were found since Mar 4, 2026"), "{later:?}");
    let json = run(&stage, "2026-03-05T00:00:00Z", "diff", &["--json"]).json();
    assert_valid_as(Schema::Diff, &json);
    let changes = json["workspaces"][1]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), recent.out.lines().count());
    let expected = json!({ "at": "2026-03-02T00:00:00Z", "kind": "license_lost", "direction": "worse", "plan": "Enterprise trial" });
    assert_eq!(changes.as_slice(), [expected]);
    assert_eq!((&json["workspaces"][0]["changes"], &json["workspaces"][0]["stale"]), (&json!([]), &json!(true)));
    assert_eq!(stage.sandbox.request_count(), requests);

    // An entry is the workspace at its address, whatever its name is.
    let sections = [stage.section("modern"), stage.section("trial")];
    let swapped = [sections[0].replace("Acme Industries", name), sections[1].replace(name.as_str(), "Acme Industries")];
    stage.write("fleet.toml", &swapped[1]);
    let renamed = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(renamed.out.contains("License removed") && renamed.err.contains("may be missing"), "{renamed:?}");
    stage.write("fleet.toml", &swapped[0]);
    let other = run(&stage, "2026-03-05T00:00:00Z", "diff", &[]);
    assert!(other.out.is_empty() && other.err.contains("no changes were found"), "{other:?}");
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
    let json = run(&stage, "2026-03-09T00:00:00Z", "forecast", &["--json"]).json();
    assert_valid_as(Schema::Forecast, &json);
    let [found] = json["forecasts"].as_array().unwrap().as_slice() else { panic!("{json}") };
    assert_eq!((&found["workspace"], &found["per_week"]), (&json!(name), &json!(3.5)));
    assert_eq!((&found["limit"], &found["used"], &found["max"]), (&json!("active_users"), &json!(14), &json!(25)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_of_an_older_version_is_brought_up_to_date_by_what_writes_it() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    run(&stage, "2026-03-01T00:00:00Z", "show", &[]);
    let state = rusqlite::Connection::open(stage.folder.path().join("s.sqlite3")).unwrap();
    state.pragma_update(None, "user_version", 1).unwrap();
    drop(state);
    for command in ["diff", "forecast"] {
        let old = run(&stage, "2026-03-01T00:00:00Z", command, &[]);
        let expected =
            "older version of License Watch (format 1). Restart serve, or run check once if serve does not run.";
        assert!(old.code == 1 && old.err.contains(expected), "{old:?}");
    }
}
