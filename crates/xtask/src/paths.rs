//! The folders that everything runs in: the root of the repository and cargo's target folder.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

/// Changes to the root, whichever folder this was started in.
pub(crate) fn enter() -> Result<()> {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = manifest.ancestors().nth(2).context("crates/xtask is not two folders below the root")?;
    env::set_current_dir(root).with_context(|| format!("cannot enter {}", root.display()))
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// The absolute path of a program that cargo has built: it may run in another folder.
pub(crate) fn built(profile: &str, program: &str) -> Result<PathBuf> {
    absolute(format!("{profile}/{program}{}", env::consts::EXE_SUFFIX))
}

/// The absolute path of a file in the folder that cargo builds into.
pub(crate) fn absolute(path: impl AsRef<Path>) -> Result<PathBuf> {
    let path = target().join(path);
    std::path::absolute(&path).with_context(|| format!("cannot find {}", path.display()))
}

/// Whether a command succeeds. Its output is discarded.
pub(crate) fn quietly(command: &mut Command) -> bool {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}
