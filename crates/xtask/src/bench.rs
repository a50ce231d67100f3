//! `bench`: what the application costs: on the disk, until it is seen, and while nobody looks.

use std::{
    fs,
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    command,
    packages::Purpose,
    paths, processes,
    sandbox::Sandbox,
    setup,
    temp_profile::{DATA_DIR, Profile},
    terminate, ui,
};

/// How often the application is started for the time to its window.
const STARTS: usize = 5;

/// How long it is given to become quiet, and how long it is then watched.
const SETTLE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(60);

/// How long a window may take before this gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs it.
pub(crate) fn run() -> Result<ExitCode> {
    let on_linux = cfg!(target_os = "linux");
    setup::make_ready(if on_linux { Purpose::Test } else { Purpose::Use })?;
    ui::build()?;
    let mut release = paths::cargo();
    release.args(["build", "--release", "--package", "license-watch-desktop", "--package", "cli", "--package", "bare"]);
    command::run("build for release (the first time, five to ten minutes)", &mut release)?;
    command::begin("sizes");
    for program in ["license-watch-desktop", "license-watch"] {
        let path = paths::built("release", program)?;
        let size = fs::metadata(&path).with_context(|| format!("cannot read {}", path.display()))?.len();
        tell(program, &mebibytes(size / 1024));
    }
    tell("pages, compressed", &format!("{:.1} KiB", compressed_pages()? / 1024.0));
    if !on_linux {
        println!("  Time and memory are measured on Linux only.");
        return Ok(ExitCode::SUCCESS);
    }
    let mut build = paths::cargo();
    build.args(["build", "--package", "sandbox", "--package", "desktop-tests"]);
    command::run("build the stand-in server and the desktop of its own", &mut build)?;
    let mut desktop = Command::new(paths::built("debug", "headless-desktop")?);
    desktop.arg("--").arg(paths::built("debug", "xtask")?).arg("bench-inside");
    command::run("measure in a desktop of its own", &mut desktop)?;
    Ok(ExitCode::SUCCESS)
}

/// Measures in the desktop that this runs in.
pub(crate) fn inside() -> Result<ExitCode> {
    terminate::watch()?;
    let profile = Profile::create("release")?;
    let measured = measure(&profile);
    let cleaned = profile.throw_away();
    measured.and(cleaned)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(profile: &Profile) -> Result<()> {
    let _sandbox = Sandbox::start(&profile.fleet())?;
    profile.import()?;
    command::begin("times and memory");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let app = App::start(profile, &[])?;
        times.push(app.wait_for_window()?);
    }
    times.sort_unstable();
    tell("start to window", &format!("{} ms (median of {STARTS})", times[times.len() / 2].as_millis()));
    {
        let app = App::start(profile, &[])?;
        app.wait_for_window()?;
        app.watch("window open")?;
    }
    App::start(profile, &["--hidden"])?.watch("started hidden")?;
    // Waking is not free even for who does nothing: the framework's own share is what a bare application costs.
    App::bare()?.watch("a bare application")
}

/// The application, running; it ends when this is dropped.
struct App {
    program: Child,
    started: Instant,
}

impl App {
    fn start(profile: &Profile, arguments: &[&str]) -> Result<Self> {
        let started = Instant::now();
        let mut command = Command::new(paths::built("release", "license-watch-desktop")?);
        command.args(arguments).env(DATA_DIR, profile.folder()).stderr(Stdio::null());
        Ok(Self { program: command.spawn().context("the application does not start")?, started })
    }

    /// An application of the same framework that only sits in the tray.
    fn bare() -> Result<Self> {
        let mut command = Command::new(paths::built("release", "bare")?);
        let program = command.stderr(Stdio::null()).spawn().context("the bare application does not start")?;
        Ok(Self { program, started: Instant::now() })
    }

    /// Waits until its window is to be seen; says how long that took from its start.
    fn wait_for_window(&self) -> Result<Duration> {
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", "^License Watch$"]);
        while self.started.elapsed() < PATIENCE && !terminate::asked() {
            if paths::quietly(&mut search) {
                return Ok(self.started.elapsed());
            }
            thread::sleep(Duration::from_millis(2));
        }
        bail!("no window was to be seen")
    }

    /// Lets it become quiet, and tells what it costs then.
    fn watch(&self, when: &str) -> Result<()> {
        pause(SETTLE)?;
        let before = processes::cost_of(self.program.id())?;
        pause(IDLE)?;
        let after = processes::cost_of(self.program.id())?;
        if after.processes == 0 {
            bail!("the application ended while it was watched");
        }
        let ticks = after.ticks.saturating_sub(before.ticks);
        let time = ticks * 1000 / processes::ticks_per_second()?.max(1);
        let wakeups = after.wakeups.saturating_sub(before.wakeups);
        let (memory, private) = (mebibytes(after.memory), mebibytes(after.private));
        let (processes, seconds) = (after.processes, IDLE.as_secs());
        tell(when, &format!("{memory}, {private} of it its own, in {processes} processes"));
        tell("", &format!("{time} ms of processor time and {wakeups} wake-ups in {seconds} s"));
        Ok(())
    }
}

impl Drop for App {
    fn drop(&mut self) {
        terminate::end(&mut self.program, Duration::from_secs(5));
    }
}

fn pause(time: Duration) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < time {
        if terminate::asked() {
            bail!("stopped");
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// The bytes of the pages' scripts and styles, each compressed, as a network would carry them.
fn compressed_pages() -> Result<f64> {
    let script = "const fs = require('fs'), zlib = require('zlib'); let sum = 0; \
                  for (const name of fs.readdirSync('ui/dist', { recursive: true })) \
                  if (/\\.(js|css)$/.test(name)) sum += zlib.gzipSync(fs.readFileSync('ui/dist/' + name)).length; \
                  console.log(sum)";
    let said = command::output(Command::new("node").args(["-e", script]))?;
    said.trim().parse().with_context(|| format!("node does not tell the size of the pages: {said}"))
}

fn tell(what: &str, value: &str) {
    println!("  {what:<24} {value}");
}

/// KiB, in MiB with one place.
fn mebibytes(kibibytes: u64) -> String {
    let tenths = (kibibytes * 10 + 512) / 1024;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_place() {
        assert_eq!(mebibytes(1536), "1.5 MiB");
        assert_eq!(mebibytes(0), "0.0 MiB");
    }
}
