//! Prometheus reads the metrics, its rules fire, and Alertmanager posts into a room.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use jiff::Timestamp;
use rocketchat::{Address, Bounds, Client, Credentials, InsecureHttp, Network, Token, UserId};
use sandbox::{Recorder, Sandbox};
use serde_json::Value;
use strum::IntoEnumIterator;
use watch::{
    Snapshot,
    present::metrics::{Format, Measured, Metric, metrics},
    workspace::interval::Interval,
};

use crate::{
    process::Background,
    program, shipped,
    support::{Run, Stage},
    web::{free_port, get, query, serve},
};

const ALL: [&str; 17] = [
    "modern",
    "six",
    "four",
    "community",
    "lapsed",
    "trial",
    "renewing",
    "noperm",
    "forbidden",
    "revoked",
    "down",
    "three",
    "five",
    "sixfour",
    "sixsix",
    "seven",
    "eight",
];

/// A stage in the present.
pub(crate) async fn stage() -> Stage {
    let sandbox = Sandbox::builder().now(Timestamp::now()).start().await.unwrap();
    Stage { sandbox, folder: tempfile::tempdir().unwrap() }
}

/// What the program prints.
fn printed(stage: &Stage, slugs: &[&str]) -> Run {
    let fleet = stage.fleet(slugs);
    let mut command = stage.command(&["metrics", "--fleet", fleet.to_str().unwrap()]);
    let run = stage.finish(command.env_remove("LICENSE_WATCH_NOW"));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    run
}

fn assert_succeeded(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[tokio::test]
#[ignore = "needs Prometheus: cargo xtask test --only monitoring"]
async fn promtool_finds_nothing_wrong_with_what_is_printed() {
    let stage = stage().await;
    let hostile = "name = \"O'Neil | Sons \\\\ \\\"quotes\\\" \\n\\u001b[31mred\"";
    let section = stage.section("six").replace("name = \"Harbor Logistics\"", hostile);
    let all: String = ALL.iter().filter(|slug| **slug != "six").map(|slug| stage.section(slug)).collect();
    let fleet = stage.write("fleet.toml", &(section + &all));
    let run = stage.run(&["metrics", "--fleet", fleet.to_str().unwrap()]);
    let mut check = Command::new(program("usr/bin/promtool"));
    check.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut check = check.spawn().unwrap();
    check.stdin.take().unwrap().write_all(run.out.as_bytes()).unwrap();
    let output = check.wait_with_output().unwrap();
    assert_succeeded(&output);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "a style that Prometheus discourages");
}

#[test]
#[ignore = "needs Prometheus: cargo xtask test --only monitoring"]
fn the_shipped_files_are_valid_and_the_rules_pass_their_tests() {
    for (tool, arguments, file) in [
        ("promtool", &["check", "rules"][..], "rules.yml"),
        ("promtool", &["test", "rules"], "rules_test.yml"),
        ("promtool", &["check", "config", "--lint-fatal"], "prometheus.yml"),
        ("amtool", &["check-config"], "alertmanager.yml"),
    ] {
        let mut check = Command::new(program(&format!("usr/bin/{tool}")));
        assert_succeeded(&check.args(arguments).arg(shipped(file)).output().unwrap());
    }
}

#[test]
fn the_shipped_files_name_only_metrics_that_exist() {
    let known: BTreeSet<_> = Metric::iter().map(Metric::name).collect();
    let mut named = BTreeSet::new();
    for file in ["rules.yml", "rules_test.yml", "grafana-dashboard.json"] {
        let text = fs::read_to_string(shipped(file)).unwrap();
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            if word.starts_with("license_watch_") {
                assert!(known.contains(word), "{file}: {word}");
                named.insert(word.to_owned());
            }
        }
    }
    assert!(named.len() > 8, "{named:?}");
}

#[test]
fn the_documentation_lists_every_alert() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/monitoring.md")).unwrap();
    let rules = fs::read_to_string(shipped("rules.yml")).unwrap();
    let documented = |line: &str| line.strip_prefix("| `").and_then(|row| Some(row.split_once('`')?.0.to_owned()));
    let (_, alerts) = page.split_once("## Alerts\n").unwrap();
    let (alerts, _) = alerts.split_once("\n## ").unwrap();
    let listed: BTreeSet<_> = alerts.lines().filter_map(documented).collect();
    let defined: BTreeSet<_> =
        rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).map(str::to_owned).collect();
    assert_eq!(listed, defined);
}

