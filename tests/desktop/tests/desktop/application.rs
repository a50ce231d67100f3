//! The application in a headless desktop.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use desktop_tests::{
    Desktop,
    child::Child,
    driver::WebDriver,
    processes::{self, Process},
    tray,
    wait::{until, until_true},
};
use jiff::Timestamp;
use sandbox::Sandbox;

/// The title of its window.
pub(crate) const TITLE: &str = "License Watch";

/// The window's program.
pub(crate) const WINDOW: &str = "license-watch-desktop";

/// The program that stays.
pub(crate) const AGENT: &str = "license-watch-agent";

/// The title of the desktop's dialog to save a file.
const SAVE: &str = "Save File";

/// The service of its entries in the keyring.
pub(crate) const SERVICE: &str = "dev.licensewatch.desktop";

/// The environment variable that sets its data folder.
const DATA_DIR: &str = "LICENSE_WATCH_DATA_DIR";

/// The environment variable that sets its clock.
const NOW: &str = "LICENSE_WATCH_NOW";

pub(crate) struct Application {
    pub(crate) desktop: Desktop,
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Application {
    pub(crate) async fn new() -> Result<Self> {
        Self::with_locale("C.UTF-8").await
    }

    /// Starts a desktop with this locale.
    pub(crate) async fn with_locale(locale: &str) -> Result<Self> {
        let of = |name, value: &str| (name, value.to_owned());
        let locale = [of("LC_ALL", locale), of("LANGUAGE", "")];
        Self::on("1280x800", [vec![of("TZ", zone_far_from_midnight()?)], locale.to_vec()].concat()).await
    }

    /// Starts a desktop in which the application's clock starts at `now`, with only the fonts of the committed
    /// pictures.
    pub(crate) async fn at(now: Timestamp) -> Result<Self> {
        let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/e2e/fonts.conf");
        let of = |name, value: &str| (name, value.to_owned());
        let still =
            vec![of(NOW, &now.to_string()), of("TZ", "UTC"), of("LC_ALL", "C.UTF-8"), of("FONTCONFIG_FILE", fonts)];
        Self::on("1280x1000", still).await
    }

    /// Starts a desktop with a screen of this size. The application gets `environment` in addition to the desktop's.
    async fn on(screen: &str, environment: Vec<(&'static str, String)>) -> Result<Self> {
        // Tests are in target/debug/deps, and programs one folder up.
        let folder = std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.to_owned();
        let program = folder.join(WINDOW);
        ensure!(program.exists(), "{} is not built: cargo build --workspace --all-targets", program.display());
        let desktop = Desktop::start(screen).await?;
        let mut application = Self { desktop, program, environment };
        application.environment.push((DATA_DIR, application.data().to_string_lossy().into_owned()));
        Ok(application)
    }

    /// Puts a stand-in for the system's program for links first on the application's path. Returns the file to which it
    /// writes one link a line. It fails once there is a file `broken` beside that.
    pub(crate) fn replace_browser(&mut self) -> Result<PathBuf> {
        let folder = self.desktop.folder().join("browser");
        std::fs::create_dir_all(&folder)?;
        let opened = folder.join("opened");
        let script = "#!/bin/sh\n[ -e \"${0%/*}/broken\" ] && exit 3\nprintf '%s\\n' \"$1\" >> \"${0%/*}/opened\"\n";
        // Every program that the system might use instead.
        for name in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
            let program = folder.join(name);
            std::fs::write(&program, script)?;
            std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        }
        let path = std::env::var("PATH").unwrap_or_default();
        self.environment.push(("PATH", format!("{}:{path}", folder.display())));
        Ok(opened)
    }

    /// The environment of the application and the headless program, in addition to the desktop's.
    fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Starts the application with WebDriver, and opens its window.
    pub(crate) async fn open(&self) -> Result<WebDriver> {
        self.open_with(&[]).await
    }

    /// Starts the application with WebDriver and these arguments. Returns once it has a window, which with `--hidden`
    /// something else has to open meanwhile.
    pub(crate) async fn open_with(&self, arguments: &[&str]) -> Result<WebDriver> {
        WebDriver::start(&self.desktop, &self.program, arguments, self.environment()).await
    }

    /// Starts the agent with WebDriver. Returns once there is a window, which something has to open meanwhile.
    pub(crate) async fn open_from_agent(&self) -> Result<WebDriver> {
        WebDriver::start(&self.desktop, &self.agent(), &[], self.environment()).await
    }

    /// Starts the window's program without WebDriver.
    pub(crate) fn start(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = self.desktop.command(&self.program);
        self.desktop.spawn(command.args(arguments).envs(self.environment()))
    }

    /// Starts the agent, as the desktop does when the user logs in.
    pub(crate) fn start_agent(&self) -> Result<Child> {
        self.desktop.spawn(self.desktop.command(self.agent()).envs(self.environment()))
    }

    /// The agent's program.
    fn agent(&self) -> PathBuf {
        self.program.with_file_name(AGENT)
    }

    /// Starts the agent with its clock ahead, so that every answer is due again.
    pub(crate) fn start_agent_later(&self, hours: i64) -> Result<Child> {
        let now = Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        let mut command = self.desktop.command(self.agent());
        self.desktop.spawn(command.envs(self.environment()).env(NOW, now.to_string()))
    }

    /// Runs the headless program.
    pub(crate) fn run_headless(&self, arguments: &[&str]) -> Result<std::process::Output> {
        let program = self.program.with_file_name("license-watch");
        ensure!(program.exists(), "{} is not built: cargo build -p cli", program.display());
        Ok(self.desktop.command(program).args(arguments).envs(self.environment()).output()?)
    }

    /// Starts the headless program.
    pub(crate) fn start_headless(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = self.desktop.command(self.program.with_file_name("license-watch"));
        self.desktop.spawn(command.args(arguments).envs(self.environment()).stdout(std::process::Stdio::null()))
    }

    /// Adds the workspaces in a fleet file to the store and keyring, with the headless program.
    fn import(&self, fleet: &Path, options: &[&str]) -> Result<()> {
        let file = fleet.to_string_lossy();
        let output = self.run_headless(&[&["workspace", "import", &file], options].concat())?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Adds these workspaces of a sandbox, named after their slugs.
    pub(crate) fn watch(&self, sandbox: &Sandbox, slugs: &[&str]) -> Result<()> {
        self.import(&self.fleet(sandbox, slugs)?, &[])?;
        self.added_long_ago()
    }

    /// Lets everything that is due of the workspaces be reported, as if they had been added before it was due.
    fn added_long_ago(&self) -> Result<()> {
        self.store()?.execute("delete from additions", [])?;
        Ok(())
    }

    /// Adds these workspaces of a sandbox, each with a slug and a name.
    pub(crate) fn watch_named(&self, sandbox: &Sandbox, workspaces: &[(&str, &str)]) -> Result<()> {
        self.import(&self.named_fleet(sandbox, workspaces)?, &[])?;
        self.added_long_ago()
    }

    /// Adds these workspaces of a sandbox, which have never been read.
    pub(crate) fn watch_unread(&self, sandbox: &Sandbox, slugs: &[&str]) -> Result<()> {
        self.import(&self.fleet(sandbox, slugs)?, &["--unchecked"])?;
        self.added_long_ago()
    }

    /// Writes a fleet file with these workspaces of a sandbox.
    pub(crate) fn fleet(&self, sandbox: &Sandbox, slugs: &[&str]) -> Result<PathBuf> {
        self.named_fleet(sandbox, &slugs.iter().map(|slug| (*slug, *slug)).collect::<Vec<_>>())
    }

    fn named_fleet(&self, sandbox: &Sandbox, workspaces: &[(&str, &str)]) -> Result<PathBuf> {
        let mut fleet = String::new();
        for (slug, name) in workspaces {
            let login = sandbox.credentials(slug);
            let token = self.desktop.folder().join(format!("{slug}.token"));
            std::fs::write(&token, login.token)?;
            let (url, user) = (sandbox.url(slug), login.user_id);
            writeln!(fleet, "[[workspace]]\nname = \"{name}\"\nurl = \"{url}\"\nuser_id = \"{user}\"")?;
            writeln!(fleet, "token_file = \"{slug}.token\"\nallow_http = true")?;
        }
        let file = self.desktop.folder().join("fleet.toml");
        std::fs::write(&file, fleet)?;
        Ok(file)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.desktop.folder().join("data/license-watch")
    }

    /// Opens another connection to the store. Creates it if it does not exist.
    pub(crate) fn store(&self) -> Result<rusqlite::Connection> {
        std::fs::create_dir_all(self.data())?;
        Ok(rusqlite::Connection::open(self.data().join("license-watch.db"))?)
    }

    /// The lines of the log.
    pub(crate) fn log(&self) -> Result<Vec<String>> {
        let mut files: Vec<_> = std::fs::read_dir(self.data().join("logs"))?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        let texts = files.iter().map(|file| std::fs::read_to_string(file.path()));
        Ok(texts.collect::<Result<Vec<_>, _>>()?.iter().flat_map(|text| text.lines()).map(str::to_owned).collect())
    }

    /// Waits for the application's item in the tray.
    pub(crate) async fn tray(&self) -> Result<tray::Item> {
        until("its item in the tray", async || Ok(tray::items(self.desktop.bus()).await?.into_iter().next())).await
    }

    /// The secret of a workspace in the keyring.
    pub(crate) fn secret(&self, workspace: &str) -> Result<Option<String>> {
        self.desktop.secret(SERVICE, workspace)
    }

    /// The ids of the workspaces that have an entry in the keyring.
    pub(crate) async fn entries_in_keyring(&self) -> Result<Vec<String>> {
        self.desktop.keyring_users(SERVICE).await
    }

    /// All processes of this test: the application, its web processes and the desktop.
    pub(crate) fn process_tree(&self) -> Result<Vec<Process>> {
        processes::process_tree(std::process::id())
    }

    /// Whether a program with this name is running in this desktop.
    pub(crate) fn runs(&self, program: &str) -> Result<bool> {
        Ok(!self.processes_of(program)?.is_empty())
    }

    /// Closes the window like its close button, and waits until it is gone.
    pub(crate) async fn close_window(&self) -> Result<()> {
        let id = until("its window", async || Ok(self.desktop.windows(TITLE)?.into_iter().next())).await?;
        self.desktop.close_window(&id)?;
        until_true("the window to be gone", async || Ok(self.desktop.windows(TITLE)?.is_empty())).await
    }

    /// Saves a file with the desktop's dialog. Its extension must be the proposed one.
    pub(crate) async fn save_as(&self, file: &Path) -> Result<()> {
        let desktop = &self.desktop;
        let dialog = until("the dialog", async || Ok(desktop.windows(SAVE)?.into_iter().next())).await?;
        desktop.focus(&dialog)?;
        // The dialog selects the proposed name without its extension, so typing replaces only that.
        desktop.enter(&file.with_extension("").to_string_lossy())?;
        until_true("the file", async || Ok(std::fs::read_to_string(file).is_ok_and(|text| text.ends_with('\n')))).await
    }

    /// Waits until the application has exited.
    pub(crate) async fn ended(&self) -> Result<()> {
        until_true("the end of the application", async || Ok(!self.runs(WINDOW)? && !self.runs(AGENT)?)).await
    }

    /// The ids of the running processes of this program in this desktop.
    fn processes_of(&self, program: &str) -> Result<Vec<i32>> {
        let mine = format!("HOME={}", self.desktop.folder().join("home").display());
        let is_mine = |p: &Process| processes::contains(&processes::arguments_and_environment(p.id), mine.as_bytes());
        let all = processes::all()?.into_iter().filter(|process| process.program == program && is_mine(process));
        Ok(all.map(|process| process.id).collect())
    }

    /// Ends a program of this desktop at once, without giving it the chance to do anything.
    pub(crate) fn kill(&self, program: &str) -> Result<()> {
        for id in self.processes_of(program)? {
            // Fails if it has ended meanwhile.
            let _ = std::process::Command::new("kill").args(["-KILL", &id.to_string()]).status()?;
        }
        Ok(())
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        // Neither is a child of the test: each is started by the other.
        for program in [AGENT, WINDOW] {
            let _ = self.kill(program);
        }
    }
}

/// A time zone in which midnight is hours away, so that countdowns in days do not change during a test: they count
/// calendar days.
///
/// Only for deadlines a number of days from now. To a deadline at midnight in UTC, such as a date without a time, it
/// can be one day less in another time zone.
fn zone_far_from_midnight() -> Result<&'static str> {
    let hour = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() / 3_600 % 24;
    Ok(if (4..20).contains(&hour) { "UTC" } else { "Asia/Tokyo" })
}
