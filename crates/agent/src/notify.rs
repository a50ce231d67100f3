//! Notifications: shows the engine's reminders, and handles clicks on them.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use ::watch::{
    Engine, Failure, Snooze,
    deliver::{BoxFuture, NotShown, Notification, Notifier, ReminderId},
    i18n::Catalog,
    reminders::{notification::Content, urgency::Urgency},
};
use ipc::message::Screen;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    notification_icon,
    notification_service::{self, DEFAULT_ACTION, Lifetime, Popup, PopupEvent, Request},
    windows::Windows,
};

/// The action that snoozes the reminders of one workspace until tomorrow.
const SNOOZE: &str = "snooze";

/// The action that completes the reminders of one workspace.
const DONE: &str = "done";

/// The engine's [`Notifier`] for the desktop's notification service.
pub(crate) struct DesktopNotifier {
    /// The engine whose reminders are shown. It is created with the notifier, so it comes later.
    engine: Arc<OnceLock<Engine>>,
    windows: Arc<Windows>,
    /// The folder to which icons are written.
    data_dir: PathBuf,
    requests: mpsc::UnboundedSender<Request>,
    /// Whether the service is available; `None` until that is known.
    is_available: watch::Receiver<Option<bool>>,
}

impl DesktopNotifier {
    /// Starts the task that talks to the service.
    pub(crate) fn start(windows: Arc<Windows>, data_dir: PathBuf) -> Self {
        let (requests, received) = mpsc::unbounded_channel();
        tokio::spawn(notification_service::serve(received));
        Self { engine: Arc::default(), windows, data_dir, requests, is_available: watch_service() }
    }

    /// Sets the engine whose reminders are shown, once.
    pub(crate) fn set_engine(&self, engine: Engine) {
        if self.engine.set(engine).is_err() {
            tracing::error!("the notifier has an engine already");
        }
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
        let Some(words) = self.engine.get().map(|engine| engine.audience().words) else {
            return Box::pin(async { Err(NotShown { reason: "there is no engine".to_owned() }) });
        };
        let icon = notification_icon::file(notification.urgency(), &self.data_dir);
        let (report, reported) = oneshot::channel();
        self.request(Request::Show(Popup {
            icon: icon.inspect_err(|error| tracing::debug!(%error, "failed to write the notification's icon")).ok(),
            urgency: notification.urgency(),
            actions: actions(&notification.content, words),
            lifetime: Lifetime::Application,
            on_event: Box::new(on_reminder_event(self.engine.clone(), self.windows.clone(), &notification, report)),
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

/// The buttons of a notification. One about many workspaces can only be shown: nobody can want to snooze or complete all
/// of them at once, unseen.
fn actions(content: &Content, words: &Catalog) -> Vec<(&'static str, String)> {
    let show = (DEFAULT_ACTION, words.text("notice-show"));
    match content {
        Content::Workspace { .. } => {
            vec![show, (SNOOZE, words.text("notice-snooze")), (DONE, words.text("notice-done"))]
        }
        Content::Digest(_) | Content::Added(_) | Content::Test => vec![show],
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
    engine: Arc<OnceLock<Engine>>,
    windows: Arc<Windows>,
    notification: &Notification,
    report: oneshot::Sender<Result<(), NotShown>>,
) -> impl FnMut(PopupEvent) + Send + use<> {
    let screen = match &notification.content {
        Content::Workspace { nearest, .. } => Some(Screen::Workspace { id: nearest.workspace.into() }),
        Content::Digest(_) => Some(Screen::Reminders),
        Content::Added(_) => notification.workspace().map(|id| Screen::Workspace { id: id.into() }),
        Content::Test => None,
    };
    let (ids, mut report) = (notification.ids.clone(), Some(report));
    let mut answer = move |outcome| {
        if let Some(report) = report.take() {
            // Fails if the engine has stopped and no longer waits.
            let _ = report.send(outcome);
        }
    };
    move |event| match event {
        PopupEvent::Shown => answer(Ok(())),
        PopupEvent::NotShown(reason) => answer(Err(NotShown { reason })),
        PopupEvent::Action(action) if action == DEFAULT_ACTION => windows.open(screen),
        PopupEvent::Action(action) if action == SNOOZE => {
            change_reminders(&engine, &ids, |engine, ids| engine.snooze_reminders(ids, Snooze::Tomorrow));
        }
        PopupEvent::Action(action) if action == DONE => change_reminders(&engine, &ids, Engine::complete_reminders),
        PopupEvent::Action(action) => tracing::warn!(action, "unknown action of a notification"),
    }
}

/// Changes reminders on a thread that may block, because the store may be locked for seconds.
fn change_reminders(
    engine: &OnceLock<Engine>,
    ids: &[ReminderId],
    change: impl FnOnce(&Engine, &[ReminderId]) -> Result<(), Failure> + Send + 'static,
) {
    let (Some(engine), ids) = (engine.get().cloned(), ids.to_vec()) else { return };
    tokio::task::spawn_blocking(move || {
        if let Err(error) = change(&engine, &ids) {
            tracing::error!(%error, "failed to change a reminder from its notification");
        }
    });
}

/// Shows why the application cannot start, independently of the engine. Returns whether the service accepted the
/// notification.
pub(crate) async fn show_start_failure(title: String, body: String) -> bool {
    let (requests, received) = mpsc::unbounded_channel();
    tokio::spawn(notification_service::serve(received));
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
