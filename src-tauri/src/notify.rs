//! Notifications: shows the engine's reminders, and handles clicks on them.

use std::path::PathBuf;

use ::watch::{
    Snooze,
    deliver::{BoxFuture, NotShown, Notification, Notifier, ReminderId},
    reminders::urgency::Urgency,
};
use tauri::{AppHandle, Manager};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    engine::AppState,
    notification_icon,
    notification_service::{self, DEFAULT_ACTION, Lifetime, Popup, PopupEvent, Request},
    window::{self, Screen},
};

/// The action that snoozes the reminder until tomorrow.
const SNOOZE: &str = "snooze";

/// The engine's [`Notifier`] for the desktop's notification service.
pub(crate) struct DesktopNotifier {
    app: AppHandle,
    /// The folder to which icons are written.
    data_dir: PathBuf,
    requests: mpsc::UnboundedSender<Request>,
    /// Whether the service is available; `None` until that is known.
    is_available: watch::Receiver<Option<bool>>,
}

impl DesktopNotifier {
    /// Starts the task that talks to the service.
    pub(crate) fn start(app: AppHandle, data_dir: PathBuf) -> Self {
        let (requests, received) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(notification_service::serve(received));
        Self { app, data_dir, requests, is_available: watch_service() }
    }

    /// Shows a message about the application itself.
    pub(crate) fn show_message(&self, title: String, body: String) {
        self.request(Request::Show(message(title, body)));
    }

    fn request(&self, request: Request) {
        // Dropping the request also drops the sender of its outcome, so the caller learns that it failed.
        if self.requests.send(request).is_err() {
            tracing::error!("the task that talks to the notification service has ended");
        }
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
        let words = self.app.state::<AppState>().engine.audience().words;
        let icon = notification_icon::file(notification.urgency(), &self.data_dir);
        let (report, reported) = oneshot::channel();
        self.request(Request::Show(Popup {
            icon: icon.inspect_err(|error| tracing::debug!(%error, "failed to write the notification's icon")).ok(),
            urgency: notification.urgency(),
            actions: vec![(DEFAULT_ACTION, words.text("notice-open")), (SNOOZE, words.text("notice-tomorrow"))],
            lifetime: Lifetime::Application,
            on_event: Box::new(on_reminder_event(self.app.clone(), &notification, report)),
            reminders: notification.ids,
            title: notification.title,
            body: notification.body,
        }));
        Box::pin(async {
            let no_answer = || NotShown { reason: "the notification service did not respond".to_owned() };
            reported.await.unwrap_or_else(|_| Err(no_answer()))
        })
    }

    fn withdraw(&self, ids: &[ReminderId]) {
        self.request(Request::Withdraw(ids.to_vec()));
    }

    fn appeared(&self) -> BoxFuture<'_, ()> {
        let mut is_available = self.is_available.clone();
        Box::pin(async move {
            is_available.mark_unchanged();
            // Fails if the bus is gone. Then a new service cannot be detected.
            while is_available.changed().await.is_ok() {
                if *is_available.borrow_and_update() == Some(true) {
                    return;
                }
            }
            std::future::pending().await
        })
    }
}

/// Watches the session bus for a notification service.
#[cfg(target_os = "linux")]
fn watch_service() -> watch::Receiver<Option<bool>> {
    crate::dbus::watch(notification_service::SERVICE)
}

/// On other systems, the service is always available.
#[cfg(not(target_os = "linux"))]
fn watch_service() -> watch::Receiver<Option<bool>> {
    watch::channel(Some(true)).1
}

/// Returns the handler for the events of a reminder's notification.
fn on_reminder_event(
    app: AppHandle,
    notification: &Notification,
    report: oneshot::Sender<Result<(), NotShown>>,
) -> impl FnMut(PopupEvent) + Send + use<> {
    let (ids, workspace, mut report) = (notification.ids.clone(), notification.workspace(), Some(report));
    let mut answer = move |outcome| {
        if let Some(report) = report.take() {
            // Fails if the engine has stopped and no longer waits.
            let _ = report.send(outcome);
        }
    };
    move |event| match event {
        PopupEvent::Shown => answer(Ok(())),
        PopupEvent::NotShown(reason) => answer(Err(NotShown { reason })),
        PopupEvent::Action(action) if action == DEFAULT_ACTION => {
            let (clicked, screen) = (app.clone(), workspace.map_or(Screen::Start, Screen::Workspace));
            if let Err(error) = app.run_on_main_thread(move || window::open(&clicked, screen)) {
                tracing::warn!(%error, "failed to open the window from a notification");
            }
        }
        PopupEvent::Action(action) if action == SNOOZE => {
            let (app, ids) = (app.clone(), ids.clone());
            // The store may be locked for seconds.
            tauri::async_runtime::spawn_blocking(move || {
                if let Err(error) = app.state::<AppState>().engine.snooze(&ids, Snooze::Tomorrow) {
                    tracing::error!(%error, "failed to snooze a reminder");
                }
            });
        }
        PopupEvent::Action(action) => tracing::warn!(action, "unknown action of a notification"),
    }
}

/// Shows why the application cannot start, independently of the engine. Returns whether the service accepted the
/// notification.
pub(crate) async fn show_start_failure(title: String, body: String) -> bool {
    let (requests, received) = mpsc::unbounded_channel();
    tauri::async_runtime::spawn(notification_service::serve(received));
    let (report, reported) = oneshot::channel();
    let mut report = Some(report);
    let on_event = move |event| {
        if let Some(report) = report.take() {
            // Fails if the caller's timeout has passed.
            let _ = report.send(event == PopupEvent::Shown);
        }
    };
    let popup = Popup {
        urgency: Urgency::Critical,
        lifetime: Lifetime::Unlimited,
        on_event: Box::new(on_event),
        ..message(title, body)
    };
    requests.send(Request::Show(popup)).is_ok() && reported.await.unwrap_or(false)
}

fn message(title: String, body: String) -> Popup {
    Popup {
        reminders: Vec::new(),
        title,
        body,
        icon: None,
        urgency: Urgency::Normal,
        actions: Vec::new(),
        lifetime: Lifetime::Application,
        on_event: Box::new(|event| {
            if let PopupEvent::NotShown(reason) = event {
                tracing::warn!(reason, "a notification was not shown");
            }
        }),
    }
}

/// Whether notifications can be shown. Only on Linux may there be no service for them.
pub(crate) async fn is_available() -> bool {
    #[cfg(target_os = "linux")]
    return crate::dbus::is_available(notification_service::SERVICE).await;
    #[cfg(not(target_os = "linux"))]
    true
}
