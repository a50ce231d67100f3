//! Ending well: on Ctrl-C, and of the programs that were started.

use std::{
    process::{Child, Command, ExitStatus},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From here on, Ctrl-C and requests to stop no longer end this program but are remembered.
pub(crate) fn watch() -> Result<()> {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::Relaxed)).context("cannot watch for Ctrl-C")
}

/// Whether somebody wants this program to end.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Waits until a program ends; when this one is asked to end, ends that first, and says `None`.
pub(crate) fn wait(child: &mut Child, patience: Duration) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a program")? {
            return Ok(if asked() { None } else { Some(status) });
        }
        if asked() {
            end(child, patience);
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until a program ends, but not for ever: says `None` when it was ended because of its time.
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

/// Asks a program to end, and makes it when it has not after a while.
pub(crate) fn end(child: &mut Child, patience: Duration) {
    if cfg!(unix) {
        // The shell's own `kill`: the program of that name is not on every machine.
        let id = child.id().to_string();
        crate::paths::quietly(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]));
        let started = Instant::now();
        while started.elapsed() < patience {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
    // It fails when the program has just ended, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
}

/// A command that Ctrl-C on the terminal does not reach: it is part of cleaning up.
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
    fn a_program_is_asked_to_end_before_it_is_made_to() {
        let mut willing = Command::new("sleep").arg("600").spawn().unwrap();
        end(&mut willing, Duration::from_secs(10));
        assert_eq!(willing.wait().unwrap().signal(), Some(15));
    }

    #[test]
    fn a_program_that_does_not_listen_is_made_to_end() {
        let script = "trap '' TERM; echo ready; while :; do sleep 1; done";
        let mut deaf = Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 6];
        std::io::Read::read_exact(deaf.stdout.as_mut().unwrap(), &mut first).unwrap();
        end(&mut deaf, Duration::from_millis(100));
        assert_eq!(deaf.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn waiting_ends_with_the_program_or_with_the_time() {
        let mut quick = Command::new("true").spawn().unwrap();
        assert!(wait_at_most(&mut quick, Duration::from_secs(60)).unwrap().is_some_and(|status| status.success()));
        let mut slow = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(wait_at_most(&mut slow, Duration::from_millis(100)).unwrap().is_none());
        assert!(slow.try_wait().unwrap().is_some(), "it is still running");
    }
}
