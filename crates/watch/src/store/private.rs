//! Files and folders that only this user can access.

use std::{fs, io, path::Path};

/// Creates a folder and its parents, unless it exists. On Unix, only this user can access those that are created.
///
/// # Errors
/// When the folder cannot be created.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates a file, unless it exists. On Unix, only this user can access it: see [`restrict`].
///
/// # Errors
/// When the file cannot be created.
pub(super) fn create_file(file: &Path) -> io::Result<()> {
    if file.exists() {
        restrict(file);
        return Ok(());
    }
    let mut options = fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

/// On Unix, lets only this user access a file if there is one: the folder that it is in may not be private.
#[cfg(unix)]
pub(super) fn restrict(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |existing: fs::Metadata| existing.is_file() && existing.permissions().mode() & 0o077 != 0;
    if fs::metadata(file).is_ok_and(is_open) {
        // Another user's file can still be read.
        if let Err(error) = fs::set_permissions(file, fs::Permissions::from_mode(0o600)) {
            tracing::warn!(file = %file.display(), %error, "other users may read the store");
        }
    }
}

/// On Unix, lets only this user access a file.
#[cfg(not(unix))]
pub(super) fn restrict(_: &Path) {}
