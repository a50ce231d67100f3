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
        () = session_gone() => tracing::info!("the session has ended"),
    }
}

#[cfg(target_os = "linux")]
async fn session_gone() {
    crate::dbus::until_session_ends().await;
}

#[cfg(target_os = "macos")]
async fn session_gone() {
    ENDING.notified().await;
}

/// Waits until the system or the user ends the process.
#[cfg(windows)]
pub(crate) async fn ended() {
    let interrupted = async {
        match tokio::signal::windows::ctrl_c() {
            Ok(mut interrupted) => drop(interrupted.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = ENDING.notified() => tracing::info!("the session has ended"),
    }
}

/// The system has told the main thread's event loop that the session ends.
#[cfg(not(target_os = "linux"))]
static ENDING: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// The session ends, as the main thread's event loop has learned.
#[cfg(not(target_os = "linux"))]
pub(crate) fn end() {
    ENDING.notify_one();
}
