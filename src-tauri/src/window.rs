//! The window. Closing it destroys the webview, so that the tray lives on without one; where no tray is shown, closing it
//! minimizes it instead.

use tauri::{
    AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent as Happened, utils::config::Color,
    webview::PageLoadEvent,
};
use tauri_plugin_window_state::StateFlags;
use watch::WorkspaceId;

use crate::{
    engine::Watching,
    events::{WindowEvent, tell_window},
    notify, tray,
};

/// The window's name; the capability is for this one.
pub(crate) const LABEL: &str = "main";

/// What of the window is remembered. Not whether it is visible: it is shown when there is something to see.
pub(crate) const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// What the window shows when it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// What it showed last.
    Start,
    /// A workspace.
    Workspace(WorkspaceId),
    /// The settings.
    Settings,
}

/// Opens the window, or brings it to the front.
pub(crate) fn open(app: &AppHandle, place: Place) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Each of these fails only when the window is just being closed.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
        match place {
            Place::Start => {}
            Place::Workspace(id) => tell_window(app, WindowEvent::OpenWorkspace { id }),
            Place::Settings => tell_window(app, WindowEvent::OpenSettings),
        }
        return;
    }
    let page = match place {
        Place::Start => "index.html".to_owned(),
        Place::Workspace(id) => format!("index.html?workspace={id}"),
        Place::Settings => "index.html?screen=settings".to_owned(),
    };
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(page.into()))
        .title("License Watch")
        .inner_size(1120.0, 760.0)
        .min_inner_size(720.0, 480.0)
        .center()
        .background_color(BACKGROUND)
        .visible(false)
        // Shown when there is something to see, so that it does not flash.
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _ = window.show();
                let _ = window.set_focus();
            }
        })
        .build();
    match window {
        Ok(window) => minimize_without_tray(&window),
        Err(error) => tracing::error!(%error, "the window does not open"),
    }
}

/// Has the window minimized instead of closed where nothing would show the tray to open it again from.
fn minimize_without_tray(window: &WebviewWindow) {
    let (app, minimized) = (window.app_handle().clone(), window.clone());
    window.on_window_event(move |event| {
        if let Happened::CloseRequested { api, .. } = event
            && !tauri::async_runtime::block_on(tray::is_shown(&app))
        {
            api.prevent_close();
            let _ = minimized.minimize();
            if app.state::<Watching>().engine.is_first_time_without_tray() {
                let words = app.state::<Watching>().engine.reader().words;
                notify::say(&words.text("goes-on"), &words.text("goes-on-why"));
            }
        }
    });
}

/// What is seen before the page is painted: between the light and the dark theme's.
const BACKGROUND: Color = Color(0x80, 0x84, 0x8c, 0xff);
