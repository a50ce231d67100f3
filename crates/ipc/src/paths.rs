//! Where License Watch stores its data on this computer.

use std::{
    fs::DirBuilder,
    io,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;

/// The environment variable that sets the data folder.
pub const DATA_DIR_VARIABLE: &str = "LICENSE_WATCH_DATA_DIR";

/// There is no data folder, because this user has no home folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home folder for data; set {DATA_DIR_VARIABLE} to a folder")]
pub struct NoDataDir;

/// The folder with the store and the logs: the one in [`DATA_DIR_VARIABLE`], or else the system's default.
///
/// # Errors
/// When the variable is not set and this user has no home folder.
pub fn data_dir() -> Result<PathBuf, NoDataDir> {
    match std::env::var_os(DATA_DIR_VARIABLE).filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => ProjectDirs::from("dev", "licensewatch", "License Watch")
            .map(|dirs| dirs.data_local_dir().to_owned())
            .ok_or(NoDataDir),
    }
}

/// Creates a folder and its parents, unless it exists. On Unix, only this user can access those that are created.
///
/// # Errors
/// When the folder cannot be created.
pub fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
