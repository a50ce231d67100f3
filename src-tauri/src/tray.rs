//! The tray: an icon for the worst state of what counts, and a menu that begins with the line of the overview.
//!
//! A left click opens the window on Windows. The status notifier of Linux passes no clicks to applications that have a menu,
//! and on macOS a menu bar item opens its menu.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use ::watch::{
    Engine, Snooze, WorkspaceId,
    i18n::{Catalog, language::Language, values},
    present::summary::{Line, Summary},
};
use license::Attention;
use tauri::{
    AppHandle, Manager, Wry,
    image::Image,
    menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};
use tokio::sync::watch;

use crate::{
    engine::AppState,
    window::{self, Screen},
};

/// How many workspaces the menu lists.
const MAX_WORKSPACES: usize = 12;

/// The id of the icon.
const ID: &str = "license-watch";

const HEADLINE: &str = "headline";
const OPEN: &str = "open";
const REFRESH_ALL: &str = "refresh-all";
const SNOOZE_ALL: &str = "snooze-all";
const RESUME: &str = "resume";
const SETTINGS: &str = "settings";
const QUIT: &str = "quit";
/// The prefix of the id of a workspace's item.
const WORKSPACE: &str = "workspace:";

/// The tray icon.
pub(crate) struct Tray {
    app: AppHandle,
    icon: tauri::tray::TrayIcon,
    shown: Mutex<Option<Shown>>,
}

/// What the tray currently shows.
struct Shown {
    summary: Summary,
    language: Language,
    headline: Option<MenuItem<Wry>>,
    items: Vec<MenuItem<Wry>>,
}

impl Tray {
    /// Adds the icon to the tray.
    pub(crate) fn new(app: &AppHandle, summary: Summary) -> tauri::Result<Self> {
        let icon = TrayIconBuilder::with_id(ID)
            .icon(icon(&summary)?)
            .icon_as_template(true)
            .tooltip("License Watch")
            .show_menu_on_left_click(!cfg!(windows))
            .on_menu_event(clicked)
            .on_tray_icon_event(|icon, event| icon_clicked(icon.app_handle(), &event))
            .build(app)?;
        let tray = Self { app: app.clone(), icon, shown: Mutex::new(None) };
        tray.draw(summary)?;
        Ok(tray)
    }

    /// Shows the current state.
    pub(crate) fn show(&self, summary: Summary) {
        if let Err(error) = self.draw(summary) {
            tracing::warn!(%error, "failed to update the tray");
        }
    }

