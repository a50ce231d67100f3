//! A fresh Debian in a folder, in which packages are installed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::command;

/// The oldest Debian that the packages are for.
const SUITE: &str = "bookworm";

/// The system. What runs in it sees its own processes and mounts only, and ends with the command that started it.
pub(super) struct Debian {
    root: PathBuf,
}

impl Debian {
    /// A new one, in a folder. It is a copy of one that is downloaded once, which stays there.
    pub(super) fn fresh(folder: &Path) -> Result<Self> {
        if command::output(Command::new("id").arg("-u"))?.trim() != "0" {
            bail!("only root can install packages in a Debian of its own: run this as root, or in a container");
        }
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let (base, root) = (folder.join(SUITE), folder.join("root"));
        if !base.exists() {
            let partial = folder.join("partial");
            remove(&partial)?;
            let mut debootstrap = Command::new("debootstrap");
            debootstrap.args(["--variant=minbase", SUITE]).arg(&partial);
            command::run("download a Debian (once, two minutes)", &mut debootstrap)?;
            fs::rename(&partial, &base).with_context(|| format!("cannot create {}", base.display()))?;
        }
        remove(&root)?;
        command::run("copy it", Command::new("cp").arg("--archive").args([&base, &root]))?;
        Ok(Self { root })
    }

    /// The path of a file in it, as seen from outside.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Runs a shell's script as root. It fails when one of its commands does.
    pub(super) fn run(&self, what: &str, script: &str) -> Result<()> {
        command::run(what, &mut self.command(script))
    }

    /// Runs a shell's script as a user, in the user's home folder and in a session of its own.
    pub(super) fn run_as(&self, user: &str, what: &str, script: &str) -> Result<()> {
        fs::write(self.path("script"), format!("set -eu\n{script}\n")).context("cannot write the script")?;
        self.run(what, &format!("su - {user} --command 'sh /script'"))
    }

    /// Boots it, without a network, and waits until it ends; or for ten minutes.
    pub(super) fn boot(&self) -> Command {
        let mut timeout = Command::new("timeout");
        timeout.args(["--kill-after=30", "600", "systemd-nspawn", "--quiet", "--boot", "--directory"]).arg(&self.root);
        // Nothing of this system takes part in it, so that it also boots where systemd does not run.
        timeout.args(["--private-network", "--register=no", "--keep-unit", "--console=pipe", "--link-journal=no"]);
        timeout
    }

    /// Deletes it.
    pub(super) fn delete(self) -> Result<()> {
        remove(&self.root)
    }

    fn command(&self, script: &str) -> Command {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--root"]).arg(&self.root);
        unshare.args(["sh", "-euc", script]).env_clear();
        unshare.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", "/root").env("LC_ALL", "C.UTF-8");
        unshare.env("DEBIAN_FRONTEND", "noninteractive");
        unshare
    }
}

fn remove(folder: &Path) -> Result<()> {
    // Without following links, and without leaving the file system.
    let mut remove = Command::new("rm");
    command::output(remove.args(["--recursive", "--force", "--one-file-system"]).arg(folder)).map(drop)
}
