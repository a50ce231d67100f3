//! A program that runs in the background of a test.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take that happens within a second or two.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process, which is ended with the test.
pub(crate) struct Background {
    child: Child,
    log: PathBuf,
}

impl Background {
    /// Starts a program that logs into a folder.
    pub(crate) fn start(command: &mut Command, folder: &Path) -> Self {
        let name = Path::new(command.get_program()).file_name().unwrap().to_owned();
        let log = folder.join(name).with_extension("log");
        let file = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
        Self { child: command.spawn().unwrap(), log }
    }

    /// Waits until something is there.
    pub(crate) fn wait_for<T>(&mut self, what: &str, mut there: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = there() {
                return found;
            }
            let log = || std::fs::read_to_string(&self.log).unwrap();
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("no {what}, because the program has ended with {status}:\n{}", log());
            }
            assert!(Instant::now() < end, "no {what} in time:\n{}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // One that is killed leaves its workers behind.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let end = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
