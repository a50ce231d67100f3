//! The end of the session: logging out, shutting down, or a signal.

/// Waits until the system or the user ends the process.
#[cfg(unix)]
pub(crate) async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};

    async fn received(kind: SignalKind) {
        match signal(kind) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::warn!(%error, "failed to watch for a signal");
                std::future::pending().await
            }
        }
    }
    tokio::select! {
        () = received(SignalKind::terminate()) => {}
        () = received(SignalKind::interrupt()) => {}
        () = received(SignalKind::hangup()) => {}
        () = bus_gone() => tracing::info!("the session has ended"),
    }
}

#[cfg(target_os = "linux")]
async fn bus_gone() {
    crate::dbus::until_session_ends().await;
}

#[cfg(all(unix, not(target_os = "linux")))]
async fn bus_gone() {
    std::future::pending().await
}

/// Waits until the system or the user ends the process. Windows ends it without a word, which the store survives.
#[cfg(windows)]
pub(crate) async fn ended() {
    match tokio::signal::windows::ctrl_c() {
        Ok(mut interrupted) => drop(interrupted.recv().await),
        Err(_) => std::future::pending().await,
    }
}
