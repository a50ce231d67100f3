//! The signals that a service gets.

use std::io;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    Stop,
    Reload,
}

/// The signals from now on.
pub(super) struct Signals {
    from_system: FromSystem,
    /// Whether a reload was asked for while something else was awaited.
    is_reload_due: bool,
}

impl Signals {
    /// Listens. A signal that nobody listens to ends the program.
    ///
    /// # Errors
    /// If the system does not allow it.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { from_system: FromSystem::listen()?, is_reload_due: false })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Signal {
        if std::mem::take(&mut self.is_reload_due) {
            return Signal::Reload;
        }
        self.from_system.next().await
    }

    /// Does something, unless it is to stop before that is done. A reload has to wait.
    pub(super) async fn unless_stopped<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Some(done),
                signal = self.from_system.next() => match signal {
                    Signal::Stop => return None,
                    Signal::Reload => self.is_reload_due = true,
                }
            }
        }
    }
}

#[cfg(unix)]
struct FromSystem {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl FromSystem {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }
}

#[cfg(windows)]
struct FromSystem(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl FromSystem {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Stop
    }
}