#[test]
fn the_documentation_lists_every_metric_with_its_labels() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/monitoring.md")).unwrap();
    for metric in Metric::iter() {
        let labels: Vec<_> = metric.labels().iter().map(|label| format!("`{label}`")).collect();
        let row = format!("| `{}` | {} |", metric.name(), labels.join(", "));
        assert!(page.contains(&row), "docs/monitoring.md has no row that begins with {row}");
    }
}

/// What the program knows of the sandbox's workspaces, for the format that it does not print.
async fn snapshots(stage: &Stage, slugs: &[&str]) -> Vec<(String, Snapshot)> {
    let mut snapshots = Vec::new();
    for slug in slugs {
        let login = stage.sandbox.credentials(slug);
        let address = Address::parse(&stage.sandbox.url(slug), InsecureHttp::Allowed).unwrap();
        let client = Client::new(address, InsecureHttp::Allowed, &Network::default(), Bounds::default()).unwrap();
        let credentials = Credentials { user_id: UserId::new(&login.user_id), token: Token::new(&login.token) };
        let snapshot = match client.read(&credentials, None).await {
            Ok(reading) => Snapshot::default().after(reading, Timestamp::now()),
            Err(error) => Snapshot { failure: Some(error.into()), ..Snapshot::default() },
        };
        snapshots.push((stage.sandbox.workspace(slug).name.clone(), snapshot));
    }
    snapshots
}

/// The same metrics in the format that the program serves and does not print.
fn as_openmetrics(known: &[(String, Snapshot)]) -> String {
    let (every, url) = (Interval::default(), "https://chat.example/");
    let measured = known.iter().map(|(name, snapshot)| Measured {
        name,
        url,
        snapshot,
        every,
        is_archived: false,
        refreshed: None,
    });
    metrics(&measured.collect::<Vec<_>>(), &[], Format::OpenMetrics, Timestamp::now())
}

/// The expressions in a dashboard, wherever they are.
fn expressions(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("expr").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(expressions)).collect()
        }
        Value::Array(values) => values.iter().flat_map(expressions).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Prometheus: cargo xtask test --only monitoring"]
