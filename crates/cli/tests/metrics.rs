//! `metrics`: what Prometheus reads. What Prometheus itself makes of it is in `prometheus.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;

use support::Stage;

const ALL: [&str; 11] =
    ["modern", "six", "four", "community", "lapsed", "trial", "renewing", "noperm", "forbidden", "revoked", "down"];

#[tokio::test]
async fn every_workspace_is_measured_and_failures_are_data() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&ALL);
    let run = stage.run(&["metrics", "--fleet", fleet.to_str().unwrap()]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let has = |sample: &str| run.out.lines().any(|line| line == sample);
    for sample in [
        "license_watch_build_info{version=\"0.1.0\"} 1",
        "license_watch_up{workspace=\"Acme Industries\"} 1",
        "license_watch_up{workspace=\"Sunken Studio\"} 0",
        "license_watch_failure{workspace=\"Sunken Studio\",code=\"unreachable\"} 1",
        "license_watch_failure{workspace=\"Pelican Airways\",code=\"unauthorized\"} 1",
        "license_watch_failure{workspace=\"Northern Archive\",code=\"forbidden\"} 1",
        "license_watch_status{workspace=\"Acme Industries\",status=\"expiring\"} 1",
        "license_watch_status{workspace=\"Acme Industries\",status=\"valid\"} 0",
        "license_watch_limit_used{workspace=\"Acme Industries\",limit=\"active_users\"} 41",
        "license_watch_limit_max{workspace=\"Acme Industries\",limit=\"active_users\"} 50",
        "license_watch_deadline_timestamp_seconds{workspace=\"Fjord Robotics\",plan=\"Enterprise trial\",kind=\"trial_end\",renewal=\"manual\"} 1772844060",
        "license_watch_last_success_timestamp_seconds{workspace=\"Acme Industries\"} 1772323200",
    ] {
        assert!(has(sample), "{sample} is missing:\n{}", run.out);
    }
    assert!(!run.out.contains("# EOF"), "that is of OpenMetrics");
}

#[tokio::test]
async fn a_file_is_replaced_in_one_step_and_everybody_may_read_it() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["six"]);
    let folder = stage.folder.path().join("textfile");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("license_watch.prom");
    fs::write(&file, "old").unwrap();
    let before = fs::File::open(&file).unwrap();
    let arguments = ["metrics", "--fleet", fleet.to_str().unwrap(), "--output", file.to_str().unwrap()];
    let run = stage.run(&arguments);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    assert!(fs::read_to_string(&file).unwrap().contains("license_watch_up{workspace=\"Harbor Logistics\"} 1\n"));
    assert_eq!(std::io::read_to_string(before).unwrap(), "old", "who has it open reads on what it was");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
    }
    let relative = stage.run(&["metrics", "--fleet", fleet.to_str().unwrap(), "--output", "here.prom"]);
    assert_eq!((relative.code, relative.err.as_str()), (0, ""));
    assert!(stage.folder.path().join("here.prom").exists());
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_reported_and_leaves_nothing() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["six"]);
    let run = stage.run(&["metrics", "--fleet", fleet.to_str().unwrap(), "--output", "no/such/folder/x.prom"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("could not write no/such/folder/x.prom"), "{}", run.err);
}
