//! Opens links, files and folders in the application that the user has chosen for them: the browser, the mail program,
//! or the file manager.

use std::{ffi::OsString, path::Path};
#[cfg(not(windows))]
use std::{process::Stdio, time::Duration};

use ipc::failure::{ClientFailure, ClientFailureCode};

/// How long to wait for the system's program for links. It ends when it has handed the link over; one that still runs has
/// become the browser itself.
#[cfg(not(windows))]
const HANDOVER: Duration = Duration::from_secs(4);

/// Opens a link.
///
/// # Errors
/// When the system has no application for it, or none that starts.
pub(crate) async fn open(address: &str) -> Result<(), ClientFailure> {
    let hint = "Copy the link and open it in a browser, or choose a default browser in the system's settings.";
    hand_over(OsString::from(address))
        .await
        .map_err(|reason| failure(format!("no application opened the link ({reason})"), hint))
}

/// Opens a folder.
///
/// # Errors
/// When the system has no file manager, or none that starts.
pub(crate) async fn open_folder(folder: &Path) -> Result<(), ClientFailure> {
    let hint = "Copy the path and open it in a file manager.";
    hand_over(folder.as_os_str().to_owned())
        .await
        .map_err(|reason| failure(format!("no application opened the folder ({reason})"), hint))
}

/// Opens a report that was saved as HTML: in the browser, from which it can be printed.
///
/// # Errors
/// When the system has no application for it, or none that starts.
pub(crate) async fn open_report(file: &Path) -> Result<(), ClientFailure> {
    let hint = format!("The report is saved: open {} in a browser to print it.", file.display());
    hand_over(file.as_os_str().to_owned())
        .await
        .map_err(|reason| failure(format!("no application opened the report ({reason})"), &hint))
}

fn failure(message: String, hint: &str) -> ClientFailure {
    ClientFailure::new(ClientFailureCode::LinkNotOpened, message, hint)
}

/// Hands a target over to the system's program for it, or returns why that failed.
#[cfg(not(windows))]
async fn hand_over(target: OsString) -> Result<(), String> {
    let mut reason = String::new();
    for command in open::commands(&target) {
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
    Err(reason)
}

/// Hands a target over to the system's program for it, or returns why that failed.
#[cfg(windows)]
async fn hand_over(target: OsString) -> Result<(), String> {
    match tauri::async_runtime::spawn_blocking(move || open::that_detached(target)).await {
        Ok(opened) => opened.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
