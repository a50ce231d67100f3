//! Noticing that the network has come back, without looking for it: the system tells when an interface gets an address.

use std::{net::IpAddr, time::Duration};

use futures_util::{FutureExt, StreamExt};
use if_watch::{IfEvent, tokio::IfWatcher};

/// How long a network takes from its address to its routes and names.
const SETTLE: Duration = Duration::from_secs(3);

/// The network, listened to. Where the system does not tell, it never comes back, and what failed is tried again in its
/// own time.
pub struct Network(Option<IfWatcher>);

impl Network {
    /// Begins to listen.
    pub fn new() -> Self {
        let watcher = IfWatcher::new();
        Self(watcher.inspect_err(|error| tracing::info!(%error, "the return of the network is not noticed")).ok())
    }

    /// Returns when an interface that leads somewhere has got an address, and has had a moment to settle. At first that
    /// is at once, for those that are there.
    pub async fn came_back(&mut self) {
        let Some(watcher) = &mut self.0 else { return std::future::pending().await };
        loop {
            match watcher.next().await {
                Some(Ok(event)) if is_return(&event) => break,
                Some(Ok(_)) => {}
                // It says the same for ever: to ask again would keep a processor busy.
                Some(Err(error)) => {
                    tracing::warn!(%error, "the return of the network is no longer noticed");
                    self.0 = None;
                    return std::future::pending().await;
                }
                None => return std::future::pending().await,
            }
        }
        tokio::time::sleep(SETTLE).await;
        // What came with it is the same return.
        while let Some(Some(_)) = watcher.next().now_or_never() {}
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::new()
    }
}

fn is_return(event: &IfEvent) -> bool {
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
    fn only_an_address_that_leads_somewhere_is_a_return() {
        let up = |net: &str| is_return(&IfEvent::Up(net.parse().unwrap()));
        assert_eq!(["192.168.1.7/24", "2001:db8::7/64"].map(up), [true, true]);
        assert_eq!(["127.0.0.1/8", "169.254.3.4/16", "::1/128", "fe80::1/64"].map(up), [false; 4]);
        assert!(!is_return(&IfEvent::Down("192.168.1.7/24".parse().unwrap())));
    }
}
