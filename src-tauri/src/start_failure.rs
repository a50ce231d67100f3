//! What the user sees when the application cannot start: a dialog, or a notification when it was started hidden, along
//! with the computer. Standard error and the log say the same.

use std::{process::ExitCode, time::Duration};

use rfd::{AsyncMessageDialog, MessageButtons, MessageLevel};
use tauri::{App, AppHandle, Manager, RunEvent};
use tokio::sync::oneshot;
use watch::{Failure, FailureCode};

use crate::notify;

/// What happened, as the title of the dialog or notification.
const TITLE: &str = "License Watch cannot start";

/// How long the notification service may take, before a dialog is shown instead.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Managed by Tauri while the reason is on the screen.
pub(crate) struct StartFailed;

/// The display cannot be used.
#[cfg(target_os = "linux")]
pub(crate) fn no_display(error: &impl std::fmt::Display) -> Failure {
    let hint = "Start it in a graphical session. Without one, use the command license-watch.";
    Failure::new(FailureCode::Internal, format!("there is no display to open a window on ({error})"), hint)
}

/// Tauri cannot build the application.
pub(crate) fn not_built(error: &tauri::Error) -> Failure {
    let hint = "Log in to the desktop again. If that does not help, install License Watch again.";
    Failure::new(FailureCode::Internal, format!("the desktop does not let it run ({error})"), hint)
}

/// Writes the reason to standard error and the log.
#[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
pub(crate) fn report(failure: &Failure) -> ExitCode {
    tracing::error!(message = failure.message, hint = failure.hint, "cannot start");
    eprintln!("{TITLE}: {}. {}", failure.message, failure.hint);
    ExitCode::FAILURE
}

/// Reports the reason, shows it to the user, and ends once it was read.
///
/// The user did not ask for a start with the computer at that moment, so it gets a notification and no dialog in the middle of
/// the screen, unless there is no service that shows it.
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
    let is_shown = is_hidden && has_shown_notification(text.clone()).await;
    if !is_shown {
        show_dialog(&app, text).await;
    }
    app.exit(1);
}

async fn has_shown_notification(text: String) -> bool {
    let shown = notify::show_farewell(TITLE.to_owned(), text);
    tokio::time::timeout(TIMEOUT, shown).await.unwrap_or(false)
}

/// Shows a dialog, and returns when it is closed.
async fn show_dialog(app: &AppHandle, text: String) {
    let (opened, dialog) = oneshot::channel();
    // Dialogs belong to the main thread.
    let opening = app.run_on_main_thread(move || {
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Error)
            .set_title(TITLE)
            // GTK takes texts that end at a NUL.
            .set_description(text.replace('\0', ""))
            .set_buttons(MessageButtons::Ok);
        // The receiver waits until the dialog is closed.
        let _ = opened.send(dialog.show());
    });
    if let Err(error) = opening {
        tracing::error!(%error, "the dialog does not open");
    } else if let Ok(dialog) = dialog.await {
        dialog.await;
    }
}

/// With a capital letter at the start.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
