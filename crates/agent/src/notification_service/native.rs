//! Notifications on macOS and Windows, where waiting for a click blocks a thread.

use std::{
    sync::{Arc, Once},
    thread,
};

use notify_rust::{Notification, NotificationResponse};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc::UnboundedReceiver},
};
use watch::vault::APPLICATION_ID;

use super::popup::{DEFAULT_ACTION, Popup, PopupEvent, Request};

/// How many notifications can wait for a click at the same time. Further ones are shown, but a click on them does
/// nothing.
const MAX_WAITING: usize = 8;

/// Shows notifications until all senders are dropped.
pub(crate) async fn serve(mut requests: UnboundedReceiver<Request>) {
    let permits = Arc::new(Semaphore::new(MAX_WAITING));
    while let Some(request) = requests.recv().await {
        let popup = match request {
            Request::Show(popup) => popup,
            Request::Withdraw(_) => continue,
        };
        let permit = Arc::clone(&permits).try_acquire_owned().ok();
        let runtime = Handle::current();
        let started = thread::Builder::new().name("notification".to_owned()).spawn(move || {
            // What a click does is spawned.
            let _entered = runtime.enter();
            show(popup, permit);
        });
        if let Err(error) = started {
            tracing::error!(%error, "failed to start a thread for a notification");
        }
    }
}

/// Shows a notification and, with a permit, waits until the user clicks or closes it.
fn show(mut popup: Popup, permit: Option<OwnedSemaphorePermit>) {
    REGISTERED.call_once(register);
    let handle = match notification(&popup).show() {
        Ok(handle) => handle,
        Err(error) => return (popup.on_event)(PopupEvent::NotShown(error.to_string())),
    };
    (popup.on_event)(PopupEvent::Shown);
    if permit.is_none() {
        return;
    }
    let waited = handle.wait_for_response(|response: &NotificationResponse| match response {
        NotificationResponse::Default => (popup.on_event)(PopupEvent::Action(DEFAULT_ACTION.to_owned())),
        NotificationResponse::Action(action) => (popup.on_event)(PopupEvent::Action(action.clone())),
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => {}
    });
    if let Err(error) = waited {
        tracing::warn!(%error, "failed to wait for a click on a notification");
    }
}

/// Whether the system knows whose notifications these are.
static REGISTERED: Once = Once::new();

/// Tells the system whose notifications these are: it shows them with this application's name and icon, and has settings
/// for them.
#[cfg(windows)]
fn register() {
    // An application without an entry in the Start menu needs this, and for one with an entry it is the same.
    let key = windows_registry::CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{APPLICATION_ID}"));
    if let Err(error) = key.and_then(|key| key.set_string("DisplayName", "License Watch")) {
        tracing::warn!(%error, "failed to register for notifications");
    }
}

/// Tells the system whose notifications these are: those of the application that contains this program.
#[cfg(target_os = "macos")]
fn register() {
    if let Err(error) = notify_rust::set_application(APPLICATION_ID) {
        tracing::warn!(%error, "failed to register for notifications");
    }
}

fn notification(popup: &Popup) -> Notification {
    let mut notification = Notification::new();
    notification.appname("License Watch").icon(APPLICATION_ID).summary(&popup.title).body(&popup.body);
    for (id, text) in &popup.actions {
        notification.action(id, text);
    }
    if let Some(icon) = &popup.icon {
        notification.image_path(&icon.to_string_lossy());
    }
    #[cfg(windows)]
    notification.app_id(APPLICATION_ID).urgency(urgency(popup.urgency));
    notification
}

/// Converts the urgency for the library. Notifications on macOS have none.
#[cfg(windows)]
fn urgency(urgency: watch::reminders::urgency::Urgency) -> notify_rust::Urgency {
    use watch::reminders::urgency::Urgency;
    match urgency {
        Urgency::Low => notify_rust::Urgency::Low,
        Urgency::Normal => notify_rust::Urgency::Normal,
        Urgency::Critical => notify_rust::Urgency::Critical,
    }
}
