//! The tray: an icon for the worst state of what counts, and a menu that begins with the line of the overview.
//!
//! A left click opens the window, where the platform reports clicks: on macOS, a menu bar item opens its menu.

mod icon;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use ::watch::{
    Engine, Snooze, WorkspaceId,
    i18n::{Catalog, values},
    present::summary::{Line, Summary},
};
use ipc::message::Screen;
use license::Attention;
use tokio::{sync::watch, time::sleep};

use crate::agent::Agent;
use icon::State;

#[cfg(target_os = "linux")]
pub(crate) use linux::{Icon, run_with};
#[cfg(not(target_os = "linux"))]
pub(crate) use native::{Icon, run_with};

/// How many workspaces the menu lists.
const MAX_WORKSPACES: usize = 12;

/// The id of the icon.
const ID: &str = "license-watch";

/// How long changes are collected before the tray is redrawn.
const DELAY: Duration = Duration::from_millis(80);

/// The minimum time between two redraws.
const INTERVAL: Duration = Duration::from_millis(250);

/// How long the answer to a click may take to be sent before the process ends.
const ANSWER: Duration = Duration::from_millis(50);

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    state: State,
    tooltip: String,
    menu: Vec<Entry>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    /// A line that cannot be clicked.
    Headline(String),
    /// A line that can.
    Item(String, Action),
    Separator,
}

/// What a click does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Open,
    OpenWorkspace(WorkspaceId),
    RefreshAll,
    SnoozeAll,
    Resume,
    OpenSettings,
    Quit,
}

impl Look {
    fn of(engine: &Engine) -> Self {
        let (summary, words) = (engine.summary(MAX_WORKSPACES), engine.language().words());
        Self { state: State::of(&summary), tooltip: tooltip(&summary, words), menu: menu(&summary, words) }
    }
}

fn menu(summary: &Summary, words: &Catalog) -> Vec<Entry> {
    let item = |text: &str, action| Entry::Item(words.text(text), action);
    let mut menu = Vec::new();
    if !summary.headline.is_empty() {
        menu.push(Entry::Headline(summary.headline.clone()));
    }
    menu.extend([item("tray-open", Action::Open), Entry::Separator]);
    menu.extend(summary.lines.iter().map(|line| Entry::Item(label(line), Action::OpenWorkspace(line.id))));
    if let more @ 1.. = summary.more {
        menu.push(Entry::Item(words.format("tray-more", &values!["more" => more]), Action::Open));
    }
    if !summary.lines.is_empty() {
        let snooze = match summary.paused_until {
            None => item("tray-snooze-all", Action::SnoozeAll),
            Some(_) => item("tray-resume", Action::Resume),
        };
        menu.extend([Entry::Separator, item("tray-refresh-all", Action::RefreshAll), snooze]);
    }
    menu.extend([item("tray-settings", Action::OpenSettings), Entry::Separator, item("tray-quit", Action::Quit)]);
    menu
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
    format!("{mark}{name}: {}", line.state)
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

impl Action {
    /// Does it. Returns at once: what takes time runs in the background.
    fn run(self, agent: &Agent) {
        let open = |screen| agent.windows().open(screen);
        match self {
            Self::Open => open(None),
            Self::OpenWorkspace(id) => open(Some(Screen::Workspace { id: id.into() })),
            Self::OpenSettings => open(Some(Screen::Settings)),
            Self::Quit => {
                let agent = agent.clone();
                tokio::spawn(async move {
                    // The panel waits for the answer to its click, which is sent after this returns.
                    sleep(ANSWER).await;
                    agent.quit();
                });
            }
            Self::SnoozeAll => pause(agent, Some(Snooze::Tomorrow)),
            Self::Resume => pause(agent, None),
            Self::RefreshAll => {
                let engine = agent.engine().clone();
                tokio::spawn(async move {
                    if let Err(error) = engine.refresh_all().await {
                        tracing::error!(%error, "failed to store a refresh");
                    }
                });
            }
        }
    }
}

/// Pauses or resumes reminders, on a thread that may block, because the store may be locked.
fn pause(agent: &Agent, snooze: Option<Snooze>) {
    let engine = agent.engine().clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = engine.pause(snooze) {
            tracing::error!(%error, "failed to pause or resume reminders");
        }
    });
}

/// Shows the icon, and keeps it up to date until the engine is gone.
pub(crate) async fn follow(agent: Agent, icon: Icon) {
    let mut changes = agent.engine().subscribe_in_batches(DELAY);
    let mut shown = Look::of(agent.engine());
    let Some(tray) = icon.show(shown.clone(), &agent).await else { return };
    agent.tray_host().has_icon.store(true, Ordering::Relaxed);
    while changes.next().await.is_some() {
        let look = Look::of(agent.engine());
        if look != shown {
            shown = look;
            tray.redraw(shown.clone()).await;
        }
        sleep(INTERVAL).await;
    }
}

/// Whether the desktop shows tray icons. On Linux, that depends on the desktop, and changes when a panel starts or
/// ends. The state is kept up to date with the session bus, so that reading it does not block.
pub(crate) struct TrayHost {
    is_present: watch::Receiver<Option<bool>>,
    has_icon: AtomicBool,
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
        Self { is_present, has_icon: AtomicBool::new(false) }
    }

    /// Whether the tray icon is shown. Waits until the session bus has answered, for at most two seconds.
    pub(crate) async fn is_shown_once_known(&self) -> bool {
        let mut is_present = self.is_present.clone();
        let known = tokio::time::timeout(Self::TIMEOUT, is_present.wait_for(Option::is_some)).await;
        // Without an answer, it counts as not shown.
        let is_present = matches!(known, Ok(Ok(is_present)) if *is_present == Some(true));
        is_present && self.has_icon.load(Ordering::Relaxed)
    }
}