    fn draw(&self, summary: Summary) -> tauri::Result<()> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let language = self.engine().language();
        if shown.as_ref().is_some_and(|shown| shown.summary == summary && shown.language == language) {
            return Ok(());
        }
        let look = |summary: &Summary| (icon_file(summary), summary.refreshing);
        if shown.as_ref().is_none_or(|shown| look(&shown.summary) != look(&summary)) {
            self.icon.set_icon_with_as_template(Some(icon(&summary)?), true)?;
        }
        self.icon.set_tooltip(Some(tooltip(&summary, language.words())))?;
        let same = |shown: &&Shown| shown.language == language && same_menu(&shown.summary, &summary);
        match shown.as_ref().filter(same) {
            // Only texts differ. Changing them in place keeps an open menu open.
            Some(Shown { headline, items, .. }) => {
                if let Some(headline) = headline {
                    headline.set_text(escaped(&summary.headline))?;
                }
                for (item, line) in items.iter().zip(&summary.lines) {
                    item.set_text(label(line))?;
                }
                let (headline, items) = (headline.clone(), items.clone());
                *shown = Some(Shown { summary, language, headline, items });
            }
            None => {
                let (headline, items) = self.build(&summary)?;
                *shown = Some(Shown { summary, language, headline, items });
            }
        }
        Ok(())
    }

    fn engine(&self) -> Engine {
        self.app.state::<AppState>().engine.clone()
    }

    fn words(&self) -> &'static Catalog {
        self.engine().language().words()
    }

    /// Builds the menu. Returns the items whose texts change with time.
    fn build(&self, summary: &Summary) -> tauri::Result<(Option<Item>, Vec<Item>)> {
        let app = &self.app;
        let words = self.words();
        let menu = Menu::new(app)?;
        let mut items = Vec::new();
        let headline = match summary.headline.as_str() {
            "" => None,
            line => Some(MenuItem::with_id(app, HEADLINE, escaped(line), false, None::<&str>)?),
        };
        if let Some(headline) = &headline {
            menu.append(headline)?;
        }
        menu.append(&MenuItem::with_id(app, OPEN, words.text("tray-open"), true, None::<&str>)?)?;
        menu.append(&PredefinedMenuItem::separator(app)?)?;
        for line in summary.lines.iter().take(MAX_WORKSPACES) {
            let item = MenuItem::with_id(app, format!("{WORKSPACE}{}", line.id), label(line), true, None::<&str>)?;
            menu.append(&item)?;
            items.push(item);
        }
        if let more @ 1.. = summary.lines.len().saturating_sub(MAX_WORKSPACES) {
            menu.append(&MenuItem::with_id(
                app,
                OPEN,
                words.format("tray-more", &values!["more" => more]),
                true,
                None::<&str>,
            )?)?;
        }
        if !summary.lines.is_empty() {
            menu.append(&PredefinedMenuItem::separator(app)?)?;
            menu.append(&MenuItem::with_id(app, REFRESH_ALL, words.text("tray-refresh-all"), true, None::<&str>)?)?;
            let (id, text) = match summary.paused_until {
                None => (SNOOZE_ALL, "tray-snooze-all"),
                Some(_) => (RESUME, "tray-resume"),
            };
            menu.append(&MenuItem::with_id(app, id, words.text(text), true, None::<&str>)?)?;
        }
        menu.append(&MenuItem::with_id(app, SETTINGS, words.text("tray-settings"), true, None::<&str>)?)?;
        menu.append(&PredefinedMenuItem::separator(app)?)?;
        menu.append(&MenuItem::with_id(app, QUIT, words.text("tray-quit"), true, None::<&str>)?)?;
        self.icon.set_menu(Some(menu))?;
        Ok((headline, items))
    }
}

/// An item of the menu.
type Item = MenuItem<Wry>;

/// Whether the desktop shows tray icons. On Linux, that depends on the desktop, and changes when a panel starts or
/// ends. The state is kept up to date with the session bus, so that reading it does not block.
pub(crate) struct TrayHost {
    is_present: watch::Receiver<Option<bool>>,
}

impl TrayHost {
    /// How long to wait for the first answer of the session bus.
    const TIMEOUT: Duration = Duration::from_secs(2);

    /// Starts to watch for a host of tray icons.
    pub(crate) fn watch() -> Self {
        #[cfg(target_os = "linux")]
        let is_present = crate::dbus::watch("org.kde.StatusNotifierWatcher");
        #[cfg(not(target_os = "linux"))]
        let is_present = watch::channel(Some(true)).1;
        Self { is_present }
    }
}

/// Whether the tray icon is shown. False until the session bus has answered.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    *app.state::<TrayHost>().is_present.borrow() == Some(true) && app.tray_by_id(ID).is_some()
}

/// Whether the tray icon is shown. Waits until the session bus has answered, for at most two seconds.
pub(crate) async fn is_shown_once_known(app: &AppHandle) -> bool {
    let mut is_present = app.state::<TrayHost>().is_present.clone();
    // Without an answer, it counts as not shown.
    let _ = tokio::time::timeout(TrayHost::TIMEOUT, is_present.wait_for(Option::is_some)).await;
    is_shown(app)
}

fn clicked(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::open(app, None),
        SETTINGS => window::open(app, Some(Screen::Settings)),
        QUIT => app.exit(0),
        SNOOZE_ALL => pause(app, Some(Snooze::Tomorrow)),
        RESUME => pause(app, None),
        REFRESH_ALL => {
            let engine = app.state::<AppState>().engine.clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = engine.refresh_all().await {
                    tracing::error!(%error, "failed to store a refresh");
                }
            });
        }
        other => {
            let id: Option<WorkspaceId> = other.strip_prefix(WORKSPACE).and_then(|id| id.parse().ok());
            window::open(app, id.map(|id| Screen::Workspace { id }));
        }
    }
}

