//! The desktop to measure in, with profiles of several sizes.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use desktop_tests::{
    Desktop,
    child::Child,
    processes::{self, Process},
    tray,
    wait::until_true,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sandbox::{Sandbox, Workspace};

use crate::linux::say;

/// The agent, which stays in the background.
pub(crate) const AGENT: &str = "license-watch-agent";

/// The window. Its process may start others, and may end before they do.
pub(crate) const DESKTOP: &str = "license-watch-desktop";

/// The headless program.
pub(crate) const HEADLESS: &str = "license-watch";

/// The application to compare with.
pub(crate) const BARE: &str = "bare";

/// The title of the window.
pub(crate) const TITLE: &str = "License Watch";

/// The environment variable that sets the data folder of every program.
pub(crate) const DATA_DIR: &str = "LICENSE_WATCH_DATA_DIR";

/// The environment variable by which the processes of a run are found, whichever of them is the parent of which.
const MARK: &str = "LICENSE_WATCH_MEASURED";

/// The size of the screen.
const SCREEN: &str = "1280x900";

/// How long a process may take to end.
const END: Duration = Duration::from_secs(5);

/// A large fleet.
pub(crate) const MANY: usize = 1_000;

/// A small fleet.
pub(crate) const FEW: usize = 10;

pub(crate) struct Bench {
    pub(crate) desktop: Desktop,
    /// With [`MANY`] workspaces.
    pub(crate) sandbox: Sandbox,
    /// The folder of the built programs.
    built: PathBuf,
    /// The profiles by the number of their workspaces, which have been refreshed.
    profiles: BTreeMap<usize, Profile>,
    /// The same, before any refresh.
    unread: BTreeMap<usize, Profile>,
    runs: usize,
}

/// A data folder with workspaces.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) folder: PathBuf,
}

/// A running program with everything that it has started.
pub(crate) struct Run {
    mark: String,
    /// Reaped when this is dropped.
    child: Child,
}

impl Bench {
    pub(crate) async fn start(built: &Path) -> Result<Self> {
        let desktop = Desktop::start(SCREEN).await?;
        let sandbox = Sandbox::builder().copies(MANY).start().await?;
        Ok(Self {
            desktop,
            sandbox,
            built: built.to_owned(),
            profiles: BTreeMap::new(),
            unread: BTreeMap::new(),
            runs: 0,
        })
    }

    /// The first workspaces of the sandbox that are alike.
    pub(crate) fn workspaces(&self, number: usize) -> Vec<&Workspace> {
        alike(&self.sandbox, number)
    }

    /// The profile with this number of workspaces, each of which has been refreshed just before.
    pub(crate) fn profile(&mut self, number: usize) -> Result<Profile> {
        if let Some(profile) = self.profiles.get(&number) {
            return Ok(profile.clone());
        }
        let profile = self.new_profile(&format!("profile-{number}"), number)?;
        let start = Instant::now();
        self.headless(&profile, &["show", "--json", "--timeout", "10min"])?;
        say(&format!("refreshed {number} workspaces in {:.1} s", start.elapsed().as_secs_f64()));
        self.profiles.insert(number, profile.clone());
        Ok(profile)
    }

    /// A profile with this number of workspaces, none of which has ever been refreshed.
    pub(crate) fn new_profile(&mut self, name: &str, number: usize) -> Result<Profile> {
        // The keyring takes most of a minute for a thousand tokens: they are the same in every copy.
        let unread = match self.unread.get(&number) {
            Some(unread) => unread.clone(),
            None => self.profile_at(&self.sandbox, &format!("unread-{number}"), number)?,
        };
        self.unread.insert(number, unread.clone());
        let copy = Profile { folder: self.desktop.folder().join(name) };
        let status = Command::new("cp").arg("-a").args([&unread.folder, &copy.folder]).status()?;
        ensure!(status.success(), "cannot copy a profile");
        Ok(copy)
    }

    /// The same, with workspaces of this sandbox, whose tokens are added to the keyring.
    pub(crate) fn profile_at(&self, sandbox: &Sandbox, name: &str, number: usize) -> Result<Profile> {
        let start = Instant::now();
        let folder = self.desktop.folder().join(name);
        fs::create_dir(&folder)?;
        let fleet = write_fleet(&folder, sandbox, &alike(sandbox, number))?;
        let profile = Profile { folder: folder.join("data") };
        fs::create_dir(&profile.folder)?;
        self.headless(&profile, &["workspace", "import", &fleet.to_string_lossy(), "--unchecked"])?;
        say(&format!("imported {number} workspaces in {:.1} s", start.elapsed().as_secs_f64()));
        Ok(profile)
    }

    /// A program on a profile.
    pub(crate) fn command(&self, program: &str, profile: &Profile) -> Command {
        let mut command = self.desktop.command(self.built.join(program));
        command.env(DATA_DIR, &profile.folder);
        command
    }

