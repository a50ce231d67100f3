//! What a fleet file says that a workspace must have, and what does not count.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{NOW, Run, Stage};

impl Stage {
    /// Checks one workspace with more lines in its section.
    fn check_with(&self, slug: &str, lines: &str) -> Run {
        let fleet = self.write("fleet.toml", &format!("{}{lines}\n", self.section(slug)));
        self.run(&["check", "--fleet", fleet.to_str().unwrap()])
    }
}

/// `licenses.info` of a server that honors no license.
fn without_license() -> Fault {
    let limits = json!({"activeUsers": {"value": 12, "max": 50}});
    let license = json!({"activeModules": [], "preventedActions": {}, "limits": limits, "tags": [], "trial": false,
        "hasValidLicense": false});
    Fault::Body { status: 200, json: json!({"success": true, "license": license}) }
}

#[tokio::test]
async fn what_a_workspace_must_have_and_has_not_is_critical() {
    let stage = Stage::new().await;
    for (slug, expect, says) in [
        ("community", "license = true", "expected a license, but no license is active"),
        ("community", "plan = \"Enterprise\"", "expected Enterprise, but no license is active"),
        ("four", "license = true", "expected a license, but no license is active"),
        ("six", "plan = \"Pro\"", "expected plan Pro, but Enterprise is active"),
        ("six", "seats = 151", "expected 151 seats, but the license has 150"),
        ("six", "modules = [\"auditing\", \"time-travel\"]", "expected modules not active: time-travel"),
        ("noperm", "license = true", ""),
    ] {
        let run = stage.check_with(slug, &format!("expect = {{ {expect} }}"));
        let code = if says.is_empty() { 3 } else { 2 };
        assert_eq!(run.code, code, "{slug} {expect}: {}", run.out);
        assert!(run.out.contains(says), "{slug} {expect}: {}", run.out);
        let show = stage.run(&["show", "--fleet", "fleet.toml"]);
        let list = stage.run(&["list", "--fleet", "fleet.toml"]);
        for shown in [show, list] {
            let words = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(says), "{slug} {expect}: {}", shown.out);
        }
    }
    for expect in ["license = true", "plan = \"ENTERPRISE\"", "seats = 150", "modules = [\"auditing\"]"] {
        let run = stage.check_with("six", &format!("expect = {{ {expect} }}"));
        assert_eq!(run.code, 0, "{expect}: {}", run.out);
    }
}

#[tokio::test]
async fn a_workspace_that_is_to_have_no_license_is_well_without_one() {
    let stage = Stage::new().await;
    let run = stage.check_with("community", "expect = { license = false }");
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("Community"), "{}", run.out);
    assert_eq!(stage.check_with("four", "expect = { license = false }").code, 0, "one that has ended is none");
    assert_eq!(stage.check_with("four", "").code, 2);
    assert_eq!(stage.check_with("community", "").code, 0, "nothing is expected");
}

#[tokio::test]
async fn a_license_that_has_stopped_stays_a_finding() {
    let stage = Stage::new().await;
    // An hour after its end the server has forgotten the license; the key is still set.
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, without_license());
    let key = Fault::Body { status: 200, json: json!({"_id": "Enterprise_License", "value": "abc", "success": true}) };
    stage.sandbox.set_fault_at("modern", Endpoint::StoredKey, key);
    for command in ["check", "list", "show"] {
        let fleet = stage.fleet(&["modern"]);
        let run = stage.run(&[command, "--fleet", fleet.to_str().unwrap()]);
        assert!(run.out.contains("rejected"), "{command}: {}", run.out);
        assert!(command != "check" || run.code == 2, "{}", run.out);
    }
    assert_eq!(stage.check_with("modern", "mute = [\"not_honored\"]").code, 0);
    assert_eq!(stage.check_with("modern", "expect = { license = false }").code, 0);
}

#[tokio::test]
async fn modules_that_have_stopped_stay_a_finding() {
    let stage = Stage::new().await;
    let patch = json!({"license": {"activeModules": ["livechat-enterprise"]}});
    stage.sandbox.set_fault_at("renewing", Endpoint::LicensesInfo, Fault::Patch(patch));
    let run = stage.check_with("renewing", "");
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("more have stopped"), "{}", run.out);
    let muted = stage.check_with("renewing", "mute = [\"modules_stopped\"]");
    assert_eq!(muted.code, 0, "{}", muted.out);
    let show = stage.run(&["show", "--fleet", "fleet.toml"]);
    assert!(show.out.contains("Muted") && show.out.contains("have stopped"), "{}", show.out);
    let plain = stage.run(&["show", "--fleet", stage.fleet(&["renewing"]).to_str().unwrap()]);
    assert!(plain.out.contains("Finding"), "{}", plain.out);
}

