//! The refresh of all workspaces by the agent: how long it takes where every answer takes its time, and how much
//! processor time it needs.

use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use desktop_tests::processes;
use sandbox::{Fault, LoggedRequest};

use crate::{
    bench::{Bench, MANY},
    linux::say,
    samples::{Samples, milliseconds},
};

/// How long the server takes for each answer.
const LATENCY: Duration = Duration::from_millis(100);

/// How many workspaces are refreshed at once.
const AT_ONCE: usize = 16;

/// How long no request must come for a refresh to be at its end.
const QUIET: Duration = Duration::from_secs(3);

/// The longest that it may take.
const TIMEOUT: Duration = Duration::from_secs(240);

/// How often to look at the requests, which is the precision of a time.
const INTERVAL: Duration = Duration::from_millis(5);

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    set_latency(bench, Some(LATENCY));
    let rounds = rounds(bench).await?;
    let ideal = LATENCY * u32::try_from(MANY.div_ceil(AT_ONCE))? * rounds;
    say(&format!("{rounds} requests of a refresh wait for each other"));
    let (time, _) = refresh(bench, "refresh-slow", LATENCY).await?;
    samples.ours("refresh", time.as_secs_f64());
    samples.reference("refresh", ideal.as_secs_f64());
    set_latency(bench, None);
    let (time, used) = refresh(bench, "refresh-fast", Duration::ZERO).await?;
    say(&format!("without latency: {:.1} s", time.as_secs_f64()));
    samples.ours("refresh-cpu", milliseconds(used) / MANY as f64);
    samples.reference("refresh-cpu", milliseconds(by_curl(bench)?) / MANY as f64);
    Ok(())
}

fn set_latency(bench: &Bench, latency: Option<Duration>) {
    for workspace in bench.workspaces(MANY) {
        bench.sandbox.set_fault(&workspace.slug, latency.map(Fault::Slow));
    }
}

/// How many answers one refresh has to wait for, one after the other.
async fn rounds(bench: &mut Bench) -> Result<u32> {
    let profile = bench.new_profile("refresh-one", 1)?;
    let before = bench.sandbox.request_count();
    let agent = bench.run_agent(&profile).await?;
    let time = time_of_requests(bench, before, LATENCY).await?;
    agent.stop().await?;
    // Everything but the latency takes a fraction of it.
    Ok((time.as_millis() / LATENCY.as_millis()).try_into()?)
}

/// Starts the agent on workspaces that have never been refreshed. Returns how long it takes until all are, and how much
/// processor time it needs.
async fn refresh(bench: &mut Bench, name: &str, latency: Duration) -> Result<(Duration, Duration)> {
    let profile = bench.new_profile(name, MANY)?;
    let before = bench.sandbox.request_count();
    let agent = bench.run_agent(&profile).await?;
    let time = time_of_requests(bench, before, latency).await?;
    let used = processes::usage(&agent.processes()?).processor_time;
    let refreshed: BTreeSet<_> =
        bench.sandbox.requests().into_iter().skip(before).map(|LoggedRequest { slug, .. }| slug).collect();
    ensure!(refreshed.len() == MANY, "{} workspaces were refreshed, and not {MANY}", refreshed.len());
    agent.stop().await?;
    Ok((time, used))
}

/// From the first request after `before` to the answer to the last.
async fn time_of_requests(bench: &Bench, before: usize, latency: Duration) -> Result<Duration> {
    let start = Instant::now();
    let (mut count, mut first, mut last) = (before, None, start);
    while start.elapsed() < TIMEOUT {
        let now = bench.sandbox.request_count();
        if now > count {
            count = now;
            last = Instant::now();
            first.get_or_insert(last);
        }
        if let Some(first) = first
            && last.elapsed() > QUIET
        {
            return Ok(last - first + latency);
        }
        tokio::time::sleep(INTERVAL).await;
    }
    anyhow::bail!("the refresh did not end within {} s", TIMEOUT.as_secs())
}

/// The processor time of a script that sends the same requests.
fn by_curl(bench: &Bench) -> Result<Duration> {
    let slug = bench.workspaces(1).first().map(|workspace| workspace.slug.clone()).context("no workspace")?;
    let requests = bench.sandbox.requests_to(&slug);
    let paths: BTreeSet<_> = requests
        .iter()
        .filter(|request| request.method == "GET")
        .map(|request| request.path_and_query.replace(&slug, "SLUG"))
        .collect();
    say(&format!("the requests of a refresh: {}", paths.iter().cloned().collect::<Vec<_>>().join(" ")));
    let list = bench.desktop.folder().join("curl.txt");
    let urls = |slug: &str| {
        let urls = paths.iter().map(|path| format!("{}{}", bench.sandbox.origin(), path.replace("SLUG", slug)));
        urls.collect::<Vec<_>>().join(" ")
    };
    let lines = bench.workspaces(MANY).into_iter().map(|workspace| {
        let login = &workspace.credentials;
        let headers = format!("-H 'X-User-Id: {}' -H 'X-Auth-Token: {}'", login.user_id, login.token);
        format!("curl -s {headers} {} | jq -c .\n", urls(&workspace.slug))
    });
    fs::write(&list, lines.collect::<String>())?;
    let script = "TIMEFORMAT='%U %S'; time xargs -a \"$0\" -d '\\n' -P 16 -n 1 sh -c > /dev/null 2> /dev/null";
    let output = Command::new("bash").args(["-c", script]).arg(&list).stdin(Stdio::null()).output()?;
    let times = String::from_utf8_lossy(&output.stderr).into_owned();
    let seconds: Vec<f64> = times.split_whitespace().filter_map(|time| time.parse().ok()).collect();
    ensure!(output.status.success() && seconds.len() == 2, "the script failed: {times}");
    Ok(Duration::from_secs_f64(seconds.iter().sum()))
}
