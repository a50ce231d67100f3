//! Waiting for a condition by polling.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

/// How long to wait for anything. Long, for slow machines.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// The time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Polls until there is a value, and returns it. If a poll fails, it is retried.
///
/// # Errors
/// If there is no value within [`TIMEOUT`]. Contains the error of the last poll.
pub async fn until<T>(what: &str, mut poll: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        let polled = poll().await;
        if let Ok(Some(value)) = polled {
            return Ok(value);
        }
        if start.elapsed() > TIMEOUT {
            let last = polled.err().map_or("timed out".to_owned(), |error| format!("{error:#}"));
            bail!("waited {} s for {what}: {last}", TIMEOUT.as_secs());
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Polls until a condition is true.
///
/// # Errors
/// If it is not true within [`TIMEOUT`].
pub async fn until_true(what: &str, mut poll: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    until(what, async || Ok(poll().await?.then_some(()))).await
}

/// Returns when this program receives Ctrl-C or SIGTERM, so that it can stop its desktop.
pub async fn until_terminated() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated => {}
    }
}
