//! A temporary profile, which is deleted with its secrets.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{command, paths, terminate};

/// Moves the store of every binary.
pub(crate) const DATA_DIR: &str = "LICENSE_WATCH_DATA_DIR";

/// A profile that only its owner can read, and that is deleted after use.
pub(crate) struct Profile {
    folder: PathBuf,
}

impl Profile {
    /// An empty one.
    pub(crate) fn create() -> Result<Self> {
        let folder = env::temp_dir().join(format!("license-watch-demo-{}", std::process::id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of a fleet file that is deleted with it.
    pub(crate) fn fleet(&self) -> PathBuf {
        self.folder.join("sandbox.toml")
    }

    /// Adds the workspaces of its fleet file to its store, and their tokens to the keyring.
    pub(crate) fn import(&self) -> Result<()> {
        let mut command = self.headless()?;
        command.args(["workspace", "import"]).arg(self.fleet()).arg("--unchecked");
        command::run("add its workspaces to the profile, and their tokens to the keyring", &mut command)
    }

    /// Removes the secrets from the keyring, and then the profile, which knows which they are.
    pub(crate) fn delete(self) -> Result<()> {
        let mut command = self.headless()?;
        terminate::sheltered(&mut command).args(["workspace", "remove", "--all", "--yes"]);
        command::run("take the tokens out of the keyring", &mut command).with_context(|| {
            let folder = self.folder.display();
            format!("tokens of the sandbox may be left in the keyring; the profile is kept in {folder}")
        })?;
        fs::remove_dir_all(&self.folder).with_context(|| format!("cannot delete {}", self.folder.display()))
    }

    /// The headless binary, on this profile.
    fn headless(&self) -> Result<Command> {
        let mut command = Command::new(paths::built("debug", "license-watch")?);
        command.env(DATA_DIR, &self.folder);
        Ok(command)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_profile_is_for_its_owner_only() {
        let profile = Profile::create().unwrap();
        let mode = fs::metadata(profile.folder()).unwrap().permissions().mode();
        fs::remove_dir_all(profile.folder()).unwrap();
        assert_eq!(mode & 0o777, 0o700);
    }
}
