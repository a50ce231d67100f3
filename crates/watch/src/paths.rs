//! Where things are kept on this machine.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The environment variable that moves the store.
pub const DATA_DIR_VARIABLE: &str = "LICENSE_WATCH_DATA_DIR";

/// The application's id, under which the keyring and the system know it.
pub const APPLICATION_ID: &str = "dev.licensewatch.desktop";

/// No folder to keep data in: the system names no home for this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home folder to keep data in; set {DATA_DIR_VARIABLE} to a folder")]
pub struct NoDataDir;

/// The folder that holds the store and the logs: the system's own place for it, or what the environment says.
///
/// # Errors
/// When there is neither.
pub fn data_dir() -> Result<PathBuf, NoDataDir> {
    match std::env::var_os(DATA_DIR_VARIABLE).filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => ProjectDirs::from("dev", "licensewatch", "License Watch")
            .map(|dirs| dirs.data_local_dir().to_owned())
            .ok_or(NoDataDir),
    }
}
