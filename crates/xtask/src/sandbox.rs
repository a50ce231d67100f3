//! The stand-in server of the demonstration, as a program that ends with this one.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{paths, terminate};

/// The last line that the sandbox says before it answers.
const READY: &str = "ready on ";

/// A running sandbox; it ends when this is dropped, and also when this program is killed.
pub(crate) struct Sandbox {
    program: Child,
    /// Held open: the sandbox runs until it closes.
    _life: ChildStdin,
}

impl Sandbox {
    /// Starts it, tells what it says, and waits until it answers. It writes a fleet file that names its workspaces.
    pub(crate) fn start(fleet: &Path) -> Result<Self> {
        let path = paths::built("debug", "sandbox")?;
        let mut program = Command::new(&path)
            .arg("--until-stdin-closes")
            .arg("--fleet")
            .arg(fleet)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("the sandbox does not start ({})", path.display()))?;
        let (Some(life), Some(said)) = (program.stdin.take(), program.stdout.take()) else {
            bail!("the sandbox has no input or no output");
        };
        let sandbox = Self { program, _life: life };
        let mut said = BufReader::new(said);
        wait_until_ready(&mut said, |line| println!("  {line}"))?;
        // Read on: a full pipe would stop it.
        thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        terminate::end(&mut self.program, Duration::from_secs(2));
    }
}

/// Passes on what the sandbox says, until it says that it is ready.
fn wait_until_ready(said: &mut BufReader<impl Read>, mut tell: impl FnMut(&str)) -> Result<()> {
    for line in said.lines() {
        let line = line.context("cannot read what the sandbox says")?;
        tell(&line);
        if line.starts_with(READY) {
            return Ok(());
        }
    }
    bail!("the sandbox ended before it was ready; what it said is above")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_is_what_the_sandbox_says_last() {
        let mut told = Vec::new();
        let mut said = BufReader::new("Acme: modern\nready on http://127.0.0.1:4711\nlater\n".as_bytes());
        wait_until_ready(&mut said, |line| told.push(line.to_owned())).unwrap();
        assert_eq!(told, ["Acme: modern", "ready on http://127.0.0.1:4711"]);
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "later\n", "nothing after it is swallowed");
    }

    #[test]
    fn a_sandbox_that_ends_early_is_an_error() {
        let mut said = BufReader::new("Acme: modern\n".as_bytes());
        assert!(wait_until_ready(&mut said, |_| ()).unwrap_err().to_string().contains("before it was ready"));
    }
}
