//! Waits for a condition, by polling.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

/// How long anything may take on a slow machine.
pub const LIMIT: Duration = Duration::from_secs(60);

/// The time between two polls.
const PAUSE: Duration = Duration::from_millis(50);

/// Polls until there is a value, and returns it. An error of a poll is retried; after the limit the last one is returned.
///
/// # Errors
/// If there is no value within [`LIMIT`].
pub async fn until<T>(what: &str, mut poll: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        let polled = poll().await;
        if let Ok(Some(value)) = polled {
            return Ok(value);
        }
        if start.elapsed() > LIMIT {
            let last = polled.err().map_or("it never came".to_owned(), |error| format!("{error:#}"));
            bail!("waited {} s for {what}: {last}", LIMIT.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Polls until a condition is true.
///
/// # Errors
/// If it is not true within [`LIMIT`].
pub async fn until_so(what: &str, mut poll: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    until(what, async || Ok(poll().await?.then_some(()))).await
}

/// Returns when this program is asked to end, by Ctrl-C or by a signal. A desktop must not be left running then.
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
