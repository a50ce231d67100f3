//! Child processes, each with its own log.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child as Process, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A running program. Dropping it kills the program.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: Process,
    log: PathBuf,
}

impl Child {
    /// Starts a program. Its standard error goes to a log in `logs`.
    ///
    /// # Errors
    /// If it does not start, usually because it is not installed.
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

    /// Takes its standard output, if that is piped and has not been taken yet.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.process.stdout.take()
    }

    /// Takes its standard input, if that is piped and has not been taken yet.
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

    /// Whether it has exited by itself.
    ///
    /// # Errors
    /// If that cannot be determined.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// Its exit code; `None` while it is running.
    ///
    /// # Errors
    /// If that cannot be determined, or it was killed by a signal.
    pub fn exit_code(&mut self) -> Result<Option<i32>> {
        let Some(status) = self.process.try_wait()? else { return Ok(None) };
        Ok(Some(status.code().with_context(|| format!("{} ended with {status}: {}", self.name, self.stderr()))?))
    }

    /// Whether this is the program with this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Kills it.
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
        // These fail if it has already exited.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command with an empty standard input, and whose standard output is discarded.
pub fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}
