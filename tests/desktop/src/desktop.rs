//! The desktop: each part starts once the part that it needs is ready.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use zbus::Connection;

use crate::{
    child::{Child, quiet},
    panel,
    wait::until_so,
};

/// A private desktop. Everything that it started ends when it is dropped.
pub struct Desktop {
    // They end in this order: the display and the bus last, because the others need them.
    parts: Vec<Child>,
    bus: Connection,
    environment: Vec<(&'static str, String)>,
    folder: TempDir,
}

/// A notification that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its title.
    pub summary: String,
    /// Its text.
    pub body: String,
    /// The file of its picture.
    pub picture: String,
}

impl Desktop {
    /// Starts a desktop with a screen of that size, such as `1280x800`.
    ///
    /// # Errors
    /// If a part does not start or does not become ready: its name and its standard error.
    pub async fn start(size: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("desktop-").tempdir()?;
        let mut environment = environment(folder.path())?;
        let logs = folder.path().join("logs");
        fs::create_dir(&logs)?;
        panel::write(&folder.path().join("config"))?;

        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", &format!("{size}x24"), "-nolisten", "tcp", "-noreset"]);
        let (display, number) = start_and_read(&mut display, &logs).context("the display")?;
        environment.push(("DISPLAY", format!(":{number}")));

        let mut bus = with(Command::new("dbus-daemon"), &environment);
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let (bus, address) = start_and_read(&mut bus, &logs).context("the session bus")?;
        let connection = zbus::connection::Builder::address(address.as_str()).build().await?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address));

        let mut desktop = Self { parts: vec![bus, display], bus: connection, environment, folder };
        desktop.start_keyring().await.context("the keyring")?;
        desktop.add(quiet("openbox"))?;
        desktop.start_notifications().await?;
        desktop.start_panel().await?;
        Ok(desktop)
    }

    async fn start_keyring(&mut self) -> Result<()> {
        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
        self.add(keyring)?;
        // The end of the input ends the password, with which the keyring is created and unlocked.
        let mut input = self.parts.first_mut().and_then(Child::stdin).context("no input")?;
        input.write_all(b"a private desktop")?;
        drop(input);
        self.owner_of("org.freedesktop.secrets").await
    }

    /// Starts the notification service.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_notifications(&mut self) -> Result<()> {
        self.add(quiet("dunst"))?;
        self.owner_of("org.freedesktop.Notifications").await
    }

    /// Stops the notification service so that it no longer answers, as one that hangs.
    ///
    /// # Errors
    /// If it does not run.
    pub fn freeze_notifications(&mut self) -> Result<()> {
        let service = self.parts.iter().find(|part| part.is("dunst")).context("no notification service")?;
        let frozen = Command::new("kill").args(["-STOP", &service.id().to_string()]).status()?;
        ensure!(frozen.success(), "the notification service was not stopped");
        Ok(())
    }

    /// Kills the notification service, with its history, and starts another.
    ///
    /// # Errors
    /// If the other does not start.
    pub async fn restart_notifications(&mut self) -> Result<()> {
        self.end("dunst")?;
        self.start_notifications().await
    }

    /// Ends the notification service, and puts one in its place that answers nothing, for as long as this is kept.
    ///
    /// # Errors
    /// When the service stays.
    pub async fn silence_notifications(&mut self) -> Result<Connection> {
        self.end("dunst")?;
        let address = self.environment.iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
        let (_, address) = address.context("there is no session bus")?;
        let silent = zbus::connection::Builder::address(address.as_str()).build().await?;
        silent.request_name("org.freedesktop.Notifications").await.context("the service stays")?;
        Ok(silent)
    }

    /// Starts the panel, and the tray with it.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_panel(&mut self) -> Result<()> {
        let mut panel = quiet("xfce4-panel");
        panel.arg("--disable-wm-check");
        self.add(panel)?;
        self.owner_of("org.kde.StatusNotifierWatcher").await
    }

    /// Ends the panel, and the tray with it.
    ///
    /// # Errors
    /// If the tray stays.
    pub async fn end_panel(&mut self) -> Result<()> {
        self.end("xfce4-panel")?;
        let proxy = zbus::fdo::DBusProxy::new(&self.bus).await?;
        let name = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?;
        until_so("the end of the tray", async || Ok(!proxy.name_has_owner(name.clone()).await?)).await
    }

    fn end(&mut self, name: &str) -> Result<()> {
        let at = self.parts.iter().position(|part| part.is(name)).with_context(|| format!("no {name} runs"))?;
        drop(self.parts.remove(at));
        Ok(())
    }

    /// Starts a part, which ends before those that already run.
    fn add(&mut self, command: Command) -> Result<()> {
        let part = Child::start(&mut with(command, &self.environment), &self.folder.path().join("logs"))?;
        self.parts.insert(0, part);
        Ok(())
    }

    /// Waits until a name on the bus has an owner; fails if one of the parts ends meanwhile.
    async fn owner_of(&mut self, name: &str) -> Result<()> {
        let proxy = zbus::fdo::DBusProxy::new(&self.bus).await?;
        let (name, parts) = (zbus::names::BusName::try_from(name)?, &mut self.parts);
        until_so(&format!("an owner of {name}"), async || {
            parts.iter_mut().try_for_each(Child::check)?;
            Ok(proxy.name_has_owner(name.clone()).await?)
        })
        .await
    }

    /// A program, to be run in this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        with(Command::new(program.as_ref()), &self.environment)
    }

    /// Starts a program that runs until it is dropped, and logs into this desktop's folder.
    ///
    /// # Errors
    /// When it does not start.
    pub fn spawn(&self, command: &mut Command) -> Result<Child> {
        Child::start(command, &self.folder.path().join("logs"))
    }

    /// The session bus.
    pub fn bus(&self) -> &Connection {
        &self.bus
    }

    /// The folder of the home, the settings, the keyring and the logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the keyring's encrypted files.
    pub fn keyring_folder(&self) -> PathBuf {
        self.folder.path().join("data/keyrings")
    }

    /// The secret that the keyring holds for a user of a service.
    ///
    /// # Errors
    /// If the keyring does not answer.
    pub fn secret(&self, service: &str, user: &str) -> Result<Option<String>> {
        let output = self.run("secret-tool", &["lookup", "service", service, "username", user])?;
        let secret = String::from_utf8(output.stdout)?;
        Ok(Some(secret).filter(|secret| output.status.success() && !secret.is_empty()))
    }

    /// Every notification so far.
    ///
    /// # Errors
    /// If the notification daemon does not answer.
    pub fn notifications(&self) -> Result<Vec<Notification>> {
        // A notification on the screen is not in the history yet.
        self.run("dunstctl", &["close-all"])?;
        let output = self.run("dunstctl", &["history"])?;
        let history: Value = serde_json::from_slice(&output.stdout).context("the history is no JSON")?;
        let text = |entry: &Value, key: &str| entry[key]["data"].as_str().unwrap_or_default().to_owned();
        let entries = history["data"].as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
        Ok(entries
            .map(|entry| Notification {
                summary: text(entry, "summary"),
                body: text(entry, "body"),
                picture: text(entry, "icon_path"),
            })
            .collect())
    }

    /// Clicks the notification on the screen; returns whether there is one.
    ///
    /// # Errors
    /// If the notification daemon does not answer.
    pub fn click_notification(&self) -> Result<bool> {
        let shown = self.run("dunstctl", &["count", "displayed"])?;
        let is_there = String::from_utf8_lossy(&shown.stdout).trim().parse().unwrap_or(0_u32) > 0;
        if is_there {
            self.run("dunstctl", &["action", "0"])?;
        }
        Ok(is_there)
    }

    /// The ids of the visible windows with a title.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn windows(&self, title: &str) -> Result<Vec<String>> {
        let output = self.run("xdotool", &["search", "--onlyvisible", "--name", &format!("^{title}$")])?;
        Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
    }

    /// Closes a window as its close button does.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn close_window(&self, id: &str) -> Result<()> {
        // The window manager sends it a request to close; xdotool would destroy it.
        let output = self.run("wmctrl", &["-i", "-c", id])?;
        ensure!(output.status.success(), "the window does not close");
        Ok(())
    }

    /// The width and height of a window.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn size_of(&self, id: &str) -> Result<(u32, u32)> {
        let output = String::from_utf8(self.run("xdotool", &["getwindowgeometry", "--shell", id])?.stdout)?;
        let number = |name: &str| {
            let found = output.lines().find_map(|line| line.strip_prefix(name));
            found.and_then(|number| number.parse().ok()).with_context(|| format!("no {name} in {output}"))
        };
        Ok((number("WIDTH=")?, number("HEIGHT=")?))
    }

    /// Resizes a window, as dragging its corner does.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn resize(&self, id: &str, width: u32, height: u32) -> Result<()> {
        let output = self.run("wmctrl", &["-i", "-r", id, "-e", &format!("0,-1,-1,{width},{height}")])?;
        ensure!(output.status.success(), "the window keeps its size");
        Ok(())
    }

    /// Types a text into the window that has the focus, and ends it with Return.
    ///
    /// # Errors
    /// When there is no way to type.
    pub fn enter(&self, text: &str) -> Result<()> {
        let typed = self.run("xdotool", &["type", "--delay", "5", "--clearmodifiers", text])?;
        let ended = self.run("xdotool", &["key", "Return"])?;
        ensure!(typed.status.success() && ended.status.success(), "it cannot be typed");
        Ok(())
    }

    /// Gives a window the focus.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn focus(&self, id: &str) -> Result<()> {
        let output = self.run("xdotool", &["windowactivate", "--sync", id])?;
        ensure!(output.status.success(), "the window does not take the focus");
        Ok(())
    }

    /// Pauses the notification service: it accepts notifications, and shows none.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn hold_notifications(&self) -> Result<()> {
        let output = self.run("dunstctl", &["set-paused", "true"])?;
        ensure!(output.status.success(), "the notification service was not paused");
        Ok(())
    }

    /// Takes a picture of a window.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub fn picture(&self, id: &str, file: &Path) -> Result<()> {
        let output = self.run(
            "import",
            &[
                "-silent",
                "-window",
                id,
                "+set",
                "date:create",
                "-define",
                "png:exclude-chunks=date,time",
                &file.to_string_lossy(),
            ],
        )?;
        ensure!(output.status.success(), "no picture: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Takes a picture of a window once it no longer changes: what a page has drawn reaches the screen a moment later.
    ///
    /// # Errors
    /// When it cannot be taken, or changes all the time.
    pub async fn still_picture(&self, id: &str, file: &Path) -> Result<()> {
        let mut last = Vec::new();
        until_so("a window that no longer changes", async || {
            self.picture(id, file)?;
            let now = fs::read(file)?;
            let is_still = now == last;
            last = now;
            Ok(is_still)
        })
        .await
    }

    /// Takes a picture of the whole screen.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        self.picture("root", file)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<Output> {
        let mut command = self.command(program);
        let output = command.args(arguments).stdin(Stdio::null()).output();
        output.with_context(|| format!("{program} does not start: `cargo xtask setup` installs it"))
    }
}

/// An environment that leads nowhere else: private folders, software rendering, no accessibility bus.
fn environment(folder: &Path) -> Result<Vec<(&'static str, String)>> {
    let mut environment = vec![
        ("GDK_BACKEND", "x11".to_owned()),
        ("XDG_SESSION_TYPE", "x11".to_owned()),
        ("NO_AT_BRIDGE", "1".to_owned()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
    ];
    for (variable, name) in [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let path = folder.join(name);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        environment.push((variable, path.to_string_lossy().into_owned()));
    }
    Ok(environment)
}

fn with(mut command: Command, environment: &[(&'static str, String)]) -> Command {
    command.env_remove("WAYLAND_DISPLAY").envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// Starts a program and reads the first line that it prints.
fn start_and_read(command: &mut Command, logs: &Path) -> Result<(Child, String)> {
    let mut child = Child::start(command.stdin(Stdio::null()).stdout(Stdio::piped()), logs)?;
    let mut line = String::new();
    let output = child.stdout().context("no output")?;
    BufReader::new(output).read_line(&mut line)?;
    ensure!(!line.trim().is_empty(), "it ended before it was ready: {}", child.stderr());
    Ok((child, line.trim().to_owned()))
}
