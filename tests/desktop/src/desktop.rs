//! The desktop: each part is started once those that it needs are ready.

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
    scenery::Scenery,
    screen::{Area, Screen},
    wait::until_true,
};

/// The folder with the services that session buses start on demand.
pub(crate) const INSTALLED_SERVICES: &str = "/usr/share/dbus-1/services";

/// A private desktop. Dropping it stops everything that it started.
pub struct Desktop {
    // Dropped in this order: the display and the bus last, because the others need them.
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
    /// The file of its icon.
    pub icon: String,
}

impl Desktop {
    /// Starts a desktop with a screen of this size, such as `1280x800`.
    ///
    /// # Errors
    /// If a part does not start or does not become ready. Contains its name and its standard error.
    pub async fn start(size: &str) -> Result<Self> {
        Self::start_in(size, None).await
    }

    /// Starts a desktop that can be shown to people, with a screen of this size.
    ///
    /// # Errors
    /// As [`Desktop::start`].
    pub async fn start_scenic(size: &str, scenery: Scenery) -> Result<Self> {
        let desktop = Self::start_in(size, Some(scenery)).await?;
        let wallpaper = desktop.folder.path().join("wallpaper.png");
        scenery.draw_wallpaper(size, &wallpaper)?;
        // Its exit code is 1 even if it has drawn the root window.
        desktop.run("display", &["-window", "root", &wallpaper.to_string_lossy()])?;
        Ok(desktop)
    }

