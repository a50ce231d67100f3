//! Notifications: how the engine's reminders are shown, and what a click on one does.

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

/// The way to the desktop's notification service.
pub(crate) struct DesktopNotifier {
    app: AppHandle,
    /// Icons are written here.
    data_dir: PathBuf,
    requests: mpsc::UnboundedSender<Request>,
    /// Whether the service is there; `None` until that is known.
    is_present: watch::Receiver<Option<bool>>,
}

impl DesktopNotifier {
    /// Starts the task that talks to the service.
    pub(crate) fn start(app: AppHandle, data_dir: PathBuf) -> Self {
        let (requests, received) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(notification_service::serve(received));
        Self { app, data_dir, requests, is_present: watch_service() }
    }

    /// Shows a message about the application itself.
    pub(crate) fn show_message(&self, title: String, body: String) {
        self.request(Request::Show(message(title, body)));
    }

    fn request(&self, request: Request) {
        // A request that is not sent is dropped, and with it the promise of an answer.
        if self.requests.send(request).is_err() {
            tracing::error!("the task that talks to the notification service has ended");
        }
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
        let words = self.app.state::<AppState>().engine.reader().words;
        let icon = notification_icon::file(notification.urgency(), &self.data_dir);
        let (report, reported) = oneshot::channel();
        self.request(Request::Show(Popup {
            icon: icon.inspect_err(|error| tracing::debug!(%error, "the notification has no icon")).ok(),
            urgency: notification.urgency(),
            actions: vec![(DEFAULT_ACTION, words.text("notice-open")), (SNOOZE, words.text("notice-tomorrow"))],
            lifetime: Lifetime::Application,
            on_event: Box::new(on_reminder_event(self.app.clone(), &notification, report)),
            reminders: notification.ids,
            title: notification.title,
            body: notification.body,
        }));
        Box::pin(async {
            let no_answer = || NotShown { reason: "the notification service gave no answer".to_owned() };
            reported.await.unwrap_or_else(|_| Err(no_answer()))
        })
    }

    fn withdraw(&self, ids: &[ReminderId]) {
        self.request(Request::Withdraw(ids.to_vec()));
    }

    fn appeared(&self) -> BoxFuture<'_, ()> {
        let mut is_present = self.is_present.clone();
        Box::pin(async move {
            is_present.mark_unchanged();
            // It fails when the bus is gone: then nothing reports a service any more.
            while is_present.changed().await.is_ok() {
                if *is_present.borrow_and_update() == Some(true) {
                    return;
                }
            }
            std::future::pending().await
        })
    }
}

/// Whether there is a notification service, kept up to date by the session bus.
#[cfg(target_os = "linux")]
fn watch_service() -> watch::Receiver<Option<bool>> {
    crate::dbus::watch(notification_service::SERVICE)
}

/// Elsewhere the service is part of the system.
#[cfg(not(target_os = "linux"))]
fn watch_service() -> watch::Receiver<Option<bool>> {
    watch::channel(Some(true)).1
}

/// What is done when something happens to a reminder's notification.
fn on_reminder_event(
    app: AppHandle,
    notification: &Notification,
    report: oneshot::Sender<Result<(), NotShown>>,
) -> impl FnMut(PopupEvent) + Send + use<> {
    let (ids, workspace, mut report) = (notification.ids.clone(), notification.workspace(), Some(report));
    let mut answer = move |outcome| {
        if let Some(report) = report.take() {
            // The engine no longer waits for the answer once it has stopped.
            let _ = report.send(outcome);
        }
    };
    move |event| match event {
        PopupEvent::Shown => answer(Ok(())),
        PopupEvent::NotShown(reason) => answer(Err(NotShown { reason })),
        PopupEvent::Action(action) if action == DEFAULT_ACTION => {
            let (clicked, screen) = (app.clone(), workspace.map_or(Screen::Start, Screen::Workspace));
            if let Err(error) = app.run_on_main_thread(move || window::open(&clicked, screen)) {
                tracing::warn!(%error, "a click on the notification opens nothing");
            }
        }
        PopupEvent::Action(action) if action == SNOOZE => {
            let (app, ids) = (app.clone(), ids.clone());
            // The store may be locked for seconds.
            tauri::async_runtime::spawn_blocking(move || {
                if let Err(error) = app.state::<AppState>().engine.snooze(&ids, Snooze::Tomorrow) {
                    tracing::error!(%error, "the reminder is not snoozed");
                }
            });
        }
        PopupEvent::Action(action) => tracing::warn!(action, "the notification has no such action"),
    }
}

/// Shows the reason why the application ends, by a service of its own. Returns whether the service has taken it over.
pub(crate) async fn show_farewell(title: String, body: String) -> bool {
    let (requests, received) = mpsc::unbounded_channel();
    tauri::async_runtime::spawn(notification_service::serve(received));
    let (report, reported) = oneshot::channel();
    let mut report = Some(report);
    let on_event = move |event| {
        if let Some(report) = report.take() {
            // Nobody waits any longer if the service took too long.
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
                tracing::warn!(reason, "the notification is not shown");
            }
        }),
    }
}

/// Whether a service shows notifications. Only on Linux is there a desktop without one.
pub(crate) async fn is_available() -> bool {
    #[cfg(target_os = "linux")]
    return crate::dbus::is_available(notification_service::SERVICE).await;
    #[cfg(not(target_os = "linux"))]
    true
}
