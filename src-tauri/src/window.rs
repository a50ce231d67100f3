//! The window. It is created each time it is opened, so that no web view runs while it is closed.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, utils::config::Color, webview::PageLoadEvent};
use tauri_plugin_window_state::StateFlags;
use ts_rs::TS;
use watch::WorkspaceId;

use crate::events::{WindowEvent, send_to_window};

/// The window's label, to which the capability applies.
pub(crate) const LABEL: &str = "main";

/// The state of the window that is restored. Not its visibility: it is shown once the page has loaded.
pub(crate) const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// A screen that the tray, a notification or a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
#[ts(export, rename = "RequestedScreen")]
pub(crate) enum Screen {
    /// A workspace.
    Workspace {
        /// Its id.
        id: WorkspaceId,
    },
    /// The reminders.
    Reminders,
    /// The settings.
    Settings,
}

/// The screen that was requested last, until the page takes it. An event alone would be lost while the page loads.
#[derive(Debug, Default)]
pub(crate) struct RequestedScreen(Mutex<Option<Screen>>);

impl RequestedScreen {
    /// Takes the screen; `None` if none was requested since.
    pub(crate) fn take(&self) -> Option<Screen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, screen: Option<Screen>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = screen;
    }
}

/// Opens the window, or brings it to the front, with this screen; `None` for the one that was shown last.
pub(crate) fn open(app: &AppHandle, screen: Option<Screen>) {
    let requested = app.state::<RequestedScreen>();
    if let Some(window) = app.get_webview_window(LABEL) {
        // These fail only while the window is being closed.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
        if screen.is_some() {
            requested.set(screen);
            send_to_window(app, WindowEvent::ScreenRequested);
        }
        return;
    }
    requested.set(screen);
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("License Watch")
        .inner_size(1120.0, 760.0)
        .min_inner_size(720.0, 480.0)
        .center()
        .background_color(BACKGROUND)
        .visible(false)
        // The pages take files that are dropped. Tauri's own handler would keep them from the pages on some systems.
        .disable_drag_drop_handler()
        .on_navigation(is_own_page)
        // Shown once the page has loaded, so that it does not flash.
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _ = window.show();
                let _ = window.set_focus();
            }
        })
        .build();
    if let Err(error) = window {
        tracing::error!(%error, "failed to open the window");
    }
}

/// The background before the page is drawn: halfway between the light and the dark theme.
const BACKGROUND: Color = Color(0x80, 0x84, 0x8c, 0xff);

/// Whether an address is one of our own pages. Nothing else is ever loaded in the window: not a link, and not a file that
/// is dropped before the pages take it.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Where the web view has no schemes of its own.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        "about" => url.path() == "blank",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_loads_its_own_pages_only() {
        let is_own = |url: &str| is_own_page(&url.parse().unwrap());
        for own in ["tauri://localhost/index.html?screen=settings", "http://tauri.localhost/", "about:blank"] {
            assert!(is_own(own), "{own}");
        }
        for other in
            ["file:///tmp/a.license", "https://chat.acme.example/", "http://tauri.localhost.example/", "data:,x"]
        {
            assert!(!is_own(other), "{other}");
        }
    }
}
