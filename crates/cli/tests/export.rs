//! `export`: the workspaces in a form for other programs or for people.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;

use support::{Run, Stage};

fn export(stage: &Stage, slugs: &[&str], form: &[&str]) -> Run {
    let fleet = stage.fleet(slugs);
    stage.run(&[&["export"], form, &["--fleet", fleet.to_str().unwrap()]].concat())
}

#[tokio::test]
async fn a_fleet_is_exported_in_every_form() {
    let stage = Stage::new().await;
    let slugs = ["modern", "trial", "community"];
    for (form, says) in [
        (&["csv"][..], "Acme Industries,"),
        (&["csv", "--modules"], "Acme Industries,"),
        (&["json"], "\"name\": \"Acme Industries\""),
        (&["ics"], "SUMMARY:Acme Industries: license expires\r\n"),
        (&["md"], "| Acme Industries |"),
        (&["html"], "<bdi>Acme Industries</bdi>"),
    ] {
        let run = export(&stage, &slugs, form);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{form:?}");
        assert!(run.out.contains(says), "{form:?}: {}", run.out);
    }
    let json = export(&stage, &slugs, &["json"]);
    assert_eq!(json.json(), stage.show_json(&slugs).json());
}

#[tokio::test]
async fn what_cannot_be_read_is_in_every_form_and_in_the_exit_code() {
    let stage = Stage::new().await;
    let text = stage.section("six") + &stage.section("down") + "[[workspace]]\nname = \"Broken\"\nuser_id = \"x\"\n";
    let fleet = stage.write("fleet.toml", &text);
    for form in ["csv", "json", "md", "html"] {
        let run = stage.run(&["export", form, "--fleet", fleet.to_str().unwrap()]);
        assert_eq!(run.code, 3, "{form}: {run:?}");
        assert!(run.out.contains("Sunken Studio") && run.out.contains("Broken"), "{form}: {}", run.out);
        assert!(!run.out.contains("workspace.invalid"), "{form}: {}", run.out);
    }
}

#[tokio::test]
async fn what_a_fleet_file_does_not_remember_is_wrong_usage() {
    let stage = Stage::new().await;
    for form in [&["csv", "--changes", "30"][..], &["json", "--modules"], &["ics", "--modules"], &["md", "--modules"]] {
        let run = export(&stage, &["six"], form);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{form:?}");
    }
    assert_eq!(stage.run(&["export", "ics", "--changes", "30"]).code, 2);
}

#[tokio::test]
async fn an_event_keeps_its_uid_from_run_to_run() {
    let stage = Stage::new().await;
    let uids = || {
        let text = export(&stage, &["modern", "six"], &["ics"]).out;
        text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let (first, second) = (uids(), uids());
    assert!(first.len() >= 3, "{first:?}");
    assert_eq!(first, second);
    fs::remove_file(stage.folder.path().join("fleet.toml")).unwrap();
}
