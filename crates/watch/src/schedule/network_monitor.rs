//! Notices that the network is back, without polling: the system reports when an interface gets an address.

use std::{net::IpAddr, time::Duration};

use futures_util::{FutureExt, StreamExt};
use if_watch::{IfEvent, tokio::IfWatcher};

/// How long to wait after an interface gets its address, until routes and DNS work.
const SETUP_TIME: Duration = Duration::from_secs(3);

/// Waits for the network to come back. If the system cannot report that, it never does, and failed refreshes are
/// retried only on schedule.
pub struct NetworkMonitor(Option<IfWatcher>);

impl NetworkMonitor {
    /// Starts to listen.
    pub fn new() -> Self {
        let watcher = IfWatcher::new();
        Self(watcher.inspect_err(|error| tracing::info!(%error, "failed to listen for network changes")).ok())
    }

    /// Returns three seconds after an interface gets an address that is neither loopback nor link-local. The first call
    /// also returns for an address that already exists.
    pub async fn reconnected(&mut self) {
        let Some(watcher) = &mut self.0 else { return std::future::pending().await };
        loop {
            match watcher.next().await {
                Some(Ok(event)) if is_reconnection(&event) => break,
                Some(Ok(_)) => {}
                // The error would repeat forever, in a busy loop.
                Some(Err(error)) => {
                    tracing::warn!(%error, "no longer listening for network changes");
                    self.0 = None;
                    return std::future::pending().await;
                }
                None => return std::future::pending().await,
            }
        }
        tokio::time::sleep(SETUP_TIME).await;
        // Further addresses in the meantime belong to the same reconnection.
        while let Some(Some(_)) = watcher.next().now_or_never() {}
    }
}

impl Default for NetworkMonitor {
    fn default() -> Self {
        Self::new()
    }
}

fn is_reconnection(event: &IfEvent) -> bool {
    match event {
        IfEvent::Up(net) => match net.addr() {
            IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
            IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
        },
        IfEvent::Down(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_routable_address_is_a_reconnection() {
        let up = |net: &str| is_reconnection(&IfEvent::Up(net.parse().unwrap()));
        assert_eq!(["192.168.1.7/24", "2001:db8::7/64"].map(up), [true, true]);
        assert_eq!(["127.0.0.1/8", "169.254.3.4/16", "::1/128", "fe80::1/64"].map(up), [false; 4]);
        assert!(!is_reconnection(&IfEvent::Down("192.168.1.7/24".parse().unwrap())));
    }
}