#[tokio::test]
async fn a_workspace_that_becomes_read_only_is_a_finding() {
    let stage = Stage::new().await;
    let days = |days: i64| {
        let settings = json!([{"_id": "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days", "value": days}]);
        let json = json!({"success": true, "settings": settings});
        stage.sandbox.set_fault_at("community", Endpoint::SettingsPublic, Fault::Body { status: 200, json });
        stage.check_with("community", "")
    };
    let soon = days(3);
    assert_eq!(soon.code, 2, "{}", soon.out);
    assert!(soon.out.contains("becomes read-only in 3 days"), "{}", soon.out);
    assert!(soon.out.contains("'Makerspace Lisbon read-only days'=3;30:;7:"), "{}", soon.out);
    let now = days(0);
    assert_eq!(now.code, 2, "{}", now.out);
    assert!(now.out.contains("is read-only"), "{}", now.out);
    assert_eq!(days(-1).code, 0);
}

#[tokio::test]
async fn thresholds_and_mutes_belong_to_their_workspace() {
    let stage = Stage::new().await;
    let code = |slug: &str, lines: &str| stage.check_with(slug, lines).code;
    assert_eq!(code("six", "warn = \"300d\""), 1);
    assert_eq!(code("six", "crit = \"300d\""), 2, "wider than the given warning");
    assert_eq!(code("modern", "warn = \"5d\""), 0, "narrower than the given critical");
    let muted = stage.check_with("modern", "mute = [\"expiry\", \"modules_disabled\"]");
    assert_eq!(muted.code, 0);
    assert!(muted.out.starts_with("LICENSE OK - Acme Industries: voip-enterprise"), "{}", muted.out);
    assert!(muted.out.contains("stop in 11 days (muted) | "), "{}", muted.out);
    let perfdata = stage.check_with("six", "warn = \"60d\"\ncrit = \"14d\"").out;
    assert!(perfdata.contains("days'=201;60:;14:"), "{perfdata}");
    let muted = stage.check_with("modern", "mute = [\"expiry\"]").out;
    assert!(muted.contains("'Acme Industries days'=25;; ") && muted.contains("modules days'=11;30:;7:"), "{muted}");
    let other =
        format!("{}mute = [\"expiry\", \"modules_disabled\"]\n{}", stage.section("modern"), stage.section("trial"));
    let fleet = stage.write("fleet.toml", &other);
    assert_eq!(stage.run(&["check", "--fleet", fleet.to_str().unwrap()]).code, 2);
}

#[tokio::test]
async fn a_limit_counts_from_the_level_that_its_workspace_has() {
    let stage = Stage::new().await;
    let seats = |used: u64, lines: &str| {
        let patch = json!({"license": {"limits": {"activeUsers": {"value": used, "max": 200}}}});
        stage.sandbox.set_fault_at("renewing", Endpoint::LicensesInfo, Fault::Patch(patch));
        stage.check_with("renewing", lines)
    };
    let levels = "limits = { active_users = { warn = 95, crit = 100 } }";
    assert_eq!(seats(189, "").code, 1);
    assert_eq!(seats(189, levels).code, 0, "94 %");
    let warned = seats(190, levels);
    assert_eq!(warned.code, 1);
    assert!(warned.out.contains("190 of 200 seats in use"), "{}", warned.out);
    assert_eq!(seats(200, levels).code, 2);
    assert_eq!(seats(200, "limits = { active_users = { crit = 110 } }").code, 1, "no longer critical, but still full");
    assert_eq!(seats(150, "limits = { active_users = { crit = 75 } }").code, 2);
    assert_eq!(seats(200, "mute = [\"active_users\"]").code, 0);
    let show = stage.run(&["show", "--fleet", "fleet.toml"]);
    assert!(show.out.contains("Muted       200 of 200 seats in use"), "{}", show.out);
}

#[tokio::test]
async fn text_and_perfdata_count_days_alike() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["six"]);
    let now: jiff::Timestamp = NOW.parse().unwrap();
    for hours in (1..72).step_by(7) {
        let mut command = stage.command(&["check", "--fleet", fleet.to_str().unwrap(), "--crit", "12h"]);
        let at = now + jiff::SignedDuration::from_hours(hours);
        let run = stage.finish(command.env("LICENSE_WATCH_NOW", at.to_string()).env("TZ", "Asia/Tokyo"));
        let (text, data) = run.out.split_once(" | ").unwrap();
        let days = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        let said = days(text.split_once("expires in ").unwrap().1);
        assert_eq!(said, days(data.split_once("days'=").unwrap().1), "{}", run.out);
    }
}
