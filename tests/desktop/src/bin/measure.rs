//! Measures the application in a headless desktop: the time until its window is shown, and its resources while it is
//! idle. The argument is the folder with the built programs. `cargo xtask bench` runs this.

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        path::{Path, PathBuf},
        process::Command,
        time::{Duration, Instant},
    };

    use anyhow::{Context, Result, bail, ensure};
    use desktop_tests::{Desktop, child::Child, processes, wait::until_terminated};
    use sandbox::Sandbox;

    /// The title of its window.
    const TITLE: &str = "License Watch";

    /// The environment variable that sets the data folder of every program.
    const DATA_DIR: &str = "LICENSE_WATCH_DATA_DIR";

    /// How often to start the application to measure the time to its window.
    const STARTS: usize = 5;

    /// How long to wait until the application is idle.
    const WARM_UP: Duration = Duration::from_secs(5);

    /// How long to measure the idle application.
    const IDLE: Duration = Duration::from_secs(60);

    /// How long to wait for a window.
    const TIMEOUT: Duration = Duration::from_secs(30);

    /// How often to look for the window, which is the precision of the time.
    const POLL_INTERVAL: Duration = Duration::from_millis(2);

    pub(crate) async fn run() -> Result<()> {
        let built: PathBuf = std::env::args_os().nth(1).context("usage: measure FOLDER")?.into();
        tokio::select! {
            measured = measure(&built) => measured,
            () = until_terminated() => bail!("stopped"),
        }
    }

    async fn measure(built: &Path) -> Result<()> {
        let bench = Bench { desktop: Desktop::start("1880x900").await?, built };
        let sandbox = Sandbox::start().await?;
        bench.import(&sandbox)?;
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let started = Instant::now();
            let _app = bench.start("license-watch-desktop", &[])?;
            times.push(bench.time_to_window(started).await?);
        }
        times.sort_unstable();
        print("start to window", &format!("{} ms (median of {STARTS})", times[times.len() / 2].as_millis()));
        {
            let app = bench.start("license-watch-desktop", &[])?;
            bench.time_to_window(Instant::now()).await?;
            print_idle("window open", &app).await?;
        }
        print_idle("started hidden", &bench.start("license-watch-desktop", &["--hidden"])?).await?;
        // For comparison: the framework's share.
        print_idle("a bare application", &bench.start("bare", &[])?).await
    }

    struct Bench<'a> {
        desktop: Desktop,
        /// The folder of the built programs.
        built: &'a Path,
    }

    impl Bench<'_> {
        fn command(&self, program: &str) -> Command {
            let mut command = self.desktop.command(self.built.join(program));
            command.env(DATA_DIR, self.desktop.folder().join("data/license-watch"));
            command
        }

        /// Adds the sandbox's workspaces to the store, and their tokens to the keyring.
        fn import(&self, sandbox: &Sandbox) -> Result<()> {
            let fleet = self.desktop.folder().join("fleet.toml");
            sandbox.write_fleet(&fleet)?;
            let mut command = self.command("license-watch");
            let output = command.args(["workspace", "import"]).arg(fleet).arg("--unchecked").output();
            let output = output.context("license-watch does not start")?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Ok(())
        }

        fn start(&self, program: &str, arguments: &[&str]) -> Result<Child> {
            self.desktop.spawn(self.command(program).args(arguments))
        }

        async fn time_to_window(&self, started: Instant) -> Result<Duration> {
            while started.elapsed() < TIMEOUT {
                if !self.desktop.windows(TITLE)?.is_empty() {
                    return Ok(started.elapsed());
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
            bail!("no window within {} s", TIMEOUT.as_secs())
        }
    }

    /// Waits until the application is idle, and prints its resources.
    async fn print_idle(when: &str, app: &Child) -> Result<()> {
        tokio::time::sleep(WARM_UP).await;
        let before = processes::usage(app.id())?;
        tokio::time::sleep(IDLE).await;
        let after = processes::usage(app.id())?;
        ensure!(after.processes > 0, "the application exited while it was measured");
        let time = after.processor_time.saturating_sub(before.processor_time).as_millis();
        let wakeups = after.wakeups.saturating_sub(before.wakeups);
        let (memory, private) = (mebibytes(after.memory), mebibytes(after.private));
        print(when, &format!("{memory}, {private} of it private, in {} processes", after.processes));
        print("", &format!("{time} ms of processor time and {wakeups} wake-ups in {} s", IDLE.as_secs()));
        Ok(())
    }

    #[allow(clippy::print_stdout, reason = "the measurements are its output")]
    fn print(what: &str, value: &str) {
        println!("  {what:<24} {value}");
    }

    fn mebibytes(bytes: u64) -> String {
        format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
    }
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    linux::run().await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("a headless desktop runs on Linux only");
}
