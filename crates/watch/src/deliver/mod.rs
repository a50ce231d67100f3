//! How a reminder reaches people: the port through which the engine hands a notification over, and learns whether it was
//! shown. Where nobody can be reached, the engine has no notifier, and what is due stays due.

mod backoff;

/// What [`Notifier`]s answer with.
pub use futures_util::future::BoxFuture;

pub use crate::reminders::notification::{Notification, ReminderId};
pub(crate) use backoff::Backoff;

/// A way to show notifications: a desktop's notification service, for example.
pub trait Notifier: Send + Sync + 'static {
    /// Shows a notification. The future completes when it is known whether it was shown, which may be never: until then
    /// the engine neither repeats it nor takes it for shown. Must not block.
    ///
    /// The future fails with the reason why it was not shown. The engine then tries again, later.
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>>;

    /// Takes a notification off the screen that is no longer true, or that the user has dealt with elsewhere: the one that
    /// was shown with these ids. Does nothing where the service cannot, or where it is gone already. Must not block.
    fn withdraw(&self, ids: &[ReminderId]);

    /// Completes when the service has appeared: what was not shown before is then tried again at once. Never completes
    /// where nothing reports that.
    fn appeared(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// A notification was not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NotShown {
    /// Why, for the log.
    pub reason: String,
}
