//! Standard output for data, standard error for everything else.

use std::{
    io::{self, Write},
    path::Path,
};

use serde::Serialize;

use crate::{error::CommandError, misplaced};

/// Prints data. A reader that closes the pipe early is not an error.
pub(crate) fn print(data: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    match out.write_all(data.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(CommandError::Internal(format!("could not write to standard output ({error})"))),
    }
}

/// A document as JSON, to print it.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn json(document: &impl Serialize) -> Result<String, CommandError> {
    let text = serde_json::to_string_pretty(document);
    Ok(text.map_err(|error| CommandError::Internal(format!("could not write the JSON ({error})")))? + "\n")
}

/// Replaces a file in one step, so that whoever reads it at the same time reads the old or the new one. Everybody may read
/// it: the collector of metrics is another user.
pub(crate) fn replace(file: &Path, data: &str) -> Result<(), CommandError> {
    write(file, data, Readers::Everybody)
}

/// Saves a file in one step, for the user alone.
pub(crate) fn save(file: &Path, data: &str) -> Result<(), CommandError> {
    write(file, data, Readers::User)
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    Everybody,
    User,
}

fn write(file: &Path, data: &str, readers: Readers) -> Result<(), CommandError> {
    let written = || {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        // A collector that reads every file of a folder with a certain ending must not read this one.
        let mut new = tempfile::Builder::new();
        new.prefix(".license-watch-").suffix(".tmp");
        let mut new = new.tempfile_in(folder)?;
        new.write_all(data.as_bytes())?;
        #[cfg(unix)]
        if readers == Readers::Everybody {
            use std::os::unix::fs::PermissionsExt;
            new.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        #[cfg(not(unix))]
        let _ = readers;
        new.persist(file).map(drop).map_err(|error| error.error)
    };
    written().map_err(|error: io::Error| {
        CommandError::Internal(format!("could not write {} ({error})", misplaced::shown_file(file)))
    })
}

/// Prints a note beside the data. A closed standard error is ignored: there is no other place to report it.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "license-watch: {text}");
}
