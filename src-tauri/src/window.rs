//! The window. Closing it destroys the webview, so that the tray lives on without one.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, utils::config::Color, webview::PageLoadEvent};
use watch::WorkspaceId;

use crate::events::{WindowEvent, tell_window};

/// The window's name; the capability is for this one.
const LABEL: &str = "main";

/// Opens the window, or brings it to the front; at a workspace, if one is named.
pub(crate) fn open(app: &AppHandle, workspace: Option<WorkspaceId>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Each of these fails only when the window is just being closed.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
        if let Some(id) = workspace {
            tell_window(app, WindowEvent::OpenWorkspace { id });
        }
        return;
    }
    let page = match workspace {
        Some(id) => format!("index.html?workspace={id}"),
        None => "index.html".to_owned(),
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
    if let Err(error) = window {
        tracing::error!(%error, "the window does not open");
    }
}

/// What is seen before the page is painted: between the light and the dark theme's.
const BACKGROUND: Color = Color(0x80, 0x84, 0x8c, 0xff);
