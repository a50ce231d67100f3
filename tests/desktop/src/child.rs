//! A program that a desktop is made of: with a log of its own, and ended with it.

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
    /// Starts a program. What it says on standard error goes into a log in that folder.
    ///
    /// # Errors
    /// When it does not start: most often because it is not installed.
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

    /// Fails, with what it said last, when it has ended.
    ///
    /// # Errors
    /// When it has ended.
    pub fn check(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            Some(status) => bail!("{} ended with {status}: {}", self.name, self.said()),
            None => Ok(()),
        }
    }

    /// Whether it has ended by itself, and well.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// The code with which it has ended; `None` while it runs.
    ///
    /// # Errors
    /// When the system does not say, or a signal ended it.
    pub fn exit_code(&mut self) -> Result<Option<i32>> {
        let Some(status) = self.process.try_wait()? else { return Ok(None) };
        Ok(Some(status.code().with_context(|| format!("{} ended with {status}: {}", self.name, self.said()))?))
    }

    /// Whether it is the program of that name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Ends it at once, as a crash does.
    ///
    /// # Errors
    /// When the system does not do it.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// What it said on standard error.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program with nothing on its standard input, whose output goes nowhere.
pub fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}
