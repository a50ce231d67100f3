//! The window: its pages, and where they may go, which is nowhere.

use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder,
    utils::config::Color,
    webview::{NewWindowResponse, PageLoadEvent},
};
use tauri_plugin_window_state::StateFlags;

use crate::log;

/// The window's label, to which the capability applies.
pub(crate) const LABEL: &str = "main";

/// The state of the window that is restored. Not its visibility: it is shown once the page has loaded.
pub(crate) const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// Brings the window to the front.
pub(crate) fn present(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // These fail only while the window is being closed.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Opens the window.
pub(crate) fn open(app: &AppHandle) {
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
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        // Shown once the page has loaded, so that it does not flash.
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _ = window.show();
                let _ = window.set_focus();
            }
        })
        .build();
    if let Err(error) = window {
        log::warn("the window cannot be opened", &error);
        app.exit(1);
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
