//! Shows a file in the system's file manager.

use std::path::Path;

use ipc::failure::{ClientFailure, ClientFailureCode};

/// Shows a file in its folder.
///
/// # Errors
/// When there is no file manager.
#[cfg(target_os = "linux")]
pub(crate) async fn show(file: &Path) -> Result<(), ClientFailure> {
    let uri = tauri::Url::from_file_path(file).map_err(|()| failure("its path cannot be an address"))?;
    let shown = async {
        let bus = zbus::Connection::session().await?;
        let (name, path) = ("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1");
        bus.call_method(Some(name), path, Some(name), "ShowItems", &(vec![uri.as_str()], "")).await
    };
    shown.await.map(drop).map_err(|error| failure(&error.to_string()))
}

/// Shows a file in its folder.
///
/// # Errors
/// When the file manager does not start.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn show(file: &Path) -> Result<(), ClientFailure> {
    #[cfg(target_os = "macos")]
    let (program, argument) = ("open", std::ffi::OsString::from("-R"));
    #[cfg(not(target_os = "macos"))]
    let (program, argument) = ("explorer.exe", std::ffi::OsString::from("/select,"));
    let mut command = std::process::Command::new(program);
    command.arg(argument).arg(file);
    command.spawn().map(drop).map_err(|error| failure(&error.to_string()))
}

fn failure(reason: &str) -> ClientFailure {
    let hint = "Open the folder in the file manager.";
    ClientFailure::new(ClientFailureCode::Internal, format!("the file cannot be shown ({reason})"), hint)
}
