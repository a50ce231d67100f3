//! Requests to the notification service, and events from it.

use std::path::PathBuf;

use watch::{deliver::ReminderId, reminders::urgency::Urgency};

/// The action that a click on the notification itself invokes, by the specification of freedesktop.org.
pub(crate) const DEFAULT_ACTION: &str = "default";

/// A request to the service.
pub(crate) enum Request {
    /// Show a notification.
    Show(Popup),
    /// Remove the notifications of these reminders from the screen. Not possible on macOS and Windows.
    Withdraw(#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "not possible"))] Vec<ReminderId>),
}

/// A notification on the screen.
pub(crate) struct Popup {
    /// The reminders that it shows; empty for a message about the application itself.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "it cannot be withdrawn"))]
    pub(crate) reminders: Vec<ReminderId>,
    /// The title, without markup.
    pub(crate) title: String,
    /// The text, without markup.
    pub(crate) body: String,
    /// The file of its icon; `None` for the application's own.
    pub(crate) icon: Option<PathBuf>,
    /// How urgent it is.
    #[cfg_attr(target_os = "macos", expect(dead_code, reason = "macOS has no such thing"))]
    pub(crate) urgency: Urgency,
    /// The ids and texts of its buttons.
    pub(crate) actions: Vec<(&'static str, String)>,
    /// What happens to it when the application exits.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "it always stays"))]
    pub(crate) lifetime: Lifetime,
    /// Handles its events. Must not block.
    pub(crate) on_event: Box<dyn FnMut(PopupEvent) + Send>,
}

/// How long a notification may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// As long as the application runs, which has to handle a click. Some desktops remove it when the application
    /// exits.
    Application,
    /// Until the user closes it.
    Unlimited,
}

/// An event of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PopupEvent {
    /// The service accepted it.
    Shown,
    /// The service did not show it, for this reason.
    NotShown(String),
    /// The user chose the action with this id.
    Action(String),
}