    async fn start_in(size: &str, scenery: Option<Scenery>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("desktop-").tempdir()?;
        let mut environment = environment(folder.path())?;
        let logs = folder.path().join("logs");
        fs::create_dir(&logs)?;
        let config = folder.path().join("config");
        panel::write(&config, scenery)?;
        if let Some(scenery) = scenery {
            scenery.write(&config, &folder.path().join("data"))?;
            environment.push(("GTK_THEME", scenery.gtk_theme().to_owned()));
        }

        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", &format!("{size}x24"), "-nolisten", "tcp", "-noreset"]);
        // Keeps the screen in a file, from which a benchmark reads it without bothering the display.
        display.arg("-fbdir").arg(folder.path());
        let (display, number) = start_and_read(&mut display, &logs).context("the display")?;
        environment.push(("DISPLAY", format!(":{number}")));

        let mut bus = with(Command::new("dbus-daemon"), &environment);
        bus.args(["--nofork", "--nopidfile", "--print-address=1"]).arg("--config-file").arg(bus_config(folder.path())?);
        let (bus, address) = start_and_read(&mut bus, &logs).context("the session bus")?;
        let connection = zbus::connection::Builder::address(address.as_str())?.build().await?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address));

        let mut desktop = Self { parts: vec![bus, display], bus: connection, environment, folder };
        desktop.start_keyring().await.context("the keyring")?;
        desktop.add(quiet("openbox"))?;
        desktop.start_notifications().await?;
        desktop.start_panel().await?;
        Ok(desktop)
    }

    /// Starts the notification service.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_notifications(&mut self) -> Result<()> {
        self.add(quiet("dunst"))?;
        self.wait_for_owner("org.freedesktop.Notifications").await
    }

    /// Suspends the notification service, so that it hangs.
    ///
    /// # Errors
    /// If it is not running.
    pub fn freeze_notifications(&mut self) -> Result<()> {
        let service = self.parts.iter().find(|part| part.is("dunst")).context("no notification service")?;
        let frozen = Command::new("kill").args(["-STOP", &service.id().to_string()]).status()?;
        ensure!(frozen.success(), "failed to suspend the notification service");
        Ok(())
    }

    /// Kills the notification service, which loses its history, and starts it again.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn restart_notifications(&mut self) -> Result<()> {
        self.stop("dunst")?;
        self.start_notifications().await
    }

    /// Replaces the notification service with one that never answers, until the returned connection is dropped.
    ///
    /// # Errors
    /// If the service cannot be stopped or replaced.
    pub async fn silence_notifications(&mut self) -> Result<Connection> {
        self.stop("dunst")?;
        let silent = self.connect().await?;
        silent
            .request_name("org.freedesktop.Notifications")
            .await
            .context("failed to replace the notification service")?;
        Ok(silent)
    }

    /// Starts the panel, which contains the tray.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_panel(&mut self) -> Result<()> {
        let mut panel = quiet("xfce4-panel");
        panel.arg("--disable-wm-check");
        self.add(panel)?;
        self.wait_for_owner("org.kde.StatusNotifierWatcher").await
    }

    /// Stops the panel, which contains the tray.
    ///
    /// # Errors
    /// If the tray remains.
    pub async fn stop_panel(&mut self) -> Result<()> {
        self.stop("xfce4-panel")?;
        let proxy = zbus::fdo::DBusProxy::new(&self.bus).await?;
        let name = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?;
        until_true("the end of the tray", async || Ok(!proxy.name_has_owner(name.clone()).await?)).await
    }

    pub(crate) fn stop(&mut self, name: &str) -> Result<()> {
        let at = self.parts.iter().position(|part| part.is(name)).with_context(|| format!("{name} is not running"))?;
        drop(self.parts.remove(at));
        Ok(())
    }

    /// Starts a part. It is stopped before those that are already running.
    pub(crate) fn add(&mut self, command: Command) -> Result<&mut Child> {
        let part = Child::start(&mut with(command, &self.environment), &self.folder.path().join("logs"))?;
        self.parts.insert(0, part);
        Ok(&mut self.parts[0])
    }

    /// Connects to the session bus once more.
    pub(crate) async fn connect(&self) -> Result<Connection> {
        let address = self.environment.iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
        let (_, address) = address.context("no session bus")?;
        Ok(zbus::connection::Builder::address(address.as_str())?.build().await?)
    }

    /// Waits until a name on the bus has an owner. Fails if one of the parts exits first.
    pub(crate) async fn wait_for_owner(&mut self, name: &str) -> Result<()> {
        let proxy = zbus::fdo::DBusProxy::new(&self.bus).await?;
        let (name, parts) = (zbus::names::BusName::try_from(name)?, &mut self.parts);
        until_true(&format!("an owner of {name}"), async || {
            parts.iter_mut().try_for_each(Child::check)?;
            Ok(proxy.name_has_owner(name.clone()).await?)
        })
        .await
    }

    /// A command to run a program in this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        with(Command::new(program.as_ref()), &self.environment)
    }

    /// Starts a program in this desktop. Dropping it kills the program.
    ///
    /// # Errors
    /// If it does not start.
    pub fn spawn(&self, command: &mut Command) -> Result<Child> {
        Child::start(command, &self.folder.path().join("logs"))
    }

    /// The session bus.
    pub fn bus(&self) -> &Connection {
        &self.bus
    }

    /// The folder that contains the home folder, the configuration, the keyring and the logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The pixels of the screen.
    ///
    /// # Errors
    /// If the display does not keep them in a file that can be read.
    pub fn screen(&self) -> Result<Screen> {
        Screen::open(&self.folder.path().join("Xvfb_screen0"))
    }

    /// The folder with the keyring's encrypted files.
    pub fn keyring_folder(&self) -> PathBuf {
        self.folder.path().join("data/keyrings")
    }

    /// The secret in the keyring for a user of a service; `None` if there is none.
    ///
    /// # Errors
    /// If the keyring does not answer.
    pub fn secret(&self, service: &str, user: &str) -> Result<Option<String>> {
        let output = self.run("secret-tool", &["lookup", "service", service, "username", user])?;
        let secret = String::from_utf8(output.stdout)?;
        Ok(Some(secret).filter(|secret| output.status.success() && !secret.is_empty()))
    }

    /// Stores a secret in the keyring.
    ///
    /// # Errors
    /// If the keyring does not take it.
    pub fn store_secret(&self, service: &str, user: &str, secret: &str) -> Result<()> {
        let mut command = self.command("secret-tool");
        command.args(["store", "--label", service, "service", service, "username", user]).stdin(Stdio::piped());
        let mut child = command.spawn().context("secret-tool does not start")?;
        child.stdin.take().context("no input")?.write_all(secret.as_bytes())?;
        ensure!(child.wait()?.success(), "the keyring did not take a secret");
        Ok(())
    }

    /// All notifications so far.
    ///
    /// # Errors
    /// If the notification daemon does not answer.
    pub fn notifications(&self) -> Result<Vec<Notification>> {
        // Notifications on the screen are not in the history.
        self.run("dunstctl", &["close-all"])?;
        let output = self.run("dunstctl", &["history"])?;
        let history: Value = serde_json::from_slice(&output.stdout).context("the history is not JSON")?;
        let text = |entry: &Value, key: &str| entry[key]["data"].as_str().unwrap_or_default().to_owned();
        let entries = history["data"].as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
        Ok(entries
            .map(|entry| Notification {
                summary: text(entry, "summary"),
                body: text(entry, "body"),
                icon: text(entry, "icon_path"),
            })
            .collect())
    }

    /// Records every notification that is sent from now on, until the returned program is dropped, as `dbus-monitor`
    /// prints it. Returns the file, too.
    ///
    /// # Errors
    /// If `dbus-monitor` does not start.
    pub fn record_notifications(&self) -> Result<(Child, PathBuf)> {
        let file = self.folder().join("notifications.log");
        let calls = "interface='org.freedesktop.Notifications',member='Notify'";
        let mut command = self.command("dbus-monitor");
        command.args(["--session", calls]).stdout(std::fs::File::create(&file)?);
        Ok((self.spawn(&mut command)?, file))
    }

    /// Clicks the notification on the screen. Returns whether there was one.
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

    /// The ids of the visible windows with this title.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn windows(&self, title: &str) -> Result<Vec<String>> {
        let output = self.run("xdotool", &["search", "--onlyvisible", "--name", &format!("^{title}$")])?;
        Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
    }

    /// Closes a window like its close button.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn close_window(&self, id: &str) -> Result<()> {
        // The window manager requests the window to close. xdotool would destroy it.
        let output = self.run("wmctrl", &["-i", "-c", id])?;
        ensure!(output.status.success(), "failed to close the window");
        Ok(())
    }

    /// The width and height of a window.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn size_of(&self, id: &str) -> Result<(u32, u32)> {
        let area = self.area_of(id)?;
        Ok((u32::try_from(area.width)?, u32::try_from(area.height)?))
    }

    /// Where a window is on the screen.
    ///
    /// # Errors
    /// If the display does not answer, or the window extends beyond the screen's left or upper edge.
    pub fn area_of(&self, id: &str) -> Result<Area> {
        let output = String::from_utf8(self.run("xdotool", &["getwindowgeometry", "--shell", id])?.stdout)?;
        let number = |name: &str| {
            let found = output.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            found.and_then(|number| number.parse().ok()).with_context(|| format!("no {name} in {output}"))
        };
        Ok(Area { left: number("X")?, top: number("Y")?, width: number("WIDTH")?, height: number("HEIGHT")? })
    }

    /// Resizes a window like dragging its corner.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn resize(&self, id: &str, width: u32, height: u32) -> Result<()> {
        let output = self.run("wmctrl", &["-i", "-r", id, "-e", &format!("0,-1,-1,{width},{height}")])?;
        ensure!(output.status.success(), "failed to resize the window");
        Ok(())
    }

    /// Types a text and Return into the focused window.
    ///
    /// # Errors
    /// If typing fails.
    pub fn enter(&self, text: &str) -> Result<()> {
        let typed = self.run("xdotool", &["type", "--delay", "5", "--clearmodifiers", text])?;
        let ended = self.run("xdotool", &["key", "Return"])?;
        ensure!(typed.status.success() && ended.status.success(), "failed to type");
        Ok(())
    }

    /// Presses a key, such as `Escape`.
    ///
    /// # Errors
    /// If that fails.
    pub fn press(&self, key: &str) -> Result<()> {
        let pressed = self.run("xdotool", &["key", key])?;
        ensure!(pressed.status.success(), "failed to press a key");
        Ok(())
    }

    /// Focuses a window.
    ///
    /// # Errors
    /// If there is no such window.
    pub fn focus(&self, id: &str) -> Result<()> {
        let output = self.run("xdotool", &["windowactivate", "--sync", id])?;
        ensure!(output.status.success(), "failed to focus the window");
        Ok(())
    }

    /// Pauses the notification service: it accepts notifications, but shows none.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn pause_notifications(&self) -> Result<()> {
        let output = self.run("dunstctl", &["set-paused", "true"])?;
        ensure!(output.status.success(), "failed to pause the notification service");
        Ok(())
    }

    /// Opens the menu of the last icon in the tray, by a right click in the corner of the screen.
    ///
    /// # Errors
    /// If that fails.
    pub fn open_tray_menu(&self, (width, height): (u32, u32)) -> Result<()> {
        let (x, y) = (width.saturating_sub(14).to_string(), height.saturating_sub(14).to_string());
        let clicked = self.run("xdotool", &["mousemove", "--sync", &x, &y, "click", "3"])?;
        ensure!(clicked.status.success(), "failed to click");
        Ok(())
    }

    /// Moves and resizes a window.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn place(&self, id: &str, [x, y, width, height]: [u32; 4]) -> Result<()> {
        let output = self.run("wmctrl", &["-i", "-r", id, "-e", &format!("0,{x},{y},{width},{height}")])?;
        ensure!(output.status.success(), "failed to place the window");
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

    /// Takes a picture of a window once two in a row are the same, because a page is drawn before it is on the screen.
    ///
    /// # Errors
    /// If it cannot be taken, or the window keeps changing.
    pub async fn stable_picture(&self, id: &str, file: &Path) -> Result<()> {
        let mut last = Vec::new();
        until_true("a window that no longer changes", async || {
            self.picture(id, file)?;
            let now = fs::read(file)?;
            let is_stable = now == last;
            last = now;
            Ok(is_stable)
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

/// An isolated environment: private folders, software rendering, no accessibility bus.
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

/// Writes the configuration of a session bus that starts the installed services on demand, except for a keyring.
fn bus_config(folder: &Path) -> Result<PathBuf> {
    let services = folder.join("services");
    fs::create_dir(&services)?;
    for file in fs::read_dir(INSTALLED_SERVICES)? {
        let file = file?;
        let provides_keyring = fs::read_to_string(file.path())?.contains("gnome-keyring-daemon");
        if !provides_keyring {
            std::os::unix::fs::symlink(file.path(), services.join(file.file_name()))?;
        }
    }
    let config = folder.join("bus.conf");
    fs::write(
        &config,
        format!(
            "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>\
             <servicedir>{}</servicedir><policy context='default'><allow send_destination='*' eavesdrop='true'/>\
             <allow eavesdrop='true'/><allow own='*'/></policy></busconfig>",
            services.display()
        ),
    )?;
    Ok(config)
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
    ensure!(!line.trim().is_empty(), "it exited before it was ready: {}", child.stderr());
    Ok((child, line.trim().to_owned()))
}
