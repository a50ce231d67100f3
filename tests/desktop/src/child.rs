//! A program that runs in a desktop, with its own log. It ends with its owner.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child as Process, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A program that runs until this is dropped.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: Process,
    log: PathBuf,
}

impl Child {
    /// Starts a program. Its standard error goes into a log in that folder.
    ///
    /// # Errors
    /// If it does not start: most often because it is not installed.
    pub fn start(command: &mut Command, logs: &Path) -> Result<Self> {
        let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let log = logs.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let process = command.stderr(file).spawn();
        let process = process.with_context(|| format!("{name} does not start: `cargo xtask setup` installs it"))?;
        Ok(Self { name, process, log })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Its standard output, if that was piped and not taken yet.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.process.stdout.take()
    }

    /// Its standard input, if that was piped and not taken yet.
    pub fn stdin(&mut self) -> Option<ChildStdin> {
        self.process.stdin.take()
    }

    /// Fails with its standard error if it has ended.
    ///
    /// # Errors
    /// If it has ended.
    pub fn check(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            Some(status) => bail!("{} ended with {status}: {}", self.name, self.stderr()),
            None => Ok(()),
        }
    }

    /// Whether it has ended by itself.
    ///
    /// # Errors
    /// If the system cannot tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// The code with which it has ended; `None` while it runs.
    ///
    /// # Errors
    /// When the system does not say, or a signal ended it.
    pub fn exit_code(&mut self) -> Result<Option<i32>> {
        let Some(status) = self.process.try_wait()? else { return Ok(None) };
        Ok(Some(status.code().with_context(|| format!("{} ended with {status}: {}", self.name, self.stderr()))?))
    }

    /// Whether it is the program of that name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Kills it, as a crash would.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Its standard error so far.
    pub fn stderr(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program with an empty standard input, whose standard output is discarded.
pub fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}
