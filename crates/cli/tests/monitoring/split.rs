//! One Prometheus reads several exporters.

use std::{collections::BTreeMap, process::Command};

use strum::IntoEnumIterator;
use watch::present::metrics::Metric;

use crate::{
    process::Background,
    program,
    prometheus::stage,
    support::serving::Serving,
    web::{free_port, query},
};

/// The seats in use of each workspace in what was served.
fn seats(text: &str) -> BTreeMap<String, f64> {
    let sample = |line: &str| {
        let rest = line.strip_prefix("license_watch_limit_used{workspace=\"")?;
        let (name, value) = rest.split_once("\",limit=\"active_users\"} ")?;
        Some((name.to_owned(), value.parse().unwrap()))
    };
    text.lines().filter_map(sample).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Prometheus: cargo xtask test --only monitoring"]
async fn a_fleet_that_is_split_over_two_exporters_adds_up() {
    // As the documentation says: one in each network. One workspace can be reached from both.
    let sites =
        [("north", stage().await, &["modern", "trial"][..]), ("south", stage().await, &["six", "four", "modern"])];
    let serving = sites.each_ref().map(|(_, stage, slugs)| {
        stage.fleet(slugs);
        // By the clock of Prometheus, which is the real one.
        let serving = Serving::start(stage, &[], &[("LICENSE_WATCH_NOW", "")]);
        serving.until("/-/ready", 200);
        serving
    });
    let texts = serving.each_ref().map(|serving| serving.get("/metrics").body);
    let all: BTreeMap<_, _> = texts.iter().flat_map(|text| seats(text)).collect();
    assert_eq!((all.len(), seats(&texts[0]).len(), seats(&texts[1]).len()), (4, 2, 3), "{all:?}");

    let (folder, port) = (sites[0].1.folder.path(), free_port());
    let targets = sites.iter().zip(&serving).map(|((site, ..), serving)| {
        format!("      - {{targets: ['{}'], labels: {{site: {site}}}}}\n", serving.address)
    });
    let config = format!(
        "global: {{scrape_interval: 1s}}\nscrape_configs:\n  - job_name: license-watch\n    static_configs:\n{}",
        targets.collect::<String>()
    );
    let config = sites[0].1.write("prometheus.yml", &config);
    let mut command = Command::new(program("usr/bin/prometheus"));
    command
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .current_dir(folder);
    let mut prometheus = Background::start(&mut command, folder);
    let ask = |promql: &str| query(port, promql).filter(|found| !found.is_empty());
    prometheus.wait_for("scrapes", || ask("up == 1").filter(|up| up.len() == 2));

    let value = |promql: &str| -> f64 { ask(promql).unwrap()[0]["value"][1].as_str().unwrap().parse().unwrap() };
    for (serving, text) in serving.iter().zip(&texts) {
        let samples = text.lines().filter(|line| !line.starts_with('#')).count();
        let read = value(&format!("count({{__name__=~'license_watch_.+',instance='{}'}})", serving.address));
        assert_eq!(read, samples as f64, "every sample, and no two with the same labels");
    }
    assert_eq!(value("count(license_watch_up)"), 5.0, "two of them of the one that both watch");
    assert_eq!(
        value("count(count by (instance, site) (license_watch_build_info))"),
        2.0,
        "the exporters are told apart"
    );
    // Of a workspace in both, it does not matter which of the two says it.
    let once = |metric: &str| format!("max without (instance, job, site) ({metric})");
    assert_eq!(value(&format!("count({})", once("license_watch_up"))), 4.0);
    let seats = "license_watch_limit_used{limit='active_users'}";
    assert_eq!(value(&format!("sum({})", once(seats))), all.values().sum::<f64>());
    for metric in Metric::iter().filter(|metric| !matches!(metric, Metric::Build | Metric::Workspace)) {
        let twice =
            format!("count without (instance, job, site) ({}{{workspace!='Acme Industries'}}) > 1", metric.name());
        assert_eq!(ask(&twice), None, "{metric:?}: no other is there twice");
    }
}