async fn prometheus_reads_both_formats_its_rules_fire_and_alertmanager_posts_into_a_room() {
    let stage = stage().await;
    let printed = printed(&stage, &ALL).out;
    let negotiated = as_openmetrics(&snapshots(&stage, &ALL).await);
    let texts = [printed.clone(), negotiated.clone()];
    let served = serve(move |format| match format {
        Format::Prometheus => printed.clone(),
        Format::OpenMetrics => negotiated.clone(),
    });
    let room = Recorder::start().await.unwrap();
    let folder = stage.folder.path();
    let (alertmanager_port, prometheus_port) = (free_port(), free_port());

    let mut alertmanager = start_alertmanager(&stage, &room, alertmanager_port);
    alertmanager.wait_for("Alertmanager", || get(alertmanager_port, "/-/ready"));

    let jobs = ["printed", "negotiated"].map(|job| {
        format!(
            "  - job_name: {job}\n    metrics_path: /{job}\n    static_configs: [{{targets: ['127.0.0.1:{served}']}}]\n"
        )
    });
    let config = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: ['{}']\nalerting:\n  alertmanagers: \
         [{{static_configs: [{{targets: ['127.0.0.1:{alertmanager_port}']}}]}}]\nscrape_configs:\n{}",
        fs::canonicalize(shipped("rules.yml")).unwrap().display(),
        jobs.concat()
    );
    let config = stage.write("prometheus.yml", &config);
    let mut command = Command::new(program("usr/bin/prometheus"));
    command
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
        .arg(format!("--web.listen-address=127.0.0.1:{prometheus_port}"))
        .current_dir(folder);
    let mut prometheus = Background::start(&mut command, folder);
    let ask = |promql: &str| query(prometheus_port, promql).filter(|found| !found.is_empty());
    prometheus.wait_for("scrapes", || ask("up == 1").filter(|up| up.len() == 2));

    let count = |promql: &str| ask(promql).map_or(0, |found| found.len());
    assert_eq!(count("license_watch_up"), 2 * ALL.len(), "each workspace in each format");
    assert_eq!(count("license_watch_build_info"), 2);
    for (job, text) in ["printed", "negotiated"].into_iter().zip(texts) {
        let samples = text.lines().filter(|line| !line.starts_with('#')).count();
        let read = ask(&format!("count({{__name__=~'license_watch_.+',job='{job}'}})")).unwrap();
        assert_eq!(read[0]["value"][1], samples.to_string(), "{job}: every sample, and no two with the same labels");
    }
    let unlimited = "license_watch_limit_max{workspace='Acme Industries',limit='guest_users'}";
    assert!(count(unlimited) == 2 && count("license_watch_limit_max == Inf") > 0, "+Inf is read as a number");
    let left =
        "license_watch_deadline_timestamp_seconds{workspace='Acme Industries',kind='expiry',job='printed'} - time()";
    let left: f64 = ask(left).unwrap()[0]["value"][1].as_str().unwrap().parse().unwrap();
    assert!((24.9..25.1).contains(&(left / 86_400.0)), "{left}");

    let dashboard: Value =
        serde_json::from_str(&fs::read_to_string(shipped("grafana-dashboard.json")).unwrap()).unwrap();
    let panels = expressions(&dashboard);
    assert!(panels.len() > 8);
    for expression in panels {
        let found = query(prometheus_port, &expression.replace("$workspace", ".*")).unwrap();
        assert!(!found.is_empty(), "nothing to see in {expression}");
    }

    let alert = |alert: &str, workspace: &str| {
        format!("ALERTS{{alertname='{alert}',workspace='{workspace}',alertstate='firing',job='printed'}}")
    };
    for (name, workspace) in [
        ("RocketChatLicenseStopsSoon", "Acme Industries"),
        ("RocketChatLicenseStops", "Fjord Robotics"),
        ("RocketChatLicenseStops", "Old Mill Brewery"),
        ("RocketChatLicenseNotInForce", "Old Mill Brewery"),
        ("RocketChatSeatsFull", "Fjord Robotics"),
    ] {
        prometheus.wait_for(&format!("{name} of {workspace}"), || ask(&alert(name, workspace)));
    }
    for name in ["RocketChatLicenseStops", "RocketChatLicenseStopsSoon", "RocketChatWorkspaceProblem"] {
        assert_eq!(count(&alert(name, "Harbor Logistics")), 0, "{name} of what is well");
    }

    let posted = alertmanager.wait_for("message", || {
        let requests = room.requests();
        requests.into_iter().find(|request| String::from_utf8_lossy(&request.body).contains("Fjord Robotics"))
    });
    assert_eq!((posted.method.as_str(), posted.path_and_query.as_str()), ("POST", "/hooks/id/secret"));
    let message = posted.json();
    let attachment = &message["attachments"][0];
    assert_eq!(attachment["title"], "Licenses: Fjord Robotics", "{message}");
    let text = attachment["text"].as_str().unwrap();
    let left = ["5d", "6d"].map(|days| format!("Fjord Robotics: Enterprise trial, trial end in {days} "));
    assert!(left.iter().any(|left| text.contains(left)), "{text}");
    assert!(text.contains("100% of active users in use"), "{text}");
    assert_eq!(message.get("channel"), None, "the integration decides about the room: {message}");
}

fn start_alertmanager(stage: &Stage, room: &Recorder, port: u16) -> Background {
    let url = stage.write("webhook-url", &format!("{}/hooks/id/secret", room.url()));
    let config = fs::read_to_string(shipped("alertmanager.yml")).unwrap();
    let config = config
        .replace("/etc/prometheus/rocketchat-webhook-url", url.to_str().unwrap())
        .replace("group_wait: 1m", "group_wait: 3s");
    let config = stage.write("alertmanager.yml", &config);
    let mut command = Command::new(program("usr/bin/prometheus-alertmanager"));
    command
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.path={}", stage.folder.path().join("alertmanager").display()))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .arg("--cluster.listen-address=")
        // Unpacked, it looks for its templates where it is started.
        .current_dir(program("usr/share/prometheus/alertmanager"));
    Background::start(&mut command, stage.folder.path())
}
