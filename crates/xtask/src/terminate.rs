//! Ends this program cleanly on Ctrl-C, and the programs that it started.

use std::{
    process::{Child, Command, ExitStatus},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From here on, Ctrl-C and SIGTERM no longer end this program: [`requested`] reports them.
pub(crate) fn catch() -> Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::Relaxed)).context("cannot watch for Ctrl-C")
}

/// Whether this program was requested to end.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// Waits until a program ends; if this one is requested to end, ends that first and returns `None`.
pub(crate) fn wait(child: &mut Child, grace: Duration) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a program")? {
            return Ok(if requested() { None } else { Some(status) });
        }
        if requested() {
            end(child, grace);
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until a program ends; after the given time, ends it and returns `None`.
pub(crate) fn wait_at_most(child: &mut Child, time: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    while started.elapsed() < time {
        if let Some(status) = child.try_wait().context("cannot wait for a program")? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(50));
    }
    end(child, Duration::from_secs(2));
    Ok(None)
}

/// Sends SIGTERM to a program, and kills it if it still runs after the grace period.
pub(crate) fn end(child: &mut Child, grace: Duration) {
    if cfg!(unix) {
        // The shell's builtin `kill`: not every machine has the program.
        let id = child.id().to_string();
        crate::paths::quietly(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]));
        let started = Instant::now();
        while started.elapsed() < grace {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
    // It fails if the program has just ended, which is fine.
    let _ = child.kill();
    let _ = child.wait();
}

/// Keeps Ctrl-C on the terminal from a command that cleans up, by a process group of its own.
pub(crate) fn sheltered(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::Stdio};

    use super::*;

    #[test]
    fn a_program_gets_a_sigterm_first() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        end(&mut child, Duration::from_secs(10));
        assert_eq!(child.wait().unwrap().signal(), Some(15));
    }

    #[test]
    fn a_program_that_ignores_sigterm_is_killed() {
        let script = "trap '' TERM; echo ready; while :; do sleep 1; done";
        let mut child = Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 6];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        end(&mut child, Duration::from_millis(100));
        assert_eq!(child.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn waiting_ends_with_the_program_or_after_the_time() {
        let mut quick = Command::new("true").spawn().unwrap();
        assert!(wait_at_most(&mut quick, Duration::from_secs(60)).unwrap().is_some_and(|status| status.success()));
        let mut slow = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(wait_at_most(&mut slow, Duration::from_millis(100)).unwrap().is_none());
        assert!(slow.try_wait().unwrap().is_some(), "it is still running");
    }
}
