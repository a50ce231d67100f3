//! Saving a text where somebody wishes, by the desktop's own dialog. The window hands over the text and never a path.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

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
    let written = tauri::async_runtime::spawn_blocking(move || write(file.path(), &text)).await;
    match written {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) => Err(failure(&error.to_string())),
        Err(error) => Err(failure(&error.to_string())),
    }
}

/// Writes a file as a whole, or leaves the one that was there as it was.
fn write(path: &Path, text: &str) -> io::Result<()> {
    // What a link leads to, and not the link.
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
        // In some folders one may write that file and no other.
        None => fs::write(path, text),
    }
}

/// A new file that others may read or not, as the system has it.
fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn failure(reason: &str) -> Failure {
    let hint = "Choose another folder, in which you may write, or copy the text instead.";
    Failure::new(FailureCode::NotSaved, format!("the file cannot be saved ({reason})"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("export.json");
        for text in ["the first, which is longer", "the second"] {
            write(&file, text).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(folder.path(), "a folder is no file").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "the second");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_as_readable_as_any_other_and_a_link_stays_one() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (file, plain, link) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
        write(&file, "").unwrap();
        fs::write(&plain, "").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&file), mode(&plain));
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        write(&file, "").unwrap();
        assert_eq!(mode(&file) & 0o777, 0o600, "as somebody wanted it");
        symlink(&file, &link).unwrap();
        write(&link, "through it").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "through it");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
