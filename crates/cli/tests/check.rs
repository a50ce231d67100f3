//! `check`: what a monitoring system reads.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{NOW, Stage};

#[tokio::test]
async fn every_state_has_its_exit_code() {
    let stage = Stage::new().await;
    let ok = stage.check(&["six"], &[]);
    assert_eq!(ok.code, 0);
    assert_eq!(
        ok.out,
        "LICENSE OK - Harbor Logistics: Enterprise expires in 201 days | 'Harbor Logistics days'=201;30:;7: \
         'Harbor Logistics seats'=88;;;0;150\n"
    );
    let warning = stage.check(&["modern"], &[]);
    assert_eq!(warning.code, 1);
    assert_eq!(
        warning.out,
        "LICENSE WARNING - Acme Industries: voip-enterprise, teams-voip, outlook-calendar stop in 11 days - \
         Acme Industries: Enterprise expires in 25 days | 'Acme Industries days'=25;30:;7: \
         'Acme Industries modules days'=11;30:;7: 'Acme Industries seats'=41;;;0;50\n"
    );
    let critical = stage.check(&["trial"], &[]);
    assert_eq!(critical.code, 2);
    assert_eq!(
        critical.out,
        "LICENSE CRITICAL - Fjord Robotics: trial ends in 6 days - Fjord Robotics: 25 of 25 seats in use \
         | 'Fjord Robotics days'=6;30:;7: 'Fjord Robotics seats'=25;;;0;25\n"
    );
    let unknown = stage.check(&["revoked"], &[]);
    assert_eq!(unknown.code, 3);
    assert_eq!(
        unknown.out,
        "LICENSE UNKNOWN - Pelican Airways: the server does not accept this user ID and token \
         | 'Pelican Airways days'=U;30:;7:\n"
    );
    assert!([ok, warning, critical, unknown].iter().all(|run| run.err.is_empty()));
}

#[tokio::test]
async fn each_workspace_has_its_state() {
    for (slug, code, says) in [
        ("four", 2, "Old Mill Brewery: Enterprise expired 962 days ago"),
        ("lapsed", 2, "Enterprise expired 3 days ago"),
        ("community", 0, "Makerspace Lisbon: Community"),
        ("renewing", 0, "Lima Dental Group: Pro renews in 12 days"),
        ("noperm", 3, "Northern Archive: this account has no permission to read the license"),
        ("forbidden", 3, "Granite Savings Bank: this account has no permission to read the license"),
        ("down", 3, "Sunken Studio: no server is reachable at 127.0.0.1"),
    ] {
        let run = Stage::new().await.check(&[slug], &[]);
        assert_eq!(run.code, code, "{slug}: {}", run.out);
        assert!(run.out.contains(says), "{slug}: {}", run.out);
    }
}

#[tokio::test]
async fn the_worst_wins_and_is_named_first() {
    let stage = Stage::new().await;
    let run = stage.check(&["six", "revoked", "modern", "four"], &[]);
    assert_eq!(run.code, 2);
    assert!(run.out.starts_with("LICENSE CRITICAL - Old Mill Brewery: "), "{}", run.out);
    let at = |text: &str| run.out.find(text).unwrap();
    assert!(at("Enterprise expires in 25 days") < at("Pelican Airways: the server"), "{}", run.out);
    assert_eq!(stage.check(&["revoked", "modern"], &[]).code, 1, "what ends is not hidden by what is down");
    assert_eq!(stage.check(&["revoked", "six"], &[]).code, 3, "what is down is not hidden by what is well");
    let well = stage.check(&["community", "renewing", "six"], &[]);
    assert!(
        well.out.starts_with("LICENSE OK - 3 workspaces, Lima Dental Group: Pro renews in 12 days | "),
        "{}",
        well.out
    );
}

#[tokio::test]
async fn thresholds_decide() {
    let stage = Stage::new().await;
    let code = |slug: &str, warn: &str, crit: &str| stage.check(&[slug], &["--warn", warn, "--crit", crit]).code;
    assert_eq!(code("modern", "10d", "1h"), 0);
    assert_eq!(code("modern", "12d", "90m"), 1);
    assert_eq!(code("modern", "12d", "288h"), 2);
    assert_eq!(code("renewing", "30d", "13d"), 1, "a renewal is one step softer");
    assert_eq!(code("six", "201d", "0d"), 1, "the threshold itself is inside");
}

#[tokio::test]
async fn what_is_over_is_called_what_it_was() {
    let stage = Stage::new().await;
    let ended = |days: i64| {
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let until = now - jiff::SignedDuration::from_hours(24 * days + 1);
        let periods = json!([{"validUntil": until, "invalidBehavior": "invalidate_license"}]);
        Fault::Patch(json!({"license": {"license": {"validation": {"validPeriods": periods}}}}))
    };
    for (slug, says) in [
        ("modern", "Enterprise expired 4 days ago"),
        ("renewing", "Pro renewal was due 4 days ago"),
        ("trial", ": trial ended 4 days ago"),
    ] {
        stage.sandbox.set_fault_at(slug, Endpoint::LicensesInfo, ended(3));
        let run = stage.check(&[slug], &[]);
        assert_eq!(run.code, 2, "{slug}: {}", run.out);
        assert!(run.out.contains(says), "{slug}: {}", run.out);
        assert!(run.out.contains(" days'=-4;"), "the same number of days: {}", run.out);
    }
}

