//! Waiting for what will happen.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

/// How long anything may take on a slow machine.
pub const LIMIT: Duration = Duration::from_secs(60);

/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks until there is something to see, and returns it. An error of a look is a reason to look again; the last one is
/// told when the limit has passed.
///
/// # Errors
/// When there is nothing to see within [`LIMIT`].
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        let seen = look().await;
        if let Ok(Some(seen)) = seen {
            return Ok(seen);
        }
        if start.elapsed() > LIMIT {
            let last = seen.err().map_or("it never came".to_owned(), |error| format!("{error:#}"));
            bail!("waited {} s for {what}: {last}", LIMIT.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same for something that is either so or not.
///
/// # Errors
/// When it is not so within [`LIMIT`].
pub async fn until_so(what: &str, mut look: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    until(what, async || Ok(look().await?.then_some(()))).await
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
