//! Notifications, on each platform's own service. A click on one opens the workspace that it speaks of.

use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use tauri::{AppHandle, Manager};
use watch::{Engine, Snooze, reminders::notification::Notification as Due};

use crate::{
    engine::Watching,
    picture,
    window::{self, Place},
};

/// The action that opens the workspace, as a click on the whole does.
const OPEN: &str = "default";

/// The action that puts it off.
const SNOOZE: &str = "snooze";

/// Shows a notice, and marks it as shown. Where no service answers it is logged, and tried once more after the next
/// start; the tray and the window show the state all the same.
pub(crate) fn show(app: AppHandle, engine: Engine, notice: Due) {
    let reader = engine.reader();
    let (title, body) = notice.text(&reader);
    let mut notification = notification(&title, &body);
    let (open, tomorrow) = (reader.words.text("notice-open"), reader.words.text("notice-tomorrow"));
    notification.action(OPEN, &open).action(SNOOZE, &tomorrow);
    match picture::of(notice.urgency(), &app.state::<Watching>().data_dir) {
        Ok(file) => drop(notification.image_path(&file.to_string_lossy())),
        Err(error) => tracing::debug!(%error, "the notification has no picture"),
    }
    #[cfg(all(unix, not(target_os = "macos")))]
    notification.hint(notify_rust::Hint::DesktopEntry("dev.licensewatch.desktop".to_owned()));
    #[cfg(not(target_os = "macos"))]
    notification.urgency(urgency(&notice));
    // The service may take its time, and a click may come much later: neither may hold up anything else.
    let shown = std::thread::Builder::new().name("notification".to_owned()).spawn(move || match notification.show() {
        Ok(handle) => {
            if let Err(error) = engine.mark_shown(&notice.ids) {
                tracing::error!(%error, "a notification that was shown may be shown again");
            }
            wait_for_click(&app, handle, &engine, &notice);
        }
        Err(error) => tracing::warn!(%error, "the notification is not shown"),
    });
    if let Err(error) = shown {
        tracing::warn!(%error, "the notification is not shown");
    }
}

/// Waits for what somebody does with a notification, which may be nothing.
fn wait_for_click(app: &AppHandle, handle: NotificationHandle, engine: &Engine, notice: &Due) {
    let waited = handle.wait_for_response(|response: &NotificationResponse| match response {
        response if opens(response) => {
            let (clicked, place) = (app.clone(), notice.workspace().map_or(Place::Start, Place::Workspace));
            let _ = app.run_on_main_thread(move || window::open(&clicked, place));
        }
        NotificationResponse::Action(action) if action == SNOOZE => {
            if let Err(error) = engine.snooze(&notice.ids, Snooze::Tomorrow) {
                tracing::error!(%error, "it is not told again");
            }
        }
        _ => {}
    });
    if let Err(error) = waited {
        tracing::warn!(%error, "a click on the notification leads nowhere");
    }
}

fn opens(response: &NotificationResponse) -> bool {
    match response {
        NotificationResponse::Default => true,
        NotificationResponse::Action(action) => action == OPEN,
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => false,
    }
}

/// How much it presses, in the words of the service. macOS has none.
#[cfg(not(target_os = "macos"))]
fn urgency(notice: &Due) -> notify_rust::Urgency {
    use watch::reminders::urgency::Urgency;
    match notice.urgency() {
        Urgency::Low => notify_rust::Urgency::Low,
        Urgency::Normal => notify_rust::Urgency::Normal,
        Urgency::Critical => notify_rust::Urgency::Critical,
    }
}

/// Says something of the application itself, for what it is worth.
pub(crate) fn say(title: &str, body: &str) {
    let notification = notification(title, body);
    let said = std::thread::Builder::new().name("notification".to_owned()).spawn(move || notification.show().map(drop));
    if let Err(error) = said {
        tracing::warn!(%error, "the notification is not shown");
    }
}

fn notification(title: &str, body: &str) -> Notification {
    let mut notification = Notification::new();
    notification.appname("License Watch").icon("dev.licensewatch.desktop").summary(title).body(&escape(body));
    notification
}

/// Whether a service shows notifications. Elsewhere than on Linux it is a part of the system.
pub(crate) async fn service_answers() -> bool {
    #[cfg(target_os = "linux")]
    return crate::bus::answers("org.freedesktop.Notifications").await;
    #[cfg(not(target_os = "linux"))]
    true
}

/// The body of a notification may hold markup on Linux, and names come from strangers.
fn escape(text: &str) -> String {
    match cfg!(all(unix, not(target_os = "macos"))) {
        true => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn names_are_text_and_never_markup() {
        assert_eq!(super::escape("<b>A&B</b>"), "&lt;b&gt;A&amp;B&lt;/b&gt;");
    }
}
