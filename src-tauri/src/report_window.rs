//! A report in a window of its own, to print it. The page has no script and no permission, and nothing can be opened from it.

use std::sync::{Mutex, PoisonError};

use tauri::{
    AppHandle, Manager, UriSchemeContext, WebviewUrl, WebviewWindowBuilder, Wry,
    http::{Response, StatusCode, header},
    webview::PageLoadEvent,
};
use watch::{Failure, FailureCode};

/// The label of the window. No capability applies to it.
pub(crate) const LABEL: &str = "report";

/// The scheme of the page's address.
pub(crate) const SCHEME: &str = "license-report";

/// The page that the window shows.
#[derive(Default)]
pub(crate) struct ReportPage(Mutex<Vec<u8>>);

/// Opens the window on a page, and the system's print dialog over it.
pub(crate) fn print(app: &AppHandle, page: String) -> Result<(), Failure> {
    *app.state::<ReportPage>().0.lock().unwrap_or_else(PoisonError::into_inner) = page.into_bytes();
    if let Some(window) = app.get_webview_window(LABEL) {
        window.reload().map_err(|error| failure(&error))?;
        // Fails only while the window is being closed.
        let _ = window.set_focus();
        return Ok(());
    }
    let url = format!("{SCHEME}://localhost/").parse().map_err(|error| failure(&error))?;
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::CustomProtocol(url))
        .title("License Watch")
        .inner_size(860.0, 900.0)
        .center()
        .disable_javascript()
        .on_navigation(|url| url.scheme() == SCHEME || url.host_str() == Some(&format!("{SCHEME}.localhost")))
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished
                && let Err(error) = window.print()
            {
                tracing::error!(%error, "failed to open the print dialog");
            }
        })
        .build()
        .map_err(|error| failure(&error))?;
    Ok(())
}

/// Answers the window's request for its page; nobody else gets it.
pub(crate) fn serve(context: &UriSchemeContext<'_, Wry>) -> Response<Vec<u8>> {
    let page = match context.webview_label() {
        LABEL => context.app_handle().state::<ReportPage>().0.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        _ => Vec::new(),
    };
    let mut response = Response::new(page);
    if response.body().is_empty() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    let html = header::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

fn failure(error: &dyn std::fmt::Display) -> Failure {
    let hint = "Save the report as HTML instead, and print it from a browser.";
    Failure::new(FailureCode::Internal, format!("the report cannot be shown ({error})"), hint)
}
