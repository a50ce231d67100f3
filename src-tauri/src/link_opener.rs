//! Opens links in the application that the user has chosen for them: the browser, or the mail program.

#[cfg(not(windows))]
use std::{process::Stdio, time::Duration};

use watch::{Failure, FailureCode, workspace::link::Link};

/// How long to wait for the system's program for links. It ends when it has handed the link over; one that still runs has
/// become the browser itself.
#[cfg(not(windows))]
const HANDOVER: Duration = Duration::from_secs(4);

/// Opens a link.
///
/// # Errors
/// When the system has no application for it, or none that starts.
#[cfg(not(windows))]
pub(crate) async fn open(link: &Link) -> Result<(), Failure> {
    let mut reason = String::new();
    for command in open::commands(link.as_str()) {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut command = tokio::process::Command::from(command);
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Err(error) => reason = format!("{program}: {error}"),
            Ok(mut child) => match tokio::time::timeout(HANDOVER, child.wait()).await {
                Ok(Ok(status)) if !status.success() => reason = format!("{program}: {status}"),
                Ok(Err(error)) => reason = format!("{program}: {error}"),
                Ok(Ok(_)) | Err(_) => return Ok(()),
            },
        }
    }
    Err(failure(&reason))
}

/// Opens a link.
///
/// # Errors
/// When the system has no application for it.
#[cfg(windows)]
pub(crate) async fn open(link: &Link) -> Result<(), Failure> {
    let link = link.to_string();
    let opened = tauri::async_runtime::spawn_blocking(move || open::that_detached(link)).await;
    match opened {
        Ok(opened) => opened.map_err(|error| failure(&error.to_string())),
        Err(error) => Err(failure(&error.to_string())),
    }
}

fn failure(reason: &str) -> Failure {
    let hint = "Copy the link and open it in a browser, or choose a default browser in the system's settings.";
    Failure::new(FailureCode::LinkNotOpened, format!("no application opened the link ({reason})"), hint)
}
