//! One exporter with a large fleet: the headless program's `serve` on ten thousand workspaces.
//!
//! Their sandbox is a program of its own, built for release: the one in this process, which is not, would be slower than what
//! is measured, on the same processors.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{ChildStdout, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use desktop_tests::{
    child::Child,
    processes::{self, Usage},
};
use jiff::{SignedDuration, Timestamp};
use sandbox::Sandbox;

use crate::{
    bench::{Bench, FEW, HEADLESS, Run, alike, write_fleet},
    linux::say,
    samples::{Samples, mebibytes, milliseconds},
};

/// A very large fleet.
const WORKSPACES: usize = 10_000;

/// How many scrapes are timed.
const SCRAPES: usize = 5;

/// The pause between two scrapes.
const BETWEEN_SCRAPES: Duration = Duration::from_millis(1_200);

/// How long the program has to become idle.
const WARM_UP: Duration = Duration::from_secs(4);

/// By default, a workspace is checked every six hours.
const CHECKS_A_DAY: f64 = 4.0;

/// Later than the next check is due, with its random factor.
const NEXT_CHECK: SignedDuration = SignedDuration::from_hours(7);

/// How long everything may take until it is ready, or an answer.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    let mut servers = Servers::start(bench)?;
    let state = bench.desktop.folder().join("exporter.sqlite3");
    let start = Instant::now();
    let exporter = Exporter::start(bench, &servers.fleet, &state, Timestamp::now())?;
    exporter.wait_until_ready().await?;
    samples.ours("exporter-ready", start.elapsed().as_secs_f64());
    samples.ours("exporter-cpu", exporter.usage()?.processor_time.as_secs_f64());
    tokio::time::sleep(WARM_UP).await;
    samples.ours("exporter-private", mebibytes(exporter.usage()?.private));
    let mut size = 0;
    for _ in 0..SCRAPES {
        let start = Instant::now();
        size = exporter.get("/metrics")?;
        samples.ours("exporter-scrape", milliseconds(start.elapsed()));
        tokio::time::sleep(BETWEEN_SCRAPES).await;
    }
    samples.ours("exporter-text", size as f64 / 1e6);
    let start = Instant::now();
    exporter.get("/calendar.ics")?;
    samples.ours("exporter-calendar", milliseconds(start.elapsed()));
    tokio::time::sleep(WARM_UP).await;
    let used = exporter.usage()?;
    samples.ours("exporter-private-after", mebibytes(used.private));
    samples.ours("exporter-resident", mebibytes(used.resident));
    samples.ours("exporter-peak", mebibytes(used.peak));
    exporter.run.stop().await?;
    samples.ours("exporter-state", fs::metadata(&state)?.len() as f64 / 1e6);
    samples.ours("exporter-requests-start", servers.requests()? as f64 / WORKSPACES as f64);
    samples.ours("exporter-requests-day", CHECKS_A_DAY * requests_of_a_later_check(bench).await?);
    Ok(())
}

/// How many requests a server gets when it is checked again, on a clock that is set forward.
async fn requests_of_a_later_check(bench: &mut Bench) -> Result<f64> {
    let sandbox = Sandbox::builder().copies(FEW).start().await?;
    let folder = bench.desktop.folder().join("exporter-day");
    fs::create_dir(&folder)?;
    let (fleet, state) = (write_fleet(&folder, &sandbox, &alike(&sandbox, FEW))?, folder.join("state.sqlite3"));
    let mut before = 0;
    for now in [sandbox.now(), sandbox.now() + NEXT_CHECK] {
        before = sandbox.request_count();
        let exporter = Exporter::start(bench, &fleet, &state, now)?;
        exporter.wait_until_ready().await?;
        exporter.run.stop().await?;
    }
    Ok((sandbox.request_count() - before) as f64 / FEW as f64)
}

/// The program that is measured.
struct Exporter {
    run: Run,
    address: SocketAddr,
}

impl Exporter {
    fn start(bench: &mut Bench, fleet: &Path, state: &Path, now: Timestamp) -> Result<Self> {
        let address = free_address()?;
        let mut serve = bench.desktop.command(bench.program(HEADLESS));
        serve.arg("serve").arg("--fleet").arg(fleet).arg("--state").arg(state);
        serve.arg("--listen").arg(address.to_string()).env("LICENSE_WATCH_NOW", now.to_string());
        Ok(Self { run: bench.run(serve)?, address })
    }

    async fn wait_until_ready(&self) -> Result<()> {
        let start = Instant::now();
        // Until it listens, nobody answers.
        while self.get("/-/ready").is_err() {
            ensure!(start.elapsed() < PATIENCE, "not ready within {} s", PATIENCE.as_secs());
            ensure!(!self.run.processes()?.is_empty(), "serve has ended");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// The size of what is at a path.
    fn get(&self, path: &str) -> Result<usize> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // In HTTP/1.0, the answer is not split into chunks with their lengths.
        write!(stream, "GET {path} HTTP/1.0\r\nhost: {}\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(answer.get(8..13) == Some(b" 200 "), "{path} is not answered");
        let head = answer.windows(4).position(|end| end == b"\r\n\r\n").context("no answer")?;
        Ok(answer.len() - head - 4)
    }

    fn usage(&self) -> Result<Usage> {
        let used = processes::usage(&self.run.processes()?);
        ensure!(used.processes == 1, "serve has ended");
        Ok(used)
    }
}

/// The servers of all workspaces, in one program.
struct Servers {
    program: Child,
    out: BufReader<ChildStdout>,
    fleet: PathBuf,
}

impl Servers {
    fn start(bench: &Bench) -> Result<Self> {
        let folder = bench.desktop.folder().join("exporter");
        fs::create_dir(&folder)?;
        let (fleet, start) = (folder.join("fleet.toml"), Instant::now());
        let mut command = bench.desktop.command(bench.program("sandbox"));
        command.args(["--until-stdin-closes", "--copies", &WORKSPACES.to_string(), "--fleet"]).arg(&fleet);
        let mut program = bench.desktop.spawn(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let mut servers = Self { out: BufReader::new(program.stdout().context("no output")?), program, fleet };
        servers.line_with("ready on ")?;
        // Those that are not copies are in many states.
        let all = fs::read_to_string(&servers.fleet)?;
        let copies: Vec<_> = all.split_inclusive("\n\n").filter(|entry| entry.contains("/modern-")).collect();
        ensure!(copies.len() == WORKSPACES, "the fleet has {} workspaces", copies.len());
        fs::write(&servers.fleet, copies.concat())?;
        say(&format!("{WORKSPACES} servers in {:.1} s", start.elapsed().as_secs_f64()));
        Ok(servers)
    }

    /// Stops them. Returns how many requests they have had.
    fn requests(&mut self) -> Result<usize> {
        drop(self.program.stdin());
        let line = self.line_with(" requests")?;
        line.trim_end_matches(" requests").parse().with_context(|| format!("no number: {line}"))
    }

    /// Waits for a line that contains this.
    fn line_with(&mut self, text: &str) -> Result<String> {
        let mut line = String::new();
        while self.out.read_line(&mut line)? > 0 {
            if line.contains(text) {
                return Ok(line.trim_end().to_owned());
            }
            line.clear();
        }
        self.program.check()?;
        bail!("the sandbox does not print {text:?}")
    }
}

/// An address that is free now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