/// Opens the window with a left click on the icon, where the platform reports clicks.
fn icon_clicked(app: &AppHandle, event: &TrayIconEvent) {
    let is_left_click =
        matches!(event, TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. });
    if cfg!(windows) && is_left_click {
        window::open(app, None);
    }
}

/// Pauses or resumes reminders. Runs in the background, because menu events arrive on the main thread, which must not
/// wait for the store.
fn pause(app: &AppHandle, snooze: Option<Snooze>) {
    let engine = app.state::<AppState>().engine.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = engine.pause(snooze) {
            tracing::error!(%error, "failed to pause or resume reminders");
        }
    });
}

/// Whether two summaries have the same menu items, apart from their texts.
fn same_menu(old: &Summary, new: &Summary) -> bool {
    old.paused_until.is_some() == new.paused_until.is_some()
        && old.headline.is_empty() == new.headline.is_empty()
        && old.lines.iter().map(|line| line.id).eq(new.lines.iter().map(|line| line.id))
}

/// The text of a workspace's item: "! Acme: Expires in 3 days".
fn label(line: &Line) -> String {
    let mark = match line.attention {
        Attention::Calm => "",
        Attention::Soon => "● ",
        Attention::Problem => "? ",
        Attention::Critical => "! ",
        Attention::Ended => "✕ ",
    };
    let name: String = match line.name.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line.name[..end]),
        None => line.name.clone(),
    };
    escaped(&format!("{mark}{name}: {}", line.state))
}

/// A text in a menu. Ampersands are doubled, because a single one marks an access key.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

fn tooltip(summary: &Summary, words: &Catalog) -> String {
    if summary.headline.is_empty() {
        return "License Watch".to_owned();
    }
    let state = format!("License Watch: {}", summary.headline);
    match summary.paused_until {
        Some(_) => words.format("tray-snoozed", &values!["state" => state]),
        None => state,
    }
}

/// Includes the icon with this name. On macOS, it is a template, which the system colors to match its menu bar.
macro_rules! icon_file {
    ($name:literal) => {
        if cfg!(target_os = "macos") {
            &include_bytes!(concat!("../../icons/tray/", $name, "-template.png"))[..]
        } else {
            &include_bytes!(concat!("../../icons/tray/", $name, ".png"))[..]
        }
    };
}

/// The icon of the state. While workspaces are refreshed it has a dot, and keeps its state: an alarm does not blink away.
fn icon(summary: &Summary) -> tauri::Result<Image<'static>> {
    let icon = Image::from_bytes(icon_file(summary))?;
    if !summary.refreshing {
        return Ok(icon);
    }
    let (width, height) = (icon.width(), icon.height());
    let mut pixels = icon.rgba().to_vec();
    add_dot(&mut pixels, width, height);
    Ok(Image::new_owned(pixels, width, height))
}

/// Draws a dot with a clear rim into the lower right corner.
fn add_dot(pixels: &mut [u8], width: u32, height: u32) {
    /// The blue of what is active; only its opacity counts in a template.
    const BLUE: [u8; 4] = [0x2f, 0x6f, 0xde, 0xff];
    const CLEAR: [u8; 4] = [0; 4];
    let radius = width.min(height) as f32 * 0.2;
    let (x_center, y_center) = (width as f32 - radius, height as f32 - radius);
    for (index, pixel) in pixels.chunks_exact_mut(4).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let (x, y) = ((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
        let distance = (x - x_center).hypot(y - y_center);
        if distance <= radius {
            pixel.copy_from_slice(&BLUE);
        } else if distance <= radius * 1.4 {
            pixel.copy_from_slice(&CLEAR);
        }
    }
}

fn icon_file(summary: &Summary) -> &'static [u8] {
    match summary.worst {
        _ if summary.paused_until.is_some() => icon_file!("paused"),
        Attention::Calm => icon_file!("calm"),
        Attention::Soon => icon_file!("soon"),
        Attention::Problem => icon_file!("problem"),
        Attention::Critical => icon_file!("critical"),
        Attention::Ended => icon_file!("ended"),
    }
}
