//! How reminders reach the user: the port through which the engine passes a notification and learns whether it was
//! shown. In a program that cannot show notifications, the engine has no notifier, and due reminders stay due, unless they
//! go to a [`channel`].

mod backoff;
pub mod channel;

/// The return type of a [`Notifier`]'s methods.
pub use futures_util::future::BoxFuture;

pub use crate::reminders::notification::{Notification, ReminderId};
pub(crate) use backoff::Backoff;

/// A way to show notifications: a desktop's notification service, for example.
pub trait Notifier: Send + Sync + 'static {
    /// Shows a notification. Must not block. The future completes once it is known whether the notification was shown,
    /// which may be never. Until then, the engine neither repeats it nor marks it as shown.
    ///
    /// The future fails with the reason why it was not shown. The engine then tries again later.
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>>;

    /// Removes the notification that was shown with these ids from the screen, because it is no longer true, or the
    /// user has snoozed or completed its reminders elsewhere. Does nothing if the service cannot do that, or if the
    /// notification is already gone. Must not block.
    fn withdraw(&self, ids: &[ReminderId]);

    /// Completes when the service appears. The engine then retries failed notifications immediately. Never completes if
    /// that cannot be detected.
    fn appeared(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// A notification was not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NotShown {
    /// The reason, for the log.
    pub reason: String,
}