    /// Runs the headless program to its end.
    pub(crate) fn headless(&self, profile: &Profile, arguments: &[&str]) -> Result<()> {
        let mut command = self.command(HEADLESS, profile);
        let output = command.args(arguments).stdin(Stdio::null()).output().context("license-watch does not start")?;
        // 3: some could not be checked.
        let error = String::from_utf8_lossy(&output.stderr);
        let last = error.lines().last().unwrap_or_default();
        ensure!(output.status.success(), "license-watch {} ended with {}: {last}", arguments.join(" "), output.status);
        Ok(())
    }

    /// The path of a built program.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.built.join(name)
    }

    /// The environment variable that marks the next run.
    pub(crate) fn next_mark(&mut self) -> (&'static str, String) {
        self.runs += 1;
        (MARK, format!("{}-{}", std::process::id(), self.runs))
    }

    /// Starts a program, and marks it and all that it starts.
    pub(crate) fn run(&mut self, mut command: Command) -> Result<Run> {
        let (name, mark) = self.next_mark();
        command.env(name, &mark).stdin(Stdio::null()).stdout(Stdio::null());
        Ok(Run { child: self.desktop.spawn(&mut command)?, mark })
    }

    /// Starts the agent, and waits until it is in the tray.
    pub(crate) async fn run_agent(&mut self, profile: &Profile) -> Result<Run> {
        self.run_in_tray(self.command(AGENT, profile)).await
    }

    /// Starts a program, and waits until it is in the tray.
    pub(crate) async fn run_in_tray(&mut self, command: Command) -> Result<Run> {
        self.wait_for_tray(0).await?;
        let run = self.run(command)?;
        self.wait_for_tray(1).await?;
        Ok(run)
    }

    async fn wait_for_tray(&self, items: usize) -> Result<()> {
        let bus = self.desktop.bus();
        until_true(&format!("{items} icons in the tray"), async || Ok(tray::items(bus).await?.len() == items)).await
    }

    /// Closes the window with this title, and waits until it has gone.
    pub(crate) async fn close(&self, title: &str) -> Result<()> {
        let window = self.window(title)?;
        self.desktop.close_window(&window)?;
        until_true("the end of the window", async || Ok(self.desktop.windows(title)?.is_empty())).await
    }

    /// The window with this title.
    pub(crate) fn window(&self, title: &str) -> Result<String> {
        let windows = self.desktop.windows(title)?;
        windows.into_iter().next().with_context(|| format!("there is no window {title:?}"))
    }

    /// Ends every program that is still running.
    pub(crate) async fn stop_all(&self) -> Result<()> {
        for number in 1..=self.runs {
            stop(&format!("{}-{number}", std::process::id())).await?;
        }
        Ok(())
    }
}

impl Run {
    /// Its processes.
    pub(crate) fn processes(&self) -> Result<Vec<Process>> {
        processes::with_variable(MARK, &self.mark)
    }

    /// Its first process and those that descend from it, for a program that overwrites its environment.
    pub(crate) fn descendants(&self) -> Result<Vec<Process>> {
        processes::process_tree(self.child.id())
    }

    /// Ends all of its processes.
    pub(crate) async fn stop(self) -> Result<()> {
        stop(&self.mark).await
    }
}

impl Profile {
    /// The file of the store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("license-watch.db")
    }
}

/// The first copies of the same workspace.
pub(crate) fn alike(sandbox: &Sandbox, number: usize) -> Vec<&Workspace> {
    let copies = sandbox.workspaces().iter().filter(|workspace| workspace.slug.starts_with("modern-"));
    copies.take(number).collect()
}

/// Writes a fleet file with these workspaces of a sandbox, and the tokens beside it. Returns its path.
pub(crate) fn write_fleet(folder: &Path, sandbox: &Sandbox, workspaces: &[&Workspace]) -> Result<PathBuf> {
    let fleet = folder.join("fleet.toml");
    let mut text = String::new();
    for workspace in workspaces {
        let token = folder.join(format!("{}.token", workspace.slug));
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&token)?;
        std::io::Write::write_all(&mut &file, workspace.credentials.token.as_bytes())?;
        let (name, url) = (&workspace.name, sandbox.url(&workspace.slug));
        let (user, token) = (&workspace.credentials.user_id, token.display());
        writeln!(
            text,
            "[[workspace]]\nname = '{name}'\nurl = '{url}'\nuser_id = '{user}'\ntoken_file = '{token}'\nallow_http = true"
        )?;
    }
    fs::write(&fleet, text)?;
    Ok(fleet)
}

async fn stop(mark: &str) -> Result<()> {
    let start = Instant::now();
    let mut signal = Signal::SIGTERM;
    loop {
        let running = processes::with_variable(MARK, mark)?;
        if running.is_empty() {
            return Ok(());
        }
        for process in running {
            // It may have ended since.
            let _ = kill(Pid::from_raw(process.id), signal);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        if start.elapsed() > END {
            signal = Signal::SIGKILL;
        }
        if start.elapsed() > 2 * END {
            bail!("programs do not end");
        }
    }
}
