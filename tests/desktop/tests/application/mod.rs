//! The application in a headless desktop.
#![allow(dead_code, unreachable_pub)]

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use desktop_tests::{
    Desktop,
    child::Child,
    driver::Driven,
    processes::{self, Process},
    tray,
    wait::{until, until_so},
};
use jiff::Timestamp;
use sandbox::Sandbox;

/// The title of its window.
pub const TITLE: &str = "License Watch";

/// The service under which it keeps its secrets.
const SERVICE: &str = "dev.licensewatch.desktop";

/// Its environment variable for the folder of its data.
const DATA_DIR: &str = "LICENSE_WATCH_DATA_DIR";

/// Its environment variable for the time.
const NOW: &str = "LICENSE_WATCH_NOW";

pub struct Application {
    pub desktop: Desktop,
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Application {
    pub async fn new() -> Result<Self> {
        Self::speaking("C.UTF-8").await
    }

    /// One in a session with that locale.
    pub async fn speaking(locale: &str) -> Result<Self> {
        let of = |name, value: &str| (name, value.to_owned());
        let locale = [of("LC_ALL", locale), of("LANGUAGE", "")];
        Self::on("1280x800", [vec![of("TZ", zone_far_from_midnight()?)], locale.to_vec()].concat()).await
    }

    /// One whose clock starts at that instant, and that writes with the fonts of the kept pictures and no others.
    pub async fn at(now: Timestamp) -> Result<Self> {
        let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/e2e/fonts.conf");
        let of = |name, value: &str| (name, value.to_owned());
        let still =
            vec![of(NOW, &now.to_string()), of("TZ", "UTC"), of("LC_ALL", "C.UTF-8"), of("FONTCONFIG_FILE", fonts)];
        Self::on("1280x1000", still).await
    }

    /// With a screen of that size, and with that environment besides the desktop's.
    async fn on(screen: &str, environment: Vec<(&'static str, String)>) -> Result<Self> {
        // Tests are in target/debug/deps, programs one folder up.
        let folder = std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.to_owned();
        let program = folder.join("license-watch-desktop");
        ensure!(program.exists(), "{} is not built: cargo build -p license-watch-desktop", program.display());
        let desktop = Desktop::start(screen).await?;
        let mut application = Self { desktop, program, environment };
        application.environment.push((DATA_DIR, application.data().to_string_lossy().into_owned()));
        Ok(application)
    }

    /// What the application and the headless program get besides the desktop's environment.
    fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Starts it under WebDriver, with its window.
    pub async fn open(&self) -> Result<Driven> {
        Driven::start(&self.desktop, &self.program, self.environment()).await
    }

    /// Starts it by itself.
    pub fn start(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = self.desktop.command(&self.program);
        self.desktop.spawn(command.args(arguments).envs(self.environment()))
    }

    /// Has the headless program add the workspaces of a fleet file to the application's store and keyring.
    fn import(&self, fleet: &Path) -> Result<()> {
        let program = self.program.with_file_name("license-watch");
        ensure!(program.exists(), "{} is not built: cargo build -p cli", program.display());
        let mut command = self.desktop.command(program);
        let output = command.args(["workspace", "import"]).arg(fleet).envs(self.environment()).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Has it watch these workspaces of a sandbox, under their slugs for names.
    pub fn watch(&self, sandbox: &Sandbox, slugs: &[&str]) -> Result<()> {
        let mut fleet = String::new();
        for slug in slugs {
            let login = sandbox.credentials(slug);
            let token = self.desktop.folder().join(format!("{slug}.token"));
            std::fs::write(&token, login.token)?;
            let (url, user) = (sandbox.url(slug), login.user_id);
            writeln!(fleet, "[[workspace]]\nname = \"{slug}\"\nurl = \"{url}\"\nuser_id = \"{user}\"")?;
            writeln!(fleet, "token_file = \"{slug}.token\"\nallow_http = true")?;
        }
        let file = self.desktop.folder().join("fleet.toml");
        std::fs::write(&file, fleet)?;
        self.import(&file)
    }

    /// The folder of its data.
    pub fn data(&self) -> PathBuf {
        self.desktop.folder().join("data/license-watch")
    }

    /// A connection of its own to the store, which is made if it is not there.
    pub fn store(&self) -> Result<rusqlite::Connection> {
        std::fs::create_dir_all(self.data())?;
        Ok(rusqlite::Connection::open(self.data().join("license-watch.db"))?)
    }

    /// The lines of its log.
    pub fn log(&self) -> Result<Vec<String>> {
        let mut files: Vec<_> = std::fs::read_dir(self.data().join("logs"))?.collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        let texts = files.iter().map(|file| std::fs::read_to_string(file.path()));
        Ok(texts.collect::<Result<Vec<_>, _>>()?.iter().flat_map(|text| text.lines()).map(str::to_owned).collect())
    }

    /// Its item in the tray.
    pub async fn tray(&self) -> Result<tray::Item> {
        until("its item in the tray", async || Ok(tray::items(self.desktop.bus()).await?.into_iter().next())).await
    }

    /// The secret of a workspace in the keyring.
    pub fn secret(&self, workspace: &str) -> Result<Option<String>> {
        self.desktop.secret(SERVICE, workspace)
    }

    /// Every process that belongs to this test: the application, its web processes, and what they run in.
    pub fn family(&self) -> Result<Vec<Process>> {
        processes::family(std::process::id())
    }

    /// Whether a program of that name runs in this desktop.
    pub fn runs(&self, program: &str) -> Result<bool> {
        let mine = format!("HOME={}", self.desktop.folder().join("home").display());
        let is_mine = |p: &Process| processes::contains(&processes::started_with(p.id), mine.as_bytes());
        Ok(processes::all()?.iter().any(|process| process.program == program && is_mine(process)))
    }

    /// Closes its window as its close button does, and waits until it is gone.
    pub async fn close_window(&self) -> Result<()> {
        let id = until("its window", async || Ok(self.desktop.windows(TITLE)?.into_iter().next())).await?;
        self.desktop.close_window(&id)?;
        until_so("the window to be gone", async || Ok(self.desktop.windows(TITLE)?.is_empty())).await
    }

    /// Waits until it has ended.
    pub async fn ended(&self) -> Result<()> {
        until_so("the end of the application", async || Ok(!self.runs("license-watch-desktop")?)).await
    }
}

/// A time zone in which it is daytime, hours from any midnight. Days are counted by the calendar: what ends in 25 days
/// and a little is 26 nights away late in the evening, and a day less from midnight on.
///
/// It serves what ends so many days from now. What ends at a midnight of UTC, as a date alone does, is a day less away
/// wherever the next day has begun.
fn zone_far_from_midnight() -> Result<&'static str> {
    let hour = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs() / 3_600 % 24;
    Ok(if (4..20).contains(&hour) { "UTC" } else { "Asia/Tokyo" })
}
