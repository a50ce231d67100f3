//! Shows in a dialog why License Watch cannot start. The reason is also written to standard error.

use std::process::ExitCode;

use ipc::{agent_process::NoAgent, client::Connection, paths::NoDataDir, start_failure::StartFailure};
use rfd::{AsyncMessageDialog, MessageButtons, MessageLevel};
use tauri::{App, AppHandle, RunEvent};
use tokio::sync::oneshot;

use crate::{app, log};

fn failure(message: String, hint: &str) -> StartFailure {
    StartFailure { message, hint: hint.to_owned() }
}

/// There is no agent.
pub(crate) fn no_agent(error: &NoAgent) -> StartFailure {
    failure(error.to_string(), "Start License Watch again. If that does not help, reinstall it.")
}

/// There is no data folder.
pub(crate) fn no_data_dir(error: NoDataDir) -> StartFailure {
    failure(error.to_string(), "Correct the environment variable, and start License Watch again.")
}

/// The display cannot be used.
#[cfg(target_os = "linux")]
pub(crate) fn no_display(error: &impl std::fmt::Display) -> StartFailure {
    let hint = "Start License Watch in a graphical session. Without one, use the command license-watch.";
    failure(format!("no display is available ({error})"), hint)
}

/// Tauri cannot build the application.
pub(crate) fn not_built(error: &tauri::Error) -> StartFailure {
    let hint = "Log in to the desktop again. If that does not help, reinstall License Watch.";
    failure(format!("the application cannot be set up on this desktop ({error})"), hint)
}

/// There is a bug.
pub(crate) fn bug(error: &impl std::fmt::Display) -> StartFailure {
    failure(error.to_string(), "This is a bug in License Watch. Please report it.")
}

/// Writes the reason to standard error.
#[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
pub(crate) fn report(reason: &StartFailure) -> ExitCode {
    eprintln!("{}", reason.line());
    ExitCode::FAILURE
}

/// Reports and shows the reason, where nothing else has been set up.
pub(crate) fn show_alone(reason: StartFailure) -> ExitCode {
    match app::build() {
        Ok(app) => run(app, reason, None),
        Err(_) => report(&reason),
    }
}

/// Reports the reason, shows it to the user, and exits once the user has closed the dialog. The agent stays as long as its
/// connection, so that a second start does not show a second dialog.
pub(crate) fn run(app: App, reason: StartFailure, connection: Option<Connection>) -> ExitCode {
    let code = report(&reason);
    let mut to_show = Some(reason);
    app.run_return(move |app, event| match event {
        RunEvent::Ready => {
            if let Some(reason) = to_show.take() {
                tauri::async_runtime::spawn(show(app.clone(), reason));
            }
        }
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        _ => {}
    });
    drop(connection);
    code
}

/// Shows a dialog, and exits once it is closed.
async fn show(app: AppHandle, reason: StartFailure) {
    let (opened, dialog) = oneshot::channel();
    // Dialogs must be created on the main thread.
    let opening = app.run_on_main_thread(move || {
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Error)
            .set_title(StartFailure::TITLE)
            // GTK does not accept NUL characters.
            .set_description(reason.text().replace('\0', ""))
            .set_buttons(MessageButtons::Ok);
        // Cannot fail: the receiver is below.
        let _ = opened.send(dialog.show());
    });
    if let Err(error) = opening {
        log::warn("the dialog cannot be opened", &error);
    } else if let Ok(dialog) = dialog.await {
        dialog.await;
    }
    app.exit(1);
}
