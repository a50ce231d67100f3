//! Saving a text where somebody wishes, by the desktop's own dialog. The window hands over the text and never a path.

use std::path::Path;

use rfd::AsyncFileDialog;
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;
use watch::{Failure, FailureCode};

use crate::window;

/// Asks where to save a text, and saves it; false when somebody thought better of it.
///
/// # Errors
/// When there is no dialog to ask by, or the file cannot be written.
pub(crate) async fn save(app: &AppHandle, name: &str, text: String) -> Result<bool, Failure> {
    // A proposed name is a name, and leads nowhere.
    let name = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = app.path().document_dir().or_else(|_| app.path().home_dir()).ok();
    let (asked, answer) = oneshot::channel();
    let parent = app.get_webview_window(window::LABEL);
    // A dialog belongs to the thread of the windows; who waits for its answer does not.
    let shown = app.run_on_main_thread(move || {
        let dialog = AsyncFileDialog::new().set_file_name(name);
        let dialog = match folder.filter(|folder| folder.is_dir()) {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        let dialog = match &parent {
            Some(window) => dialog.set_parent(window),
            None => dialog,
        };
        // Nobody waits any longer when the window was closed meanwhile.
        let _ = asked.send(dialog.save_file());
    });
    shown.map_err(|error| failure(&error.to_string()))?;
    let dialog = answer.await.map_err(|_| failure("the dialog was not shown"))?;
    let Some(file) = dialog.await else { return Ok(false) };
    let written = tauri::async_runtime::spawn_blocking(move || std::fs::write(file.path(), text)).await;
    match written {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) => Err(failure(&error.to_string())),
        Err(error) => Err(failure(&error.to_string())),
    }
}

fn failure(reason: &str) -> Failure {
    let hint = "Choose another folder, in which you may write, or copy the text instead.";
    Failure::new(FailureCode::NotSaved, format!("the file cannot be saved ({reason})"), hint)
}
