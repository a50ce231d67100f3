//! Shows why the application cannot start: in a dialog, or in a notification if it was started hidden, with the
//! computer. The reason is also written to standard error and the log.

use std::{process::ExitCode, time::Duration};

use rfd::{AsyncMessageDialog, MessageButtons, MessageLevel};
use tauri::{App, AppHandle, Manager, RunEvent};
use tokio::sync::oneshot;
use watch::{Failure, FailureCode};

use crate::notify;

/// The title of the dialog or notification.
const TITLE: &str = "License Watch cannot start";

/// How long the notification service may take before a dialog is shown instead.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Marks in Tauri's state that the application failed to start.
pub(crate) struct StartFailed;

/// The display cannot be used.
#[cfg(target_os = "linux")]
pub(crate) fn no_display(error: &impl std::fmt::Display) -> Failure {
    let hint = "Start License Watch in a graphical session. Without one, use the command license-watch.";
    Failure::new(FailureCode::Internal, format!("no display is available ({error})"), hint)
}

/// Tauri cannot build the application.
pub(crate) fn not_built(error: &tauri::Error) -> Failure {
    let hint = "Log in to the desktop again. If that does not help, reinstall License Watch.";
    Failure::new(FailureCode::Internal, format!("the application cannot be set up on this desktop ({error})"), hint)
}

/// Writes the reason to standard error and the log.
#[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
pub(crate) fn report(failure: &Failure) -> ExitCode {
    tracing::error!(message = failure.message, hint = failure.hint, "cannot start");
    eprintln!("{TITLE}: {}. {}", failure.message, failure.hint);
    ExitCode::FAILURE
}

/// Reports the reason, shows it to the user, and exits once the user has seen it.
///
/// A user who has just logged in did not start the application at that time, so a hidden start shows a notification
/// instead of a dialog, unless there is no notification service.
pub(crate) fn run(app: App, failure: Failure, is_hidden: bool) -> ExitCode {
    let code = report(&failure);
    app.manage(StartFailed);
    let mut to_show = Some(failure);
    app.run_return(move |app, event| match event {
        RunEvent::Ready => {
            if let Some(failure) = to_show.take() {
                tauri::async_runtime::spawn(show(app.clone(), failure, is_hidden));
            }
        }
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        _ => {}
    });
    code
}

async fn show(app: AppHandle, failure: Failure, is_hidden: bool) {
    let text = format!("{}.\n\n{}", sentence(&failure.message), failure.hint);
    let is_shown = is_hidden && show_notification(text.clone()).await;
    if !is_shown {
        show_dialog(&app, text).await;
    }
    app.exit(1);
}

async fn show_notification(text: String) -> bool {
    let shown = notify::show_start_failure(TITLE.to_owned(), text);
    tokio::time::timeout(TIMEOUT, shown).await.unwrap_or(false)
}

/// Shows a dialog, and returns once it is closed.
async fn show_dialog(app: &AppHandle, text: String) {
    let (opened, dialog) = oneshot::channel();
    // Dialogs must be created on the main thread.
    let opening = app.run_on_main_thread(move || {
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Error)
            .set_title(TITLE)
            // GTK does not accept NUL characters.
            .set_description(text.replace('\0', ""))
            .set_buttons(MessageButtons::Ok);
        // Cannot fail: the receiver is below.
        let _ = opened.send(dialog.show());
    });
    if let Err(error) = opening {
        tracing::error!(%error, "failed to open the dialog");
    } else if let Ok(dialog) = dialog.await {
        dialog.await;
    }
}

/// Makes the first letter uppercase.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
