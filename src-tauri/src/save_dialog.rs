//! Saves a text to a file that the user picks in the desktop's dialog. The window passes the text, but never a path.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use ipc::{
    failure::{ClientFailure, ClientFailureCode},
    message::SavedFile,
};
use rfd::AsyncFileDialog;
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use crate::window;

/// The file that was saved last.
#[derive(Default)]
pub(crate) struct LastSaved(Mutex<Option<PathBuf>>);

impl LastSaved {
    /// The file; `None` before the first.
    pub(crate) fn get(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, file: PathBuf) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }
}

/// Lets the user pick a file, and saves the text there. Returns `None` if the user cancels.
///
/// # Errors
/// When the dialog does not open, or the file cannot be written.
pub(crate) async fn save(app: &AppHandle, name: &str, text: String) -> Result<Option<SavedFile>, ClientFailure> {
    // Only the file name: the window must not choose the folder.
    let name = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = app.path().document_dir().or_else(|_| app.path().home_dir()).ok();
    let (opened, dialog) = oneshot::channel();
    let parent = app.get_webview_window(window::LABEL);
    // Dialogs must be created on the main thread, which must not wait for the user.
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
        // Fails if the window was closed in the meantime.
        let _ = opened.send(dialog.save_file());
    });
    shown.map_err(|error| failure(&error.to_string()))?;
    let dialog = dialog.await.map_err(|_| failure("the dialog was not shown"))?;
    let Some(file) = dialog.await else { return Ok(None) };
    let path = file.path().to_owned();
    let target = path.clone();
    let written = tauri::async_runtime::spawn_blocking(move || write(&target, &text)).await;
    match written {
        Ok(Ok(())) => {
            let saved = SavedFile { path: path.display().to_string() };
            app.state::<LastSaved>().set(path);
            Ok(Some(saved))
        }
        Ok(Err(error)) => Err(failure(&error.to_string())),
        Err(error) => Err(failure(&error.to_string())),
    }
}

/// Replaces the file atomically if its folder is writable, so that a failure leaves the old one unchanged.
fn write(path: &Path, text: &str) -> io::Result<()> {
    // Replace the target of a symbolic link, not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let beside = path.parent().and_then(|folder| new_file().tempfile_in(folder).ok());
    match beside {
        Some(mut new) => {
            if let Ok(old) = fs::metadata(&path) {
                new.as_file().set_permissions(old.permissions())?;
            }
            new.write_all(text.as_bytes())?;
            new.as_file().sync_all()?;
            new.persist(path)?;
            Ok(())
        }
        // The folder may be read-only while the file is not.
        None => fs::write(path, text),
    }
}

/// Creates files with the default permissions, which depend on the user's umask.
fn new_file() -> tempfile::Builder<'static, 'static> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "other systems have no umask"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn failure(reason: &str) -> ClientFailure {
    let hint = "Choose a writable folder, or copy the text instead.";
    ClientFailure::new(ClientFailureCode::NotSaved, format!("the file cannot be saved ({reason})"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_replaced_atomically_without_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("export.json");
        for text in ["the first, which is longer", "the second"] {
            write(&file, text).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(folder.path(), "a folder cannot be written").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "the second");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_symbolic_links_are_preserved() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (file, plain, link) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
        write(&file, "").unwrap();
        fs::write(&plain, "").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&file), mode(&plain));
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        write(&file, "").unwrap();
        assert_eq!(mode(&file) & 0o777, 0o600, "the permissions of the old file");
        symlink(&file, &link).unwrap();
        write(&link, "through it").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "through it");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
