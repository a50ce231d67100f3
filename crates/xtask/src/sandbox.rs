//! Runs the sandbox as a program that ends with this one.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{paths, terminate};

/// The start of the last line that the sandbox prints before it answers.
const READY: &str = "ready on ";

/// A running sandbox; it ends when this is dropped, and also when this program is killed.
pub(crate) struct Sandbox {
    program: Child,
    /// Held open: the sandbox runs until it closes.
    _life: ChildStdin,
}

impl Sandbox {
    /// Starts it, prints its output, and waits until it answers. It writes a fleet file with its workspaces.
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

/// Passes on what the sandbox prints, until it prints that it is ready.
fn wait_until_ready(said: &mut BufReader<impl Read>, mut print: impl FnMut(&str)) -> Result<()> {
    for line in said.lines() {
        let line = line.context("cannot read the sandbox's output")?;
        print(&line);
        if line.starts_with(READY) {
            return Ok(());
        }
    }
    bail!("the sandbox ended before it was ready; its output is above")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_is_what_the_sandbox_says_last() {
        let mut printed = Vec::new();
        let mut said = BufReader::new("Acme: modern\nready on http://127.0.0.1:4711\nlater\n".as_bytes());
        wait_until_ready(&mut said, |line| printed.push(line.to_owned())).unwrap();
        assert_eq!(printed, ["Acme: modern", "ready on http://127.0.0.1:4711"]);
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "later\n", "the rest is still there");
    }

    #[test]
    fn a_sandbox_that_ends_early_is_an_error() {
        let mut said = BufReader::new("Acme: modern\n".as_bytes());
        assert!(wait_until_ready(&mut said, |_| ()).unwrap_err().to_string().contains("before it was ready"));
    }
}
