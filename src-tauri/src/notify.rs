//! Notifications: what they say, and what a click on one does.

use tauri::{AppHandle, Manager};
use tokio::sync::{mpsc, oneshot};
use watch::{
    Engine, Snooze,
    notice::{Notice, Urgency},
};

use crate::{
    engine::AppState,
    notification_icon,
    notification_service::{self, DEFAULT_ACTION, Lifetime, Popup, PopupEvent},
    window::{self, Screen},
};

/// The action that snoozes the reminder until tomorrow.
const SNOOZE: &str = "snooze";

/// The way to the notification service.
pub(crate) struct Notifier(mpsc::UnboundedSender<Popup>);

impl Notifier {
    /// Starts the task that talks to the service.
    pub(crate) fn start() -> Self {
        let (sender, popups) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(notification_service::serve(popups));
        Self(sender)
    }

    /// Shows the reason why the application ends. Returns whether the service has taken it over.
    pub(crate) async fn show_farewell(&self, title: String, body: String) -> bool {
        let (report, reported) = oneshot::channel();
        let mut report = Some(report);
        let on_event = move |event| {
            if let Some(report) = report.take() {
                // Nobody waits any longer if the service took too long.
                let _ = report.send(event == PopupEvent::Shown);
            }
        };
        self.show(Popup {
            urgency: Urgency::Critical,
            lifetime: Lifetime::Unlimited,
            on_event: Box::new(on_event),
            ..message(title, body)
        });
        reported.await.unwrap_or(false)
    }

    fn show(&self, popup: Popup) {
        if self.0.send(popup).is_err() {
            tracing::error!("a notification is not shown: its task has ended");
        }
    }
}

/// Shows a reminder, and marks it as shown. If no service shows it, it is tried once more after the next start; tray and
/// window show the state in any case.
pub(crate) fn show_reminder(app: &AppHandle, engine: &Engine, notice: Notice) {
    let reader = engine.reader();
    let (title, body) = notice.text(&reader);
    let icon = notification_icon::file(notice.urgency(), &app.state::<AppState>().data_dir);
    let actions =
        vec![(DEFAULT_ACTION, reader.words.say("notice-open")), (SNOOZE, reader.words.say("notice-tomorrow"))];
    app.state::<Notifier>().show(Popup {
        title,
        body,
        icon: icon.inspect_err(|error| tracing::debug!(%error, "the notification has no icon")).ok(),
        urgency: notice.urgency(),
        actions,
        lifetime: Lifetime::Application,
        on_event: Box::new(on_reminder_event(app.clone(), engine.clone(), notice)),
    });
}

/// What is done when something happens to a reminder. The store is written on another thread: it may be locked for seconds.
fn on_reminder_event(app: AppHandle, engine: Engine, notice: Notice) -> impl FnMut(PopupEvent) + Send {
    move |event| match event {
        PopupEvent::Shown => {
            let (engine, ids) = (engine.clone(), notice.ids.clone());
            tauri::async_runtime::spawn_blocking(move || {
                if let Err(error) = engine.mark_shown(&ids) {
                    tracing::error!(%error, "a notification that was shown may be shown again");
                }
            });
        }
        PopupEvent::NotShown(reason) => tracing::warn!(reason, "the notification is not shown"),
        PopupEvent::Action(action) if action == DEFAULT_ACTION => {
            let (clicked, screen) = (app.clone(), notice.workspace().map_or(Screen::Start, Screen::Workspace));
            if let Err(error) = app.run_on_main_thread(move || window::open(&clicked, screen)) {
                tracing::warn!(%error, "a click on the notification opens nothing");
            }
        }
        PopupEvent::Action(action) if action == SNOOZE => {
            let (engine, ids) = (engine.clone(), notice.ids.clone());
            tauri::async_runtime::spawn_blocking(move || {
                if let Err(error) = engine.snooze(&ids, Snooze::Tomorrow) {
                    tracing::error!(%error, "the reminder is not snoozed");
                }
            });
        }
        PopupEvent::Action(action) => tracing::warn!(action, "the notification has no such action"),
    }
}

/// Shows a message about the application itself.
pub(crate) fn show_message(app: &AppHandle, title: String, body: String) {
    app.state::<Notifier>().show(message(title, body));
}

fn message(title: String, body: String) -> Popup {
    Popup {
        title,
        body,
        icon: None,
        urgency: Urgency::Normal,
        actions: Vec::new(),
        lifetime: Lifetime::Application,
        on_event: Box::new(|event| {
            if let PopupEvent::NotShown(reason) = event {
                tracing::warn!(reason, "the notification is not shown");
            }
        }),
    }
}

/// Whether a service shows notifications. Only on Linux is there a desktop without one.
pub(crate) async fn is_available() -> bool {
    #[cfg(target_os = "linux")]
    return crate::dbus::is_available("org.freedesktop.Notifications").await;
    #[cfg(not(target_os = "linux"))]
    true
}
