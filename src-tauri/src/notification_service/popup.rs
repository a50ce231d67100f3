//! A notification, and what happens to it.

use std::path::PathBuf;

use watch::{deliver::ReminderId, reminders::urgency::Urgency};

/// The application's id, under which desktops find its name and icon.
pub(super) const APPLICATION_ID: &str = "dev.licensewatch.desktop";

/// The action that a click on the notification itself invokes, by the specification of freedesktop.org.
pub(crate) const DEFAULT_ACTION: &str = "default";

/// What the service is asked for.
pub(crate) enum Request {
    /// To show a notification.
    Show(Popup),
    /// To take the notification of these reminders off the screen. Not possible on macOS and Windows.
    Withdraw(Vec<ReminderId>),
}

/// A notification on the screen.
pub(crate) struct Popup {
    /// The reminders that it shows; none for a message about the application itself.
    pub(crate) reminders: Vec<ReminderId>,
    /// The title, without markup.
    pub(crate) title: String,
    /// The text, without markup.
    pub(crate) body: String,
    /// The file of its icon; `None` for the application's own.
    pub(crate) icon: Option<PathBuf>,
    /// How much it presses.
    pub(crate) urgency: Urgency,
    /// What the user can do with it: ids, and the texts of the buttons.
    pub(crate) actions: Vec<(&'static str, String)>,
    /// What becomes of it when the application ends.
    pub(crate) lifetime: Lifetime,
    /// Called with what happens to it. It must not block.
    pub(crate) on_event: Box<dyn FnMut(PopupEvent) + Send>,
}

/// How long a notification may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// As long as the application runs, since a click on it opens a window. Some desktops remove it when it ends.
    Application,
    /// Until the user has read it.
    Unlimited,
}

/// What happens to a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PopupEvent {
    /// The service has taken it over.
    Shown,
    /// The service did not show it, and why.
    NotShown(String),
    /// The user chose the action with this id.
    Action(String),
}
