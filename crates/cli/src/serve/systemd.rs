//! Tells systemd how the service is, by `sd_notify(3)`: a datagram to the socket that the environment names.

use std::{sync::Arc, time::Duration};

use super::site::Site;

/// The connection to systemd; nothing is sent if it did not start this process.
#[derive(Clone)]
pub(super) struct Systemd {
    #[cfg(unix)]
    socket: Option<std::ffi::OsString>,
    /// How often it wants to hear that the service lives.
    watchdog: Option<Duration>,
}

impl Systemd {
    pub(super) fn from_environment() -> Self {
        let number = |name| std::env::var(name).ok()?.parse::<u64>().ok();
        let is_ours = number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
        let limit = number("WATCHDOG_USEC").filter(|limit| *limit > 0 && is_ours);
        Self {
            #[cfg(unix)]
            socket: std::env::var_os("NOTIFY_SOCKET").filter(|socket| !socket.is_empty()),
            watchdog: limit.map(|limit| Duration::from_micros(limit) / 2),
        }
    }

    /// Reports that it has started, or has read its files again, with its status.
    pub(super) fn ready(&self, status: &str) {
        self.notify(&format!("READY=1\n{}", line(status)));
    }

    /// Reports its status: how it is now, or why it ends. `systemctl status` shows it even when the log of a failed start is out
    /// of sight, because the start is tried again.
    pub(super) fn status(&self, status: &str) {
        self.notify(&line(status));
    }

    /// That it reads its files again.
    pub(super) fn reloading(&self) {
        #[cfg(unix)]
        {
            let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
            let micros = i128::from(now.tv_sec) * 1_000_000 + i128::from(now.tv_nsec) / 1000;
            self.notify(&format!("RELOADING=1\nMONOTONIC_USEC={micros}"));
        }
    }

    /// That it ends.
    pub(super) fn stopping(&self) {
        self.notify("STOPPING=1");
    }

    /// Reports as often as systemd wants that the service lives, as long as it does.
    pub(super) fn watchdog(&self, site: Arc<Site>) -> impl Future<Output = ()> + use<> {
        let systemd = self.clone();
        async move {
            let Some(every) = systemd.watchdog else { return };
            while site.is_alive() {
                systemd.notify("WATCHDOG=1");
                tokio::time::sleep(every).await;
            }
        }
    }

    #[cfg(unix)]
    fn notify(&self, message: &str) {
        use std::os::unix::net::{SocketAddr, UnixDatagram};
        let Some(socket) = &self.socket else { return };
        let bytes = socket.as_encoded_bytes();
        let address = match bytes.strip_prefix(b"@") {
            #[cfg(target_os = "linux")]
            Some(name) => <SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(name),
            _ => SocketAddr::from_pathname(socket),
        };
        let sent = address.and_then(|address| UnixDatagram::unbound()?.send_to_addr(message.as_bytes(), &address));
        if let Err(error) = sent {
            crate::output::note(&format!("systemd cannot be notified ({error})"));
        }
    }

    /// No other system has it, or sets the variable.
    #[cfg(not(unix))]
    fn notify(&self, _: &str) {}
}

/// A status, which is one line.
fn line(status: &str) -> String {
    format!("STATUS={}", status.replace(['\n', '\r'], " "))
}