#[tokio::test]
async fn a_renewal_hides_no_end_that_is_later() {
    let stage = Stage::new().await;
    let license = |tag: &str, days: i64, renews: bool| {
        let until = NOW.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(24 * days);
        json!({"modules": [], "license": {"version": "3.0", "information": {"autoRenew": renews, "tags": [{"name": tag}]},
            "validation": {"validPeriods": [{"validUntil": until, "invalidBehavior": "invalidate_license"}]},
            "grantedModules": [], "limits": {}}})
    };
    let licenses = json!([license("Pro", 20, true), license("Addition", 25, false)]);
    let json = json!({"success": true, "licenses": licenses});
    stage.sandbox.set_fault_at("four", Endpoint::LicensesGet, Fault::Body { status: 200, json });
    let run = stage.check(&["four"], &[]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("Addition expires in 25 days") && run.out.contains("days'=25;30:;7:"), "{}", run.out);
}

#[tokio::test]
async fn limits_near_their_maximum_are_reported() {
    let stage = Stage::new().await;
    let seats = |used: u64| {
        let patch = json!({"license": {"limits": {"activeUsers": {"value": used, "max": 50}}}});
        stage.sandbox.set_fault_at("renewing", Endpoint::LicensesInfo, Fault::Patch(patch));
        stage.check(&["renewing"], &[])
    };
    assert_eq!(seats(44).code, 0);
    let nearly = seats(45);
    assert_eq!(nearly.code, 1);
    assert!(nearly.out.contains("45 of 50 seats in use"), "{}", nearly.out);
    assert_eq!(seats(50).code, 2);
    assert_eq!(seats(51).code, 2);
}

#[tokio::test]
async fn only_the_selected_workspace_is_fetched() {
    let stage = Stage::new().await;
    let run = stage.check(&["four", "six"], &["--workspace", "Harbor Logistics"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(stage.sandbox.requests_to("four").is_empty());
    let run = stage.check(&["four"], &["--workspace", "Nobody"]);
    assert_eq!((run.code, run.out.as_str()), (3, "LICENSE UNKNOWN - no workspace is called “Nobody”\n"));
}

#[tokio::test]
async fn wrong_usage_is_unknown_and_not_critical() {
    let stage = Stage::new().await;
    for arguments in [
        &["check", "--fleet", "gone.toml"][..],
        &["check", "--warn", "soon"],
        &["check", "--warn", "1d", "--crit", "2d"],
        &["check", "--nonsense"],
        &["check"],
    ] {
        let run = stage.run(arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {run:?}");
        assert!(run.out.starts_with("LICENSE UNKNOWN - ") && run.out.matches('\n').count() == 1, "{run:?}");
        assert!(!run.err.is_empty());
    }
}

#[tokio::test]
async fn the_short_options_and_forms_of_the_plugin_convention_are_known() {
    let stage = Stage::new().await;
    let long = stage.check(&["modern"], &["--warn", "20d", "--crit", "10d", "--timeout", "40s"]);
    assert_eq!(stage.check(&["modern"], &["-w", "20:", "-c", "10:", "-t", "40"]).out, long.out);
    assert_eq!(stage.check(&["modern"], &["--warning", "20d", "--critical", "10d"]).out, long.out);
    for range in ["20", "10:20", "@10:20", "~:20"] {
        let run = stage.run(&["check", "-w", range]);
        assert_eq!(run.code, 3, "{range}: {run:?}");
        assert!(run.err.contains("30d (days)"), "{range}: {}", run.err);
    }
    let version = stage.run(&["check", "-V"]);
    assert_eq!((version.code, version.err.as_str()), (3, ""));
    assert!(version.out.contains(env!("CARGO_PKG_VERSION")), "{}", version.out);
}

#[tokio::test]
async fn every_finding_has_a_line_of_its_own_if_asked_for() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern", "six"]);
    let arguments = ["check", "--fleet", fleet.to_str().unwrap()];
    let (short, long) = (stage.run(&arguments), stage.run(&[&arguments[..], &["-v"]].concat()));
    assert_eq!(long.code, short.code);
    let below = long.out.strip_prefix(&short.out).unwrap();
    assert_eq!(
        below,
        "[WARNING] Acme Industries: voip-enterprise, teams-voip, outlook-calendar stop in 11 days\n\
         [WARNING] Acme Industries: Enterprise expires in 25 days\n\
         [OK] Harbor Logistics: Enterprise expires in 201 days\n"
    );
}

#[tokio::test]
async fn a_hostile_name_breaks_neither_the_line_nor_the_perfdata() {
    let stage = Stage::new().await;
    let name = r#"name = "O'Neil | Sons = \n\u001b[31mrich 'quotes'""#;
    let section = stage.section("six").replace("name = \"Harbor Logistics\"", name);
    let fleet = stage.write("fleet.toml", &section);
    let run = stage.run(&["check", "--fleet", fleet.to_str().unwrap()]);
    assert_eq!(
        run.out,
        "LICENSE OK - O'Neil / Sons = [31mrich 'quotes': Enterprise expires in 201 days | \
         'O''Neil / Sons - [31mrich ''quotes'' days'=201;30:;7: 'O''Neil / Sons - [31mrich ''quotes'' seats'=88;;;0;150\n"
    );
}
